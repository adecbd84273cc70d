#include "store/corrections.h"

#include "store/listings.h"
#include "store/sql.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class CorrectionsTest : public DatabaseTest {
  protected:
    Story put(std::string const& slug, StoryStatus status = StoryStatus::published) {
        auto story = some_story(slug, now());
        story.status = status;
        story.published_at = now();
        if (status == StoryStatus::retracted) {
            story.retracted_at = now();
            story.notice = "notice of " + slug;
        }
        commit([&](Transaction& transaction) { insert_story(transaction, story, StaffId{1}); });
        return story;
    }
    Correction correct(StoryId story, std::string const& note) {
        Correction const correction{CorrectionId::make(), story, now(), note, StaffId{1}};
        commit([&](Transaction& transaction) { insert_correction(transaction, correction); });
        return correction;
    }
    // The notes of the public list from `before` on, "R:" before those of retractions; "none" where there is no page.
    std::string list(std::int64_t before, int limit = 100) {
        auto const entries = list_corrections(*database().snapshot(), before, limit);
        if (!entries) return "none";
        std::string out;
        for (auto const& entry : *entries) {
            out += (entry.retraction ? "R:" : "") + entry.note + " ";
            last_ = entry.id;
        }
        return out;
    }
    Time updated(StoryId id) { return find_story(*database().snapshot(), id)->updated_at; }

    std::int64_t last_ = 0;  // the last entry listed
};
INSTANTIATE_TEST_SUITE_P(Engines, CorrectionsTest, both_engines, engine_name);

TEST_P(CorrectionsTest, StandWithTheirStoryNewestFirst) {
    auto const story = put("s"), other = put("other");
    pass(Millis(1000));
    correct(story.id, "first");
    EXPECT_EQ(updated(story.id), now());
    pass(Millis(1000));
    auto const second = correct(story.id, "друга & <b>");
    auto const reader = database().snapshot();
    auto const found = corrections_of(*reader, story.id);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].id, second.id);
    EXPECT_EQ(found[0].note, "друга & <b>");
    EXPECT_EQ(found[0].at, now());
    EXPECT_EQ(found[0].story, story.id);
    EXPECT_EQ(found[1].note, "first");
    EXPECT_TRUE(corrections_of(*reader, other.id).empty());
    EXPECT_TRUE(corrections_of(*reader, std::vector<StoryId>{}).empty());
    EXPECT_EQ(corrections_of(*reader, std::vector{story.id, other.id}).size(), 2u);
    EXPECT_EQ(updated(other.id), other.updated_at);
}

TEST_P(CorrectionsTest, AreDeletedByTheirOwnStoryOnly) {
    auto const story = put("s"), other = put("other");
    auto const correction = correct(story.id, "note");
    pass(Millis(1000));
    commit([&](Transaction& transaction) {
        EXPECT_FALSE(delete_correction(transaction, other.id, correction.id));
        EXPECT_TRUE(delete_correction(transaction, story.id, correction.id));
        EXPECT_FALSE(delete_correction(transaction, story.id, correction.id));
    });
    EXPECT_TRUE(corrections_of(*database().snapshot(), story.id).empty());
    EXPECT_EQ(updated(story.id), now()) << "the page has changed";
    EXPECT_EQ(updated(other.id), other.updated_at);
}

TEST_P(CorrectionsTest, ThePublicListHoldsRetractionsButNoDrafts) {
    auto const story = put("s"), draft = put("draft", StoryStatus::draft);
    correct(story.id, "a");
    correct(draft.id, "hidden");
    pass(Millis(1000));
    auto const gone = put("gone", StoryStatus::retracted);
    correct(gone.id, "b");  // at the same time: by id
    pass(Millis(1000));
    correct(story.id, "c");
    EXPECT_EQ(list(0), "c b R:notice of gone a ");
    auto const entries = list_corrections(*database().snapshot(), 0, 3).value();
    EXPECT_EQ(entries[2].story, gone.id);
    EXPECT_EQ(entries[2].headline, "About gone");
    EXPECT_EQ(entries[2].slug, "gone");
    EXPECT_EQ(entries[2].language, "en");
    EXPECT_EQ(list(gone.id.value), "a ");
    EXPECT_EQ(list(story.id.value), "none") << "it was not retracted";
    EXPECT_EQ(list(12345), "none");
}

TEST_P(CorrectionsTest, ThePublicListIsReadToItsEndWithoutGapsOrRepeats) {
    auto const story = put("s");
    std::string all;
    for (int i = 0; i < 23; ++i) {
        if (i % 3 == 0) pass(Millis(1));  // some at the same moment
        if (i % 5 == 4) {
            put("r" + std::to_string(i), StoryStatus::retracted);
            all = "R:notice of r" + std::to_string(i) + " " + all;
        } else {
            correct(story.id, std::to_string(i));
            all = std::to_string(i) + " " + all;
        }
    }
    std::string walked;
    last_ = 0;
    for (auto page = list(0, 4); !page.empty(); page = list(last_, 4)) walked += page;
    EXPECT_EQ(walked, all);
}

TEST_P(CorrectionsTest, GoWithTheirStory) {
    auto const story = put("s", StoryStatus::draft);
    correct(story.id, "note");
    commit([&](Transaction& transaction) { delete_story(transaction, story.id); });
    EXPECT_TRUE(corrections_of(*database().snapshot(), story.id).empty());
}

TEST_P(CorrectionsTest, TranslationsAreKnownFromEachOfThem) {
    auto const first = put("first");
    auto second = some_story("second", now());
    second.translation_of = first.id;
    second.text.language = "uk";
    auto const alone = put("alone");
    commit([&](Transaction& transaction) { insert_story(transaction, second, StaffId{1}); });
    auto const reader = database().snapshot();
    for (auto const& story : {first, second}) {
        auto const found = translations_of(*reader, story);
        ASSERT_EQ(found.size(), 2u);
        EXPECT_EQ(found[0].id, first.id);
        EXPECT_EQ(found[0].status, StoryStatus::published);
        EXPECT_EQ(found[1].id, second.id);
        EXPECT_EQ(found[1].status, StoryStatus::draft);
        EXPECT_EQ(found[1].language, "uk");
        EXPECT_EQ(found[1].slug, "second");
        EXPECT_EQ(found[1].headline, "About second");
    }
    EXPECT_EQ(translations_of(*reader, alone).size(), 1u);
    EXPECT_EQ(find_story(*reader, second.id)->translation_of, first.id);
}

TEST_P(CorrectionsTest, TranslationsOutliveTheFirst) {
    auto const first = put("first", StoryStatus::draft), next = put("next");
    auto second = some_story("second", now());
    second.translation_of = first.id;
    commit([&](Transaction& transaction) {
        insert_story(transaction, second, StaffId{1});
        move_translations(transaction, first.id, next.id);
    });
    EXPECT_EQ(find_story(*database().snapshot(), second.id)->translation_of, next.id);
    commit([&](Transaction& transaction) {
        move_translations(transaction, next.id, first.id);
        delete_story(transaction, first.id);
    });
    EXPECT_EQ(find_story(*database().snapshot(), second.id)->translation_of, std::nullopt);
}

TEST_P(CorrectionsTest, ASitemapKnowsItsMonthsByTag) {
    EXPECT_EQ(sitemap_tag(*parse_iso_time("2026-11-30T23:59:59Z")), "sitemap:2026-11");
    EXPECT_EQ(sitemap_tag(*parse_iso_time("2026-12-01T00:00:00Z")), "sitemap:2026-12");
}

}  // namespace
}  // namespace broadsheet::store
