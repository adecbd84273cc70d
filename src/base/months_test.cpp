#include "base/months.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(Months, KeepDayAndHour) {
    auto const after = [](char const* from, int months) {
        return iso_time(after_months(*parse_iso_time(from), months));
    };
    EXPECT_EQ(after("2026-01-15T07:12:00Z", 1), "2026-02-15T07:12:00.000Z");
    EXPECT_EQ(after("2026-01-31T07:12:00Z", 1), "2026-02-28T07:12:00.000Z");
    EXPECT_EQ(after("2028-01-31T07:12:00Z", 1), "2028-02-29T07:12:00.000Z");
    EXPECT_EQ(after("2026-11-30T23:59:59Z", 3), "2027-02-28T23:59:59.000Z");
    EXPECT_EQ(after("2024-02-29T00:00:00Z", 12), "2025-02-28T00:00:00.000Z");
    EXPECT_EQ(after("2026-05-05T00:00:00Z", 0), "2026-05-05T00:00:00.000Z");
}

}  // namespace
}  // namespace broadsheet
