#include "store/narrations.h"

#include "store/lexicon.h"
#include "store/pictures.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class NarrationsTest : public DatabaseTest {
  protected:
    Story published(std::string slug, std::string language = "en", std::string visibility = "public") {
        pass(Millis(1000));
        auto story = some_story(std::move(slug), now());
        story.status = StoryStatus::published;
        story.published_at = now();
        story.text.language = std::move(language);
        story.text.visibility = std::move(visibility);
        commit([&](Transaction& transaction) { insert_story(transaction, story, story.created_by); });
        return story;
    }
    Narration spoken(StoryId story, std::string audio) {
        Narration out;
        out.story = story;
        out.state = NarrationState::ready;
        out.digest = "d";
        out.audio = std::move(audio);
        out.audio_mime = "audio/mpeg";
        out.audio_bytes = 10;
        out.duration = Millis(1500);
        commit([&](Transaction& transaction) { save_narration(transaction, out); });
        return out;
    }
    std::optional<Narration> kept(StoryId story) { return find_narration(*database().snapshot(), story); }
    std::optional<Narration> take() {
        std::optional<Narration> out;
        commit([&](Transaction& transaction) { out = take_narration(transaction, now() + Millis(60'000)); });
        return out;
    }
    void wish(StoryId story) {
        commit([&](Transaction& transaction) { wish_narration(transaction, story); });
    }
    std::vector<AudioOwner> owners(std::string_view blob) {
        return owners_of_audio(*database().snapshot(), blob, now());
    }
    std::vector<std::string> swept() {
        std::vector<std::string> out;
        commit([&](Transaction& transaction) { out = take_retired_blobs(transaction).blobs; });
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, NarrationsTest, both_engines, engine_name);

TEST_P(NarrationsTest, OneAtATimeIsTakenAndAWishMeanwhileIsNotLost) {
    auto const story = published("a");
    EXPECT_FALSE(take());
    wish(story.id);
    auto const taken = take();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->story, story.id);
    EXPECT_EQ(taken->wishes, 1);
    EXPECT_FALSE(take()) << "it is held";
    pass(Millis(61'000));
    EXPECT_TRUE(take()) << "whoever held it is gone";
    commit([&](Transaction& transaction) { EXPECT_TRUE(hold_narration(transaction, *taken, now() + Millis(60'000))); });
    EXPECT_EQ(kept(story.id)->state, NarrationState::speaking);
    wish(story.id);
    commit([&](Transaction& transaction) { EXPECT_FALSE(hold_narration(transaction, *taken, now())); });
    EXPECT_EQ(take()->wishes, 2);
}

TEST_P(NarrationsTest, ReplacedFilesAreHadForAWeekAndForgottenOnesGoAtOnce) {
    auto const story = published("a");
    spoken(story.id, "aa/one.mp3");
    EXPECT_TRUE(swept().empty());
    auto now_spoken = spoken(story.id, "bb/two.mp3");
    EXPECT_EQ(owners("aa/one.mp3").size(), 1u);
    EXPECT_TRUE(swept().empty());
    pass(std::chrono::days(8));
    EXPECT_EQ(swept(), std::vector<std::string>{"aa/one.mp3"});
    EXPECT_TRUE(owners("aa/one.mp3").empty());
    commit([&](Transaction& transaction) {
        forget_audio(transaction, now_spoken);
        save_narration(transaction, now_spoken);
    });
    EXPECT_TRUE(owners("bb/two.mp3").empty());
    EXPECT_EQ(swept(), std::vector<std::string>{"bb/two.mp3"});
    EXPECT_EQ(kept(story.id)->audio, "");
}

TEST_P(NarrationsTest, AFileOfTwoStoriesStaysForTheOther) {
    auto const one = published("a"), two = published("b");
    spoken(one.id, "aa/same.mp3");
    spoken(two.id, "aa/same.mp3");
    commit([&](Transaction& transaction) { delete_narration(transaction, one.id); });
    EXPECT_TRUE(swept().empty());
    EXPECT_EQ(owners("aa/same.mp3").size(), 1u);
}

TEST_P(NarrationsTest, ThePodcastHasWhatEverybodyMayHear) {
    auto const first = published("a"), second = published("b", "uk"), third = published("c", "en-GB");
    auto const locked = published("d", "en", "members"), silent = published("e");
    for (auto const& story : {first, second, third, locked}) spoken(story.id, "aa/" + story.text.slug + ".mp3");
    auto const found = [&](PodcastFilter const& filter) {
        std::vector<StoryId> out;
        for (auto const& one : podcast_narrations(*database().snapshot(), filter)) out.push_back(one.story);
        return out;
    };
    EXPECT_EQ(found({}), (std::vector{third.id, second.id, first.id}));
    EXPECT_EQ(found({.section = {}, .language = "en", .before = {}}), (std::vector{third.id, first.id}));
    EXPECT_EQ(found({.section = {}, .language = "", .before = second.id}), (std::vector{first.id}));
    EXPECT_EQ(found({.section = SectionId{5}, .language = "", .before = {}}), std::vector<StoryId>{});
}

TEST_P(NarrationsTest, SpendingAddsUpByMonth) {
    commit([&](Transaction& transaction) {
        spend_characters(transaction, "2026-11", 100);
        spend_characters(transaction, "2026-11", 20);
    });
    EXPECT_EQ(spent_characters(*database().snapshot(), "2026-11"), 120);
    EXPECT_EQ(spent_characters(*database().snapshot(), "2026-12"), 0);
}

TEST_P(NarrationsTest, NamesAreKept) {
    LexiconName name{LexiconId::make(), "Kvitka", "en", "KVEET-ka", "", true, now()};
    commit([&](Transaction& transaction) { save_lexicon_name(transaction, name); });
    name.ipa = "ˈkʋitkɐ";
    commit([&](Transaction& transaction) { save_lexicon_name(transaction, name); });
    auto const found = find_lexicon_name(*database().snapshot(), "Kvitka", "en");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->ipa, "ˈkʋitkɐ");
    EXPECT_EQ(list_lexicon(*database().snapshot()).size(), 1u);
    commit([&](Transaction& transaction) { delete_lexicon_name(transaction, name.id); });
    EXPECT_FALSE(find_lexicon_name(*database().snapshot(), name.id));
}

}  // namespace
}  // namespace broadsheet::store
