#include "store/dump.h"

#include "store/changes.h"
#include "store/sql.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using DumpTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, DumpTest, both_engines, engine_name);

struct Dumped {
    std::vector<std::pair<TableShape, std::vector<std::string>>> tables;
    std::map<std::string, TableDigest> digests;

    std::vector<std::string> const& rows(std::string_view name) const {
        for (auto const& [table, lines] : tables)
            if (table.name == name) return lines;
        throw std::out_of_range(std::string(name));
    }
};

Dumped dump(Database& database) {
    Dumped out;
    auto const reader = database.snapshot();
    for (auto const& table : dumped_tables(*reader)) {
        auto& [shape, lines] = out.tables.emplace_back(table, std::vector<std::string>{});
        out.digests[table.name] = dump_table(*reader, table, [&](std::string_view line) { lines.emplace_back(line); });
    }
    return out;
}

void load(Database& database, Dumped const& dumped) {
    database.migrate();
    auto const transaction = database.begin();
    Loading loading(*transaction);
    for (auto const& [table, lines] : dumped.tables)
        for (auto const& line : lines) loading.add(table, line);
    loading.finish();
    transaction->commit();
}

TEST_P(DumpTest, BringsEveryRowThereAndBack) {
    commit([&](Transaction& transaction) {
        auto picture = std::int64_t{1} << 62;
        execute(transaction,
                "INSERT INTO pictures (id, original, format, width, height, alt, caption, credit, rights, creator, "
                "taken, focal_x, focal_y, renditions, complete, created_at, created_by) VALUES (:id, '', '', 1, 1, "
                ":alt, '', '', '', '', '', :x, :y, '[]', 1, 1, 1)",
                picture, std::string("Кіт, \"двері\"\n\\ and \x01"), 0.1, 1.0 / 3);
        save_setting(transaction, "site", "{\"title\":\"Lantern\"}");
        transaction.append({"test", "1", {"a", "b"}});
        // The translation stands before what it is a translation of.
        auto first = some_story("first", now()), second = some_story("second", now());
        insert_story(transaction, second, {});
        first.translation_of = second.id;
        insert_story(transaction, first, {});
    });
    auto const before = dump(database());
    EXPECT_EQ(before.digests.at("stories").rows, 2);
    EXPECT_EQ(before.digests.count("search_entries"), 0U);
    EXPECT_EQ(before.digests.count("schema_version"), 0U);
    auto const other = open_empty();
    load(*other, before);
    auto const after = dump(*other);
    EXPECT_EQ(after.digests, before.digests);
    EXPECT_NE(before.rows("pictures").front().find("4611686018427387904"), std::string::npos);
}

TEST_P(DumpTest, RefusesARecordThatIsMissing) {
    auto dumped = dump(database());
    for (auto& [table, lines] : dumped.tables)
        if (table.name == "slugs") lines.emplace_back(R"(["nobodys",1])");
    auto const other = open_empty();
    EXPECT_THROW(load(*other, dumped), std::exception);
}

TEST_P(DumpTest, RefusesARowThatDoesNotFit) {
    for (auto const* line : {R"(["a"])", R"([1,"b"])", R"({"name":"a"})", "[", R"(["a","b","c"])"}) {
        auto const other = open_empty();
        other->migrate();
        auto const transaction = other->begin();
        Loading loading(*transaction);
        EXPECT_THROW(loading.add({"settings", {"name", "value"}}, line), std::runtime_error) << line;
    }
}

TEST_P(DumpTest, ACopySendsNothingASecondTime) {
    commit([&](Transaction& transaction) {
        execute(transaction,
                "INSERT INTO newsletters (id, name, slug, description, language, schedule, sender_name, sender_email, "
                "reply_to, offered, preselected, welcome, edition, position, created_at) VALUES (1, 'n', 's', '', "
                "'en', '', '', '', '', 1, 0, '', '{}', 1, 1)");
        for (auto const* status : {"sending", "draft"})
            execute(transaction,
                    "INSERT INTO mailings (id, kind, newsletter_id, status, subject, preview, body, stories, briefs, "
                    "segment, version, scheduled_at, started_at, finished_at, audience, last_reader, page, trouble, "
                    "created_at, created_by, updated_at) VALUES (:id, 'letter', 1, :status, '', '', '{}', '[]', '[]', "
                    "'{}', 1, 0, 0, 0, 0, 0, '', '', 1, 1, 1)",
                    static_cast<std::int64_t>(status[0]), std::string(status));
        execute(transaction, "INSERT INTO mails (id, recipient, message, created_at) VALUES (7, 'r', 'm', 1)");
    });
    commit([&](Transaction& transaction) { settle_restored(transaction, "Restored."); });
    auto const reader = database().snapshot();
    EXPECT_EQ(std::get<0>(*select_one<std::string>(*reader, "SELECT trouble FROM mailings WHERE status = 'paused'")),
              "Restored.");
    EXPECT_TRUE(select_one<int>(*reader, "SELECT 1 AS one FROM mailings WHERE status = 'draft'"));
    EXPECT_TRUE(select_one<int>(*reader, "SELECT 1 AS one FROM mails WHERE handed_at > 0"));
}

TEST_P(DumpTest, MigrationsCanBeTriedAndTakenBack) {
    auto const other = open_empty();
    auto const steps = other->try_migrations();
    EXPECT_GE(steps.size(), 15U);
    EXPECT_EQ(steps.front(), "0001_start");
    EXPECT_EQ(schema_version(*other->snapshot()), 0);
    other->migrate(3);
    EXPECT_EQ(schema_version(*other->snapshot()), 3);
    EXPECT_EQ(other->try_migrations().front(), "0004_search_places");
    other->migrate();
    EXPECT_TRUE(other->try_migrations().empty());
}

}  // namespace
}  // namespace broadsheet::store
