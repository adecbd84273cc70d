#include "content/narration.h"

#include <gtest/gtest.h>

namespace broadsheet::content {
namespace {

TEST(NarrationSettings, ComeBackAsTheyWere) {
    NarrationSettings settings;
    settings.voices = {{"en", "flite:rms"}, {"", "espeak"}};
    settings.speed = 1.25;
    settings.monthly_characters = 500'000;
    settings.disclosure_spoken = SpokenPlace::last;
    settings.say_date = false;
    settings.podcast.email = "podcast@example.org";
    settings.bulletin = {true, 6 * 60 + 5, 12, SectionId{5}, StaffId{7}};
    auto const json = to_json(settings);
    EXPECT_EQ(to_json(read_narration_settings(json)), json);
    EXPECT_EQ(to_json(read_narration_settings({})), to_json(NarrationSettings{}));
}

TEST(NarrationSettings, AVoiceIsFoundByLanguageThenForAll) {
    std::map<std::string, std::string, std::less<>> const voices{{"en", "a"}, {"en-GB", "b"}, {"", "c"}};
    EXPECT_EQ(*for_language(voices, "en-GB"), "b");
    EXPECT_EQ(*for_language(voices, "en-US"), "a");
    EXPECT_EQ(*for_language(voices, "uk"), "c");
    EXPECT_EQ(for_language({{"en", "a"}}, "uk"), nullptr);
}

TEST(Narration, OnlyWhatIsPublishedIsReadOut) {
    Story story;
    NarrationSettings settings;
    for (auto const status : {StoryStatus::draft, StoryStatus::review, StoryStatus::approved, StoryStatus::scheduled,
                              StoryStatus::retracted}) {
        story.status = status;
        EXPECT_FALSE(is_narrated(story, settings)) << name_of(status);
    }
    story.status = StoryStatus::published;
    EXPECT_TRUE(is_narrated(story, settings));
    story.kind = StoryKind::page;
    EXPECT_FALSE(is_narrated(story, settings));
    story.kind = StoryKind::brief;
    settings.briefs = false;
    EXPECT_FALSE(is_narrated(story, settings));
}

TEST(NarrationSettings, TimesOfDayAreWrittenAsPeopleDo) {
    EXPECT_EQ(minute_of_day("07:05"), 425);
    EXPECT_EQ(minute_of_day("23:59"), 24 * 60 - 1);
    for (auto const* const text : {"", "7:05", "24:00", "07:60", "07-05", "-7:05", "07:5", "07:051", "ab:cd", "+7:00"})
        EXPECT_EQ(minute_of_day(text), std::nullopt) << text;
    EXPECT_EQ(time_of_day(425), "07:05");
}

TEST(Narration, PeopleAreNoDigitalSource) {
    Narration narration;
    EXPECT_TRUE(digital_source_type(narration).ends_with("/algorithmicMedia"));
    narration.trained = true;
    EXPECT_TRUE(digital_source_type(narration).ends_with("/trainedAlgorithmicMedia"));
    narration.kind = NarrationKind::human;
    EXPECT_EQ(digital_source_type(narration), "");
}

}  // namespace
}  // namespace broadsheet::content
