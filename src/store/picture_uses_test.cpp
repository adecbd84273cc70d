#include "store/picture_uses.h"

#include "store/changes.h"
#include "store/pictures.h"
#include "store/rearrange.h"
#include "store/sections.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class PictureUsesTest : public DatabaseTest {
  protected:
    PictureId some_picture() {
        Picture picture;
        picture.id = PictureId::make();
        commit([&](Transaction& transaction) { insert_picture(transaction, picture); });
        return picture.id;
    }
    static std::string body_with(std::vector<PictureId> const& pictures) {
        std::string out = R"({"type":"doc","content":[{"type":"gallery","content":[)";
        for (auto const id : pictures) out += R"({"type":"picture","attrs":{"picture":")" + id.text() + R"("}},)";
        out.back() = ']';
        return out + "}]}";
    }
    std::string uses(PictureId picture) {
        std::string out;
        for (auto const& use : uses_of(*database().snapshot(), picture))
            out += use.kind + " " + use.place + " " + use.title + " " + use.status + "|";
        return out;
    }
    void change(Story& story, auto const& edit) {
        auto const before = story;
        edit(story);
        ++story.version;
        commit([&](Transaction& transaction) { EXPECT_TRUE(update_story(transaction, before, story, StaffId{1})); });
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, PictureUsesTest, both_engines, engine_name);

TEST_P(PictureUsesTest, AreKeptAsAStoryIsWritten) {
    auto const lead = some_picture(), first = some_picture(), second = some_picture(), share = some_picture();
    auto story = some_story("bridge", now());
    story.text.headline = "The bridge";
    story.text.lead.picture = lead;
    story.text.body = body_with({first, second, PictureId{77}});
    commit([&](Transaction& transaction) { insert_story(transaction, story, StaffId{1}); });
    EXPECT_EQ(uses(lead), "story lead The bridge draft|");
    EXPECT_EQ(uses(second), "story body The bridge draft|");
    change(story, [&](Story& it) {
        it.text.body = body_with({first, first});
        it.text.social.picture = share;
        it.text.seo.picture = lead;
    });
    EXPECT_EQ(uses(second), "");
    EXPECT_EQ(uses(first), "story body The bridge draft|");
    EXPECT_EQ(uses(share), "story social The bridge draft|");
    EXPECT_EQ(uses(lead), "story lead The bridge draft|story search The bridge draft|");
    change(story, [&](Story& it) {
        it.staged = it.text;
        it.staged->lead.picture = second;
    });
    EXPECT_EQ(uses(second), "story staged The bridge draft|");
    change(story, [](Story& it) { it.staged.reset(); });
    EXPECT_EQ(uses(second), "");
    commit([&](Transaction& transaction) { delete_story(transaction, story.id); });
    for (auto const id : {lead, first, share}) EXPECT_EQ(uses(id), "");
    EXPECT_FALSE(is_used(*database().snapshot(), lead));
}

TEST_P(PictureUsesTest, AreKeptForAuthorsAndTheLogo) {
    auto const portrait = some_picture(), logo = some_picture();
    auto author = some_author("olha");
    author.name = "Olha";
    author.picture = portrait;
    commit([&](Transaction& transaction) {
        save_author(transaction, author);
        save_setting(transaction, "site", R"({"logo":")" + logo.text() + R"("})");
    });
    EXPECT_EQ(uses(portrait), "author portrait Olha |");
    EXPECT_EQ(uses(logo), "settings logo  |");
    EXPECT_TRUE(is_used(*database().snapshot(), logo));
    commit([&](Transaction& transaction) {
        save_setting(transaction, "site", R"({"logo":null})");
        author.picture.reset();
        save_author(transaction, author);
    });
    EXPECT_EQ(uses(portrait) + uses(logo), "");
}

TEST_P(PictureUsesTest, APictureInUseCannotBeDeleted) {
    auto const lead = some_picture();
    auto story = some_story("bridge", now());
    story.text.body = body_with({lead, lead});
    commit([&](Transaction& transaction) { insert_story(transaction, story, StaffId{1}); });
    auto const picture = find_picture(*database().snapshot(), lead).value();
    auto const transaction = database().begin();
    EXPECT_THROW(delete_picture(*transaction, picture), std::exception);
}

TEST_P(PictureUsesTest, AreCountedUnlessTheJobWaits) {
    EXPECT_TRUE(uses_are_counted(*database().snapshot())) << "an empty database has nothing to fill";
    commit([&](Transaction& transaction) { add_job(transaction, fill_pictures_job, "", now()); });
    EXPECT_FALSE(uses_are_counted(*database().snapshot()));
}

}  // namespace
}  // namespace broadsheet::store
