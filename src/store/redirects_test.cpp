#include "store/redirects.h"

#include "store/sections.h"
#include "store/test_database.h"
#include "store/themes.h"

namespace broadsheet::store {
namespace {

class RedirectsTest : public DatabaseTest {
  protected:
    Redirect save(std::string from, std::string to, std::string target_path) {
        Redirect redirect;
        redirect.id = RedirectId::make();
        redirect.from = std::move(from);
        redirect.to = std::move(to);
        redirect.target_path = std::move(target_path);
        redirect.created_at = now();
        redirect.created_by = StaffId{9};
        commit([&](Transaction& transaction) { save_redirect(transaction, redirect); });
        return redirect;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, RedirectsTest, both_engines, engine_name);

TEST_P(RedirectsTest, AreFoundByTheirPathAndCountHits) {
    auto const made = save("/old", "/new/", "/new");
    EXPECT_EQ(find_redirect(*database().snapshot(), "/old")->to, "/new/");
    EXPECT_FALSE(find_redirect(*database().snapshot(), "/OLD"));
    commit([&](Transaction& transaction) {
        add_redirect_hits(transaction, made.id, 3, now());
        add_redirect_hits(transaction, made.id, 2, now() - Millis(5000));
        save_redirect(transaction, made);
    });
    auto const found = find_redirect(*database().snapshot(), made.id).value();
    EXPECT_EQ(found.hits, 5);
    EXPECT_EQ(found.last_hit_at, now());
    EXPECT_EQ(found.created_by, StaffId{9});
    commit([&](Transaction& transaction) { delete_redirect(transaction, made.id); });
    EXPECT_FALSE(find_redirect(*database().snapshot(), made.id));
}

TEST_P(RedirectsTest, AreListedNewestFirstByWords) {
    auto const one = save("/old/Річка", "/new/", "/new"), two = save("/b", "https://x.example/", "");
    auto const reader = database().snapshot();
    EXPECT_EQ(list_redirects(*reader, "", {}, 10).size(), 2u);
    EXPECT_EQ(list_redirects(*reader, "", {}, 10)[0].id, two.id);
    EXPECT_EQ(list_redirects(*reader, "", two.id, 10).at(0).id, one.id);
    EXPECT_EQ(list_redirects(*reader, "річка", {}, 10).at(0).id, one.id);
    EXPECT_TRUE(list_redirects(*reader, "50%", {}, 10).empty());
}

TEST_P(RedirectsTest, KnowTheirNeighbours) {
    auto const one = save("/a", "/b/", "/b");
    auto const reader = database().snapshot();
    Redirect next;
    next.id = RedirectId::make();
    next.from = "/b";
    next.target_path = "/c";
    EXPECT_EQ(neighbours_of(*reader, next).inward, 1);
    EXPECT_FALSE(neighbours_of(*reader, next).onward);
    next.from = "/z";
    next.target_path = "/a";
    EXPECT_EQ(neighbours_of(*reader, next).onward, "/b/");
    EXPECT_EQ(neighbours_of(*reader, one).inward, 0);
}

TEST_P(RedirectsTest, FormerSlugsLeadToThePresentOne) {
    auto section = some_section("world");
    commit([&](Transaction& transaction) {
        save_section(transaction, section);
        section.slug = "abroad";
        save_section(transaction, section);
        section.slug = "far-away";
        save_section(transaction, section);
    });
    EXPECT_EQ(present_slug(*database().snapshot(), "section", "world"), "far-away");
    EXPECT_EQ(present_slug(*database().snapshot(), "section", "abroad"), "far-away");
    EXPECT_EQ(present_slug(*database().snapshot(), "tag", "world"), std::nullopt);
    commit([&](Transaction& transaction) { save_section(transaction, some_section("world")); });
    EXPECT_EQ(present_slug(*database().snapshot(), "section", "world"), std::nullopt);
}

TEST_P(RedirectsTest, ThemesAreKeptByName) {
    ThemeRecord record{"one", "1.0", "ab/cd.zip", 3, 4, R"({"errors":[]})", now(), StaffId{9}};
    commit([&](Transaction& transaction) {
        save_theme(transaction, record);
        record.version = "2.0";
        save_theme(transaction, record);
        set_active_theme(transaction, "one");
    });
    auto const reader = database().snapshot();
    ASSERT_EQ(list_themes(*reader).size(), 1u);
    EXPECT_EQ(find_theme(*reader, "one")->version, "2.0");
    EXPECT_EQ(find_theme(*reader, "one")->assets, 4);
    EXPECT_EQ(active_theme(*reader), "one");
    commit([&](Transaction& transaction) { delete_theme(transaction, "one"); });
    EXPECT_FALSE(find_theme(*database().snapshot(), "one"));
}

}  // namespace
}  // namespace broadsheet::store
