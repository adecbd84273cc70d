#include "store/stories.h"

#include "base/slug.h"
#include "store/pictures.h"
#include "store/revisions.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

StaffId const maria{11}, tom{12};

class StoriesTest : public DatabaseTest {
  protected:
    Story insert(Story const& story) {
        commit([&](Transaction& transaction) { insert_story(transaction, story, maria); });
        return story;
    }
    Story insert(std::string const& slug) { return insert(some_story(slug, now())); }
    Story insert_published(std::string const& slug) {
        auto story = some_story(slug, now());
        story.status = StoryStatus::published;
        story.published_at = now();
        return insert(std::move(story));
    }
    Story find(StoryId id) { return find_story(*database().snapshot(), id).value(); }
    // Saves `change` of the story as it is in the store; whether it was taken.
    template <class Change>
    bool edit(StoryId id, StaffId staff, Autosave autosave, Change const& change) {
        bool taken = false;
        commit([&](Transaction& transaction) {
            auto const before = find_story(transaction, id).value();
            auto after = before;
            change(after);
            ++after.version;
            taken = update_story(transaction, before, after, staff, autosave);
        });
        return taken;
    }
    // "version+" for autosaves, "version" for the others, newest first.
    std::string revisions(StoryId id) {
        std::string out;
        for (auto const& revision : list_revisions(*database().snapshot(), id))
            out += std::to_string(revision.version) + (revision.autosave ? "+ " : " ");
        return out;
    }
    static StoryFilter filter(std::optional<StoryStatus> status, std::optional<StoryKind> kind = {},
                              std::optional<StaffId> by = {}, int limit = 50) {
        StoryFilter out;
        out.status = status;
        out.kind = kind;
        out.created_by = by;
        out.limit = limit;
        return out;
    }
    std::string search(std::string query) {
        StoryFilter wanted;
        wanted.query = std::move(query);
        return slugs_found(wanted);
    }
    std::string slugs_found(StoryFilter const& filter) {
        std::string out;
        for (auto const& story : list_stories(*database().snapshot(), filter)) out += story.text.slug + " ";
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, StoriesTest, both_engines, engine_name);

TEST_P(StoriesTest, KeepsEveryFieldOfAStory) {
    Picture picture;
    picture.id = PictureId::make();
    auto const section = some_section("news");
    auto const author = some_author("maria");
    auto story = some_story("everything", now());
    story.kind = StoryKind::page;
    story.status = StoryStatus::retracted;
    story.text.standfirst = "It's \"quoted\"; a ' too -- and :name, %, \\ and ?";
    story.text.language = "uk";
    story.text.section = section.id;
    story.text.tags = {"Економіка", "b"};
    story.text.bylines = {author.id};
    story.text.body = R"({"type":"doc","content":[{"type":"paragraph"}]})";
    story.text.lead = {picture.id, "alt", "підпис", "credit"};
    story.text.visibility = "members";
    story.text.seo = {"title", "description", picture.id};
    story.text.social = {"", "", std::nullopt};
    story.notice = "why";
    story.figures = {"excerpt", 700, 4};
    story.version = 41;
    story.published_at = now() + Millis(1);
    story.scheduled_at = now() + Millis(2);
    story.staged = story.text;
    story.staged->headline = "staged";
    commit([&](Transaction& transaction) {
        insert_picture(transaction, picture);
        save_section(transaction, section);
        save_author(transaction, author);
        insert_story(transaction, story, maria);
    });
    auto const found = find(story.id);
    EXPECT_EQ(found.kind, StoryKind::page);
    EXPECT_EQ(found.status, StoryStatus::retracted);
    EXPECT_EQ(found.text, story.text);
    EXPECT_EQ(found.staged, story.staged);
    EXPECT_EQ(found.notice, "why");
    EXPECT_EQ(found.figures.excerpt, "excerpt");
    EXPECT_EQ(found.figures.words, 700);
    EXPECT_EQ(found.figures.reading_minutes, 4);
    EXPECT_EQ(found.version, 41);
    EXPECT_EQ(found.published_at, story.published_at);
    EXPECT_EQ(found.scheduled_at, story.scheduled_at);
    EXPECT_EQ(found.updated_at, now());
    EXPECT_EQ(found.created_at, now());
    EXPECT_EQ(found.created_by, story.created_by);
    EXPECT_EQ(list_revisions(*database().snapshot(), story.id).at(0).text, story.text);
    EXPECT_EQ(stories_with_picture(*database().snapshot(), picture.id), std::vector{story.id});
}

TEST_P(StoriesTest, KeepsTextsOfEveryKind) {
    std::string everything;
    for (char c = 1; c < 127; ++c) everything += c;
    std::string long_text;
    while (long_text.size() < 1'000'000) long_text += "Ще не вмерла 🇺🇦 'n' \"m\"; \n";
    for (auto const& text : {std::string{}, std::string(" "), std::string("'"), std::string("''"),
                             std::string("Robert'); DROP TABLE stories;--"), std::string("𝕏 日本語 العربية"),
                             std::string("NULL"), everything, long_text}) {
        auto story = some_story("s" + StoryId::make().text(), now());
        story.text.headline = story.text.standfirst = story.notice = story.figures.excerpt = text;
        insert(story);
        auto const found = find(story.id);
        EXPECT_TRUE(found.text.headline == text) << text.substr(0, 40);
        EXPECT_TRUE(found.text.standfirst == text && found.notice == text && found.figures.excerpt == text)
            << text.substr(0, 40);
        EXPECT_FALSE(found.text.section || found.published_at || found.scheduled_at || found.staged);
    }
    EXPECT_EQ(find_story(*database().snapshot(), StoryId{1}), std::nullopt);
}

TEST_P(StoriesTest, AnOvertakenWriteChangesNothing) {
    auto const story = insert("one");
    auto const read_by_both = find(story.id);
    EXPECT_TRUE(edit(story.id, maria, Autosave::no, [](Story& after) { after.text.headline = "Maria's"; }));
    auto toms = read_by_both;
    toms.text.headline = "Tom's";
    toms.text.slug = "toms";
    ++toms.version;
    commit([&](Transaction& transaction) { EXPECT_FALSE(update_story(transaction, read_by_both, toms, tom)); });
    EXPECT_EQ(find(story.id).text.headline, "Maria's");
    EXPECT_EQ(find(story.id).version, 2);
    EXPECT_EQ(revisions(story.id), "2 1 ");
    EXPECT_EQ(find_slug(*database().snapshot(), "toms"), std::nullopt);
}

TEST_P(StoriesTest, KeepsRevisionsAndFoldsAutosaves) {
    auto const id = insert("one").id;
    auto const save = [&](StaffId staff, Autosave autosave) {
        EXPECT_TRUE(edit(id, staff, autosave,
                         [](Story& after) { after.text.headline = "Version " + std::to_string(after.version + 1); }));
    };
    save(maria, Autosave::yes);
    EXPECT_EQ(revisions(id), "2+ 1 ");
    save(maria, Autosave::yes);
    save(maria, Autosave::yes);
    EXPECT_EQ(revisions(id), "4+ 1 ");
    save(tom, Autosave::yes);
    EXPECT_EQ(revisions(id), "5+ 4+ 1 ") << "another person's autosave must stay";
    save(tom, Autosave::no);
    save(tom, Autosave::yes);
    EXPECT_EQ(revisions(id), "7+ 6 5+ 4+ 1 ") << "only an autosave directly before is folded";
    auto const kept = list_revisions(*database().snapshot(), id);
    EXPECT_EQ(kept.front().staff, tom);
    EXPECT_EQ(kept.front().text.headline, "Version 7");
    EXPECT_EQ(kept[3].text.headline, "Version 4");
    EXPECT_EQ(kept[3].staff, maria);
}

TEST_P(StoriesTest, KeepsAsManyRevisionsAsThereAre) {
    auto const id = insert("one").id;
    auto const transaction = database().begin();
    auto before = find_story(*transaction, id).value();
    for (int i = 0; i < 300; ++i) {
        auto after = before;
        ++after.version;
        ASSERT_TRUE(update_story(*transaction, before, after, maria));
        before = after;
    }
    EXPECT_EQ(list_revisions(*transaction, id).size(), 301u);
}

TEST_P(StoriesTest, OldSlugsLeadToTheNewOne) {
    auto const id = insert_published("first").id;
    edit(id, maria, Autosave::no, [](Story& after) { after.text.slug = "second"; });
    edit(id, maria, Autosave::no, [](Story& after) { after.text.slug = "third"; });
    auto const reader = database().snapshot();
    for (auto const* slug : {"first", "second", "third"}) {
        auto const hit = find_slug(*reader, slug);
        ASSERT_TRUE(hit) << slug;
        EXPECT_EQ(hit->story, id);
        EXPECT_EQ(hit->current, "third");
    }
    EXPECT_EQ(find_slug(*reader, "fourth"), std::nullopt);
    EXPECT_EQ(find_slug(*reader, "First"), std::nullopt);
}

TEST_P(StoriesTest, AFreeSlugIsNobodyElses) {
    auto const id = insert_published("taken").id;
    edit(id, maria, Autosave::no, [](Story& after) { after.text.slug = "renamed"; });
    auto const reader = database().snapshot();
    auto const other = StoryId::make();
    EXPECT_EQ(free_slug(*reader, "new", other), "new");
    EXPECT_EQ(free_slug(*reader, "taken", other), "taken-2") << "an old slug still redirects";
    EXPECT_EQ(free_slug(*reader, "taken", id), "taken") << "a story's own old slug is free to it";
    insert("taken-2");
    EXPECT_EQ(free_slug(*database().snapshot(), "taken", other), "taken-3");
}

TEST_P(StoriesTest, AnAddressThatNoReaderHadIsFreeAgain) {
    auto const id = insert("working-title").id;
    edit(id, maria, Autosave::no, [](Story& after) { after.text.slug = "title"; });
    auto const reader = database().snapshot();
    EXPECT_EQ(find_slug(*reader, "working-title"), std::nullopt);
    EXPECT_EQ(find_slug(*reader, "title")->story, id);
    EXPECT_EQ(free_slug(*reader, "working-title", StoryId::make()), "working-title");
}

TEST_P(StoriesTest, AFreeSlugIsASlugAtItsGreatestLengthToo) {
    for (auto const& wanted :
         {std::string(max_slug, 'a'), std::string(max_slug - 3, 'b') + "-cd", std::string(max_slug - 2, 'c') + "-d"}) {
        ASSERT_TRUE(is_slug(wanted));
        insert(wanted);
        auto const slug = free_slug(*database().snapshot(), wanted, StoryId::make());
        EXPECT_TRUE(is_slug(slug)) << slug;
        EXPECT_NE(slug, wanted);
        EXPECT_TRUE(slug.ends_with("-2")) << slug;
    }
}

TEST_P(StoriesTest, BylinesAndTagsKeepTheirOrder) {
    std::vector<AuthorId> authors;
    commit([&](Transaction& transaction) {
        for (auto const* slug : {"a", "b", "c"}) {
            auto const author = some_author(slug);
            authors.push_back(author.id);
            save_author(transaction, author);
        }
    });
    auto story = some_story("one", now());
    story.text.bylines = {authors[2], authors[0], authors[1]};
    story.text.tags = {"zebra", "apple", "mango"};
    insert(story);
    EXPECT_EQ(find(story.id).text.bylines, story.text.bylines);
    EXPECT_EQ(find(story.id).text.tags, story.text.tags);
    edit(story.id, maria, Autosave::no, [&](Story& after) {
        after.text.bylines = {authors[1], authors[2]};
        after.text.tags = {"mango", "apple"};
    });
    EXPECT_EQ(find(story.id).text.bylines, (std::vector{authors[1], authors[2]}));
    EXPECT_EQ(find(story.id).text.tags, (std::vector<std::string>{"mango", "apple"}));
    auto const tags = tags_of(*database().snapshot(), story.id);
    ASSERT_EQ(tags.size(), 2u);
    EXPECT_EQ(tags[0].slug, "mango");
    edit(story.id, maria, Autosave::no, [&](Story& after) { after.text.bylines.clear(), after.text.tags.clear(); });
    EXPECT_TRUE(find(story.id).text.bylines.empty());
    EXPECT_TRUE(find(story.id).text.tags.empty());
}

TEST_P(StoriesTest, ListsByFilterNewestChangeFirst) {
    auto add = [&](std::string const& slug, StoryKind kind, StoryStatus status, StaffId by) {
        auto story = some_story(slug, now());
        story.kind = kind;
        story.status = status;
        story.created_by = by;
        insert(story);
        pass(Millis(1000));
    };
    add("a", StoryKind::article, StoryStatus::draft, maria);
    add("b", StoryKind::brief, StoryStatus::published, tom);
    add("c", StoryKind::article, StoryStatus::published, tom);
    add("d", StoryKind::article, StoryStatus::draft, tom);
    EXPECT_EQ(slugs_found({}), "d c b a ");
    EXPECT_EQ(slugs_found(filter(StoryStatus::draft)), "d a ");
    EXPECT_EQ(slugs_found(filter({}, StoryKind::brief)), "b ");
    EXPECT_EQ(slugs_found(filter({}, {}, tom)), "d c b ");
    EXPECT_EQ(slugs_found(filter(StoryStatus::published, StoryKind::article, tom)), "c ");
    EXPECT_EQ(slugs_found(filter({}, {}, {}, 2)), "d c ");
}

TEST_P(StoriesTest, TheCursorSkipsAndRepeatsNothingWhereTimesAreEqual) {
    for (int i = 0; i < 10; ++i) {
        insert("s" + std::to_string(i));
        if (i % 3 == 2) pass(Millis(1));
    }
    std::string paged;
    auto wanted = filter({}, {}, {}, 3);
    for (;;) {
        auto const page = list_stories(*database().snapshot(), wanted);
        for (auto const& story : page) paged += story.text.slug + " ";
        if (page.size() < 3) break;
        wanted.before = {page.back().updated_at, page.back().id};
    }
    EXPECT_EQ(paged, slugs_found({}));
    EXPECT_EQ(paged, "s9 s8 s7 s6 s5 s4 s3 s2 s1 s0 ");
}

TEST_P(StoriesTest, SearchesHeadlinesWithoutCaseAndWithoutWildcards) {
    auto add = [&](std::string const& slug, std::string const& headline) {
        auto story = some_story(slug, now());
        story.text.headline = headline;
        insert(story);
        pass(Millis(1));
    };
    add("percent", "Taxes rise by 100% today");
    add("plain", "Taxes rise by 100 today");
    add("underscore", "The snake_case war");
    add("other", "The snakeXcase war");
    add("backslash", R"(C:\temp is full)");
    add("quote", "It's over");
    EXPECT_EQ(search("TAXES"), "plain percent ");
    EXPECT_EQ(search("100%"), "percent ");
    EXPECT_EQ(search("%"), "percent ");
    EXPECT_EQ(search("snake_c"), "underscore ");
    EXPECT_EQ(search("\\"), "backslash ");
    EXPECT_EQ(search("t's"), "quote ");
    EXPECT_EQ(search("nothing like it"), "");
    add("cyrillic", "Їжа і вода");
    EXPECT_EQ(search("їЖА"), "cyrillic ");
}

TEST_P(StoriesTest, ADeletedStoryIsGoneWithAllThatHangsOnIt) {
    auto story = some_story("gone", now());
    story.text.tags = {"tag"};
    insert(story);
    commit([&](Transaction& transaction) { delete_story(transaction, story.id); });
    auto const reader = database().snapshot();
    EXPECT_EQ(find_story(*reader, story.id), std::nullopt);
    EXPECT_EQ(find_slug(*reader, "gone"), std::nullopt);
    EXPECT_TRUE(list_revisions(*reader, story.id).empty());
    EXPECT_TRUE(tags_of(*reader, story.id).empty());
    EXPECT_EQ(free_slug(*reader, "gone", StoryId::make()), "gone");
}

TEST_P(StoriesTest, PublishedPagesAreForTheFoot) {
    auto add = [&](std::string const& slug, StoryKind kind, StoryStatus status) {
        auto story = some_story(slug, now());
        story.kind = kind;
        story.status = status;
        story.published_at = now();
        insert(story);
        pass(Millis(1));
    };
    add("about", StoryKind::page, StoryStatus::published);
    add("draft", StoryKind::page, StoryStatus::draft);
    add("article", StoryKind::article, StoryStatus::published);
    add("imprint", StoryKind::page, StoryStatus::published);
    auto const pages = published_pages(*database().snapshot());
    ASSERT_EQ(pages.size(), 2u);
    EXPECT_EQ(pages[0].text.slug, "about");
    EXPECT_EQ(pages[1].text.slug, "imprint");
}

}  // namespace
}  // namespace broadsheet::store
