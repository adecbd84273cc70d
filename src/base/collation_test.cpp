#include "base/collation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace broadsheet {
namespace {

TEST(SortKey, SortsWordsAsReadersExpect) {
    std::vector<std::string> const wanted{"",      "10",    "apple",  "Apple", "Éclair", "elan",  "élan",
                                          "elbow", "zebra", "Андрій", "Єва",   "Їжак",   "Йосип", "Ярина"};
    auto sorted = wanted;
    std::reverse(sorted.begin(), sorted.end());
    std::sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return sort_key(a) < sort_key(b); });
    EXPECT_EQ(sorted, wanted);
}

TEST(SortKey, IsTextThatAnyDatabaseComparesAlike) {
    EXPECT_EQ(sort_key("Їжак").find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(sort_key("same"), sort_key("same"));
    EXPECT_NE(sort_key("same"), sort_key("Same"));
    EXPECT_LT(sort_key(std::string(1'000'000, 'x')).size(), 1000u) << "very long names have keys of a bearable length";
    EXPECT_EQ(sort_key(std::string(199, 'x') + "Ї").size(), sort_key(std::string(199, 'x') + "Є").size())
        << "cut within a character";
}

}  // namespace
}  // namespace broadsheet
