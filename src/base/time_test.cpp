#include "base/time.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(Time, IsoRoundTrips) {
    auto const time = from_ms(1'788'246'720'123);
    EXPECT_EQ(parse_iso_time(iso_time(time)), time);
    EXPECT_EQ(parse_iso_time("2026-09-01T10:12:00+03:00"), parse_iso_time("2026-09-01T07:12:00Z"));
    EXPECT_EQ(to_ms(*parse_iso_time("1970-01-01T00:00:00.5Z")), 500);
}

TEST(Time, RefusesBadIso) {
    for (auto const* text : {"", "2026-02-30T00:00:00Z", "2026-09-01", "2026-09-01T10:12:00", "2026-09-01T25:12:00Z",
                             "2026-09-01T10:12:00+3:00", "2026-09-01T10:12:00.Z", "2026-09-01T10:12:00Zx"})
        EXPECT_FALSE(parse_iso_time(text)) << text;
}

TEST(Time, HttpDate) {
    auto const time = from_ms(784'111'777'000);
    EXPECT_EQ(http_date(time), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), time);
    EXPECT_FALSE(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"));
}

}  // namespace
}  // namespace broadsheet
