#include "store/presence.h"

#include "store/staff.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class PresenceTest : public DatabaseTest {
  protected:
    void SetUp() override {
        DatabaseTest::SetUp();
        if (IsSkipped()) return;
        story_ = some_story("a", now());
        commit([&](Transaction& transaction) {
            for (auto const& [id, name] : {std::pair{maria, "Maria"}, {tom, "Tom"}})
                insert_staff(transaction,
                             {id, std::string(name) + "@example.org", name, Role::editor, std::nullopt, true}, now());
            insert_story(transaction, story_, maria);
        });
    }
    OpenPage page(StaffId staff, std::string session) const { return {story_.id, staff, std::move(session)}; }
    void say(StaffId staff, std::string session, bool editing, Lock lock = Lock::if_free) {
        pass(Millis(1));
        commit([&](Transaction& transaction) { beat(transaction, page(staff, std::move(session)), editing, lock); });
    }
    std::string people() {
        std::string out;
        for (auto const& person : list_present(*database().snapshot(), story_.id, now()))
            out += person.name + "/" + person.page.session + (person.editing ? "* " : " ");
        return out;
    }
    std::string editor() {
        auto const found = find_editor(*database().snapshot(), story_.id, now());
        return found ? found->name + "/" + found->page.session : "nobody";
    }

    StaffId const maria{11}, tom{12};
    Story story_;
};
INSTANTIATE_TEST_SUITE_P(Engines, PresenceTest, both_engines, engine_name);

TEST_P(PresenceTest, TheFirstWhoWritesHoldsTheLock) {
    say(maria, "m", false);
    EXPECT_EQ(editor(), "nobody");
    say(tom, "t", true);
    say(maria, "m", true);
    EXPECT_EQ(editor(), "Tom/t");
    EXPECT_EQ(people(), "Maria/m* Tom/t* ");
    say(tom, "t", false);
    EXPECT_EQ(editor(), "nobody") << "it goes when its holder stops";
    say(maria, "m", true);
    EXPECT_EQ(editor(), "Maria/m");
    say(maria, "m2", true);
    EXPECT_EQ(editor(), "Maria/m") << "another page of the same person is another page";
    say(tom, "m", false);
    EXPECT_EQ(editor(), "Maria/m") << "a page of the same name of another person is another page";
}

TEST_P(PresenceTest, WhoTakesTheLockKeepsIt) {
    say(tom, "t", true);
    say(maria, "m", true, Lock::take);
    EXPECT_EQ(editor(), "Maria/m");
    say(tom, "t", true);
    EXPECT_EQ(editor(), "Maria/m");
    commit([&](Transaction& transaction) { leave(transaction, page(maria, "m")); });
    EXPECT_EQ(editor(), "nobody");
    EXPECT_EQ(people(), "Tom/t* ");
    say(tom, "t", true);
    EXPECT_EQ(editor(), "Tom/t");
}

TEST_P(PresenceTest, WhoIsNotHeardOfIsGone) {
    say(tom, "t", true);
    auto const since = list_present(*database().snapshot(), story_.id, now()).at(0).since;
    pass(presence_lasts - Millis(1));
    say(tom, "t", true);
    EXPECT_EQ(list_present(*database().snapshot(), story_.id, now()).at(0).since, since);
    pass(presence_lasts);
    EXPECT_EQ(editor(), "Tom/t");
    pass(Millis(1));
    EXPECT_EQ(editor(), "nobody");
    EXPECT_EQ(people(), "");
    say(maria, "m", true);
    EXPECT_EQ(editor(), "Maria/m");
    say(tom, "t", true);
    EXPECT_EQ(editor(), "Maria/m") << "who was away does not get it back by itself";
}

TEST_P(PresenceTest, IsNoChange) {
    EXPECT_EQ(commit([&](Transaction& transaction) { beat(transaction, page(tom, "t"), true, Lock::if_free); }), 0);
}

TEST_P(PresenceTest, GoesWithTheStory) {
    say(tom, "t", true);
    commit([&](Transaction& transaction) { delete_story(transaction, story_.id); });
    EXPECT_EQ(people(), "");
}

}  // namespace
}  // namespace broadsheet::store
