#include "transfer/copies.h"

#include <gtest/gtest.h>

namespace broadsheet::transfer {
namespace {

Time at(char const* text) { return parse_iso_time(text).value(); }

TEST(Copies, AreNamedByTheirTime) {
    EXPECT_EQ(copy_name(at("2026-11-30T03:15:07.123Z")), "2026-11-30T031507Z.backup");
    EXPECT_EQ(copy_time("2026-11-30T031507Z.backup"), at("2026-11-30T03:15:07Z"));
    for (auto const* name : {"", "media", "2026-11-30T031507Z.backup.12.part", "2026-13-30T031507Z.backup",
                             "2026-11-30 031507Z.backup", "x026-11-30T031507Z.backup"})
        EXPECT_FALSE(copy_time(name)) << name;
}

TEST(Copies, AreThinnedOutAsTheyGrowOld) {
    CopySettings settings;
    settings.days = 2;
    settings.weeks = 2;
    settings.months = 3;
    // Four a day for 100 days, up to noon of a Monday.
    auto const now = at("2026-11-30T12:00:00Z");
    std::vector<Time> copies;
    for (int i = 0; i < 400; ++i) copies.push_back(now - std::chrono::hours(6 * i));
    std::vector<std::string> kept;
    for (auto const one : kept_copies(copies, now, settings)) kept.push_back(iso_time(one).substr(0, 13));
    EXPECT_EQ(kept, (std::vector<std::string>{"2026-11-30T12", "2026-11-30T06", "2026-11-30T00", "2026-11-29T18",
                                              "2026-11-29T12", "2026-11-29T06", "2026-11-29T00", "2026-11-28T18",
                                              "2026-10-31T18", "2026-09-30T18"}));
}

TEST(Copies, TheNewestStaysHoweverOld) {
    CopySettings settings;
    settings.days = settings.weeks = settings.months = 0;
    auto const now = at("2026-11-30T12:00:00Z");
    auto const kept = kept_copies({at("2020-01-01T00:00:00Z"), at("2019-01-01T00:00:00Z")}, now, settings);
    EXPECT_EQ(kept, std::vector<Time>{at("2020-01-01T00:00:00Z")});
}

}  // namespace
}  // namespace broadsheet::transfer
