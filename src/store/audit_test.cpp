#include "store/audit.h"

#include "store/staff.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

class AuditTest : public DatabaseTest {
  protected:
    void add(StaffId staff, std::string action, std::string subject, boost::json::object detail = {}) {
        pass(Millis(1));
        commit([&](Transaction& transaction) {
            append_audit(transaction, {staff, std::move(action), std::move(subject), "It’s a “label”", detail});
        });
    }
    std::string actions(AuditFilter const& filter) {
        std::string out;
        for (auto const& record : list_audit(*database().snapshot(), filter)) out += record.entry.action + " ";
        return out;
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, both_engines, engine_name);

TEST_P(AuditTest, KeepsWhatWasDoneByWhomAndWhen) {
    Staff const maria{StaffId::make(), "maria@example.org", "Maria", Role::editor, std::nullopt, true};
    commit([&](Transaction& transaction) { insert_staff(transaction, maria, now()); });
    add(maria.id, "story.published", "story:1", {{"version", 3}, {"note", "Їжа"}});
    auto const records = list_audit(*database().snapshot(), {});
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].at, now());
    EXPECT_EQ(records[0].staff_name, "Maria");
    EXPECT_EQ(records[0].entry.staff, maria.id);
    EXPECT_EQ(records[0].entry.subject, "story:1");
    EXPECT_EQ(records[0].entry.label, "It’s a “label”");
    EXPECT_EQ(records[0].entry.detail, (boost::json::object{{"version", 3}, {"note", "Їжа"}}));
}

TEST_P(AuditTest, ListsNewestFirstBySubjectAndPersonAndPage) {
    StaffId const one{1}, two{2};
    add(one, "a", "story:1");
    add(two, "b", "story:1");
    add(one, "c", "story:2");
    add(one, "d", "story:1");
    EXPECT_EQ(actions({}), "d c b a ");
    EXPECT_EQ(actions({"story:1", {}, 0, 50}), "d b a ");
    EXPECT_EQ(actions({"", one, 0, 50}), "d c a ");
    EXPECT_EQ(actions({"story:1", one, 0, 50}), "d a ");
    EXPECT_EQ(actions({"' OR 1=1 --", {}, 0, 50}), "");
    auto const first = list_audit(*database().snapshot(), {"", {}, 0, 2});
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(actions({"", {}, first.back().id, 50}), "b a ");
}

TEST_P(AuditTest, NamesWhoDidItLast) {
    add(StaffId{1}, "story.scheduled", "story:1");
    add(StaffId{2}, "story.scheduled", "story:1");
    add(StaffId{3}, "story.changed", "story:1");
    auto const reader = database().snapshot();
    EXPECT_EQ(last_actor(*reader, "story:1", "story.scheduled"), StaffId{2});
    EXPECT_EQ(last_actor(*reader, "story:2", "story.scheduled"), std::nullopt);
}

TEST_P(AuditTest, IsUndoneWithTheTransaction) {
    {
        auto const transaction = database().begin();
        append_audit(*transaction, {StaffId{1}, "a", "story:1", ""});
    }
    EXPECT_EQ(actions({}), "");
}

TEST_P(AuditTest, SaysWhatIsGoneSince) {
    add(StaffId{1}, "story.corrected", "story:1");
    add(StaffId{1}, "story.correction_deleted", "story:1");
    add(StaffId{1}, "tag.changed", "tag:1");
    add(StaffId{1}, "tag.merged", "tag:1");
    add(StaffId{1}, "theme.deleted", "theme:x");
    add(StaffId{1}, "theme.uploaded", "theme:x");
    std::string gone;
    for (auto const& record : list_audit(*database().snapshot(), {}))
        if (record.gone) gone += record.entry.action + " ";
    EXPECT_EQ(gone, "theme.deleted tag.merged tag.changed ");
}

}  // namespace
}  // namespace broadsheet::store
