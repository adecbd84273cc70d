#include "base/locale.h"

#include <gtest/gtest.h>

namespace broadsheet {
namespace {

Time const morning = *parse_iso_time("2026-11-23T05:12:00Z");

TEST(Locale, WritesDatesAsTheLanguageDoes) {
    EXPECT_EQ(format_time(morning, "Europe/Kyiv", "en", DateStyle::date), "23 November 2026");
    EXPECT_EQ(format_time(morning, "Europe/Kyiv", "en", DateStyle::time), "07:12");
    EXPECT_EQ(format_time(morning, "Europe/Kyiv", "uk", DateStyle::date), "23 листопада 2026\u202fр.");
    EXPECT_EQ(format_time(morning, "America/New_York", "en-US", DateStyle::time), "12:12\u202fAM")
        << "a narrow no-break space";
}

TEST(Locale, DaysFollowTheZone) {
    EXPECT_EQ(day_of(morning, "America/New_York"), (Day{2026, 11, 23}));
    EXPECT_EQ(day_of(morning, "America/Los_Angeles"), (Day{2026, 11, 22}));
    EXPECT_EQ(start_of({2026, 3, 29}, "Europe/Kyiv"), *parse_iso_time("2026-03-28T22:00:00Z"));
    EXPECT_EQ(start_of({2026, 11, 1}, "America/Havana"), *parse_iso_time("2026-11-01T04:00:00Z"))
        << "its midnight comes twice";
    EXPECT_EQ(start_of({2018, 11, 4}, "America/Sao_Paulo"), *parse_iso_time("2018-11-04T03:00:00Z"))
        << "it has no midnight";
    EXPECT_EQ(moment_of({2026, 3, 29}, 7 * 60, "Europe/Kyiv"), *parse_iso_time("2026-03-29T04:00:00Z"))
        << "clocks went forward at three";
    EXPECT_EQ(moment_of({2026, 3, 28}, 7 * 60 + 30, "Europe/Kyiv"), *parse_iso_time("2026-03-28T05:30:00Z"));
    EXPECT_EQ(next_day({2026, 12, 31}), (Day{2027, 1, 1}));
}

TEST(Locale, KnowsDirectionsZonesAndPlurals) {
    EXPECT_TRUE(is_right_to_left("ar"));
    EXPECT_FALSE(is_right_to_left("uk"));
    EXPECT_TRUE(is_time_zone("Europe/Kyiv"));
    EXPECT_FALSE(is_time_zone("Europe/Atlantis"));
    EXPECT_EQ(plural_category(2, "uk"), "few");
    EXPECT_EQ(plural_category(5, "uk"), "many");
}

TEST(Locale, NamesLanguages) {
    EXPECT_EQ(with_territory("uk"), "uk_UA");
    EXPECT_EQ(with_territory("en"), "en_US");
    EXPECT_EQ(with_territory("en-GB"), "en_GB");
    EXPECT_EQ(with_territory("???"), "");
    EXPECT_EQ(own_name("uk"), "Українська");
    EXPECT_EQ(own_name("en"), "English");
    EXPECT_EQ(own_name("???"), "???");
}

}  // namespace
}  // namespace broadsheet
