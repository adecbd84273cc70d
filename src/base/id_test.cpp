#include "base/id.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

TEST(Id, RoundTripsThroughText) {
    for (std::int64_t const value : {std::int64_t{1}, std::int64_t{1} << 62, std::int64_t{0x7fffffffffffffff}})
        EXPECT_EQ(parse_id(id_text(value)), value);
}

TEST(Id, RefusesWhatIsNotAnId) {
    for (auto const* text : {"", "0000000000000", "8000000000000", "00000000000l1", "000000000001", "0000000000001x"})
        EXPECT_FALSE(parse_id(text)) << text;
}

TEST(Id, RisesAndSortsAsText) {
    auto before = new_id_bits();
    for (int i = 0; i < 1000; ++i) {
        auto const next = new_id_bits();
        EXPECT_LT(before, next);
        EXPECT_LT(id_text(before), id_text(next));
        before = next;
    }
}

}  // namespace
}  // namespace broadsheet
