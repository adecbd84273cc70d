// Every BIGINT column carries 2^62 there and back: SOCI is known to cut such numbers to 32 bits on some of its ways.
#include "store/sql.h"

#include <fmt/format.h>

#include "base/embedded.h"
#include "store/test_database.h"

namespace broadsheet::store {
namespace {

using namespace std::string_view_literals;

constexpr std::int64_t large = std::int64_t{1} << 62;

enum class Written { often, once };
struct Table {
    std::string name;
    std::vector<std::string> numbers;  // its BIGINT columns, the key or a part of it first
    std::string others;                // its other columns …
    std::string values;                // … and what to put there
    Written written = Written::often;
};

// In an order that foreign keys allow; every id is the same number, so they all refer to each other.
std::vector<Table> const tables{
    {"change_counter", {"position"}, "id", "2"},
    {"changes", {"position", "at"}, "kind, subject, tags, urgent", "'k', 's', 't', 1"},
    {"jobs", {"id", "run_at", "leased_until"}, "kind, subject, attempts, parked, error", "'k', 's', 1, 0, ''"},
    {"pictures",
     {"id", "created_at", "created_by"},
     "original, format, width, height, alt, caption, credit, rights, creator, taken, focal_x, focal_y, renditions, "
     "complete",
     "'', '', 1, 1, '', '', '', '', '', '', 0.5, 0.5, '[]', 1"},
    {"picture_search",
     {"picture_id", "at"},
     "folded, folded_credit, day, expires, has_alt, has_credit, has_rights",
     "'', '', '', '', 0, 0, 0"},
    {"picture_uses", {"picture_id", "record_id"}, "kind, place", "'story', 'lead'"},
    {"picture_blobs", {"picture_id"}, "blob", "'b'"},
    {"retired_blobs", {"until"}, "blob", "'b'"},
    {"authors", {"id", "picture_id"}, "kind, name, slug, bio, sort_key", "'person', 'n', 's', '', ''"},
    {"sections", {"id"}, "name, slug, description, position", "'n', 's', '', 1"},
    {"tags", {"id"}, "name, slug, sort_key", "'n', 's', ''"},
    {"staff",
     {"id", "author_id", "created_at", "last_seen"},
     "email, name, role, password, active",
     "'e', 'n', 'editor', '', 1"},
    {"credentials",
     {"staff_id", "created_at", "expires_at", "id", "last_seen"},
     "hash, kind, csrf",
     "'h', 'token', ''"},
    {"second_factors", {"staff_id", "last_step"}, "secret, confirmed", "'s', 1"},
    {"recovery_codes", {"staff_id"}, "hash", "'h'"},
    {"mails", {"id", "created_at", "handed_at"}, "recipient, message", "'r', 'm'"},
    {"stories",
     {"id", "section_id", "lead_picture_id", "version", "published_at", "scheduled_at", "updated_at", "created_at",
      "created_by", "retracted_at", "translation_of", "embargo_until"},
     "kind, status, headline, standfirst, slug, language, body, lead, visibility, seo, social, notice, excerpt, words, "
     "reading_minutes, staged",
     "'article', 'draft', 'h', '', 's', 'en', '{}', '{}', 'public', '{}', '{}', '', '', 1, 1, ''"},
    {"audit", {"id", "at", "staff_id"}, "action, subject, label, detail", "'a', 's', '', '{}'"},
    {"presence", {"story_id", "staff_id", "since", "seen_at"}, "session, editing", "'s', 1"},
    {"edit_locks", {"story_id", "staff_id", "seen_at"}, "session", "'s'"},
    {"corrections", {"id", "story_id", "at", "staff_id"}, "note", "'n'"},
    {"slugs", {"story_id"}, "slug", "'s'"},
    {"story_bylines", {"story_id", "author_id"}, "position", "0"},
    {"story_tags", {"story_id", "tag_id"}, "position", "0"},
    {"revisions", {"story_id", "version", "at", "staff_id"}, "autosave, snapshot", "0, '{}'"},
    {"listings", {"at", "story_id"}, "list, page", "'news', 1"},
    {"curated", {"story_id", "expires_at"}, "list, position", "'front', 0"},
    {"subscriptions", {"position"}, "name, filled, progress", "'s', 1, ''"},
    {"redirects",
     {"id", "hits", "last_hit_at", "created_at", "created_by"},
     "source, target, target_path, permanent, gone, folded",
     "'/a', '/b', '/b', 1, 0, ''"},
    {"former_slugs", {"record_id"}, "kind, slug", "'tag', 's'"},
    {"former_tag_names", {"tag_id"}, "name", "'n'"},
    {"themes",
     {"uploaded_at", "uploaded_by"},
     "name, version, archive, templates, assets, report",
     "'n', '', '', 0, 0, '{}'"},
    {"search_entries", {"key", "story_id"}, "", ""},
    {"newsletters",
     {"id", "picture_id", "created_at"},
     "name, slug, description, language, schedule, sender_name, sender_email, reply_to, offered, preselected, welcome, "
     "edition, position",
     "'n', 's', '', 'en', '', '', '', '', 1, 0, '', '{}', 1"},
    {"readers",
     {"id", "created_at", "engaged_at"},
     "email, folded, name, language, paid, source, mailable",
     "'e', 'e', '', 'en', 0, '', 1"},
    {"sign_ups",
     {"id", "code_expires_at", "mails_since", "mailed_at", "asked_at"},
     "folded, email, newsletters, language, source, hash, mails",
     "'e', 'e', '', 'en', '', 'h', 0"},
    {"reader_credentials", {"reader_id", "created_at", "expires_at"}, "hash, kind, csrf, tries", "'h', 'link', '', 0"},
    {"suppressions", {"at"}, "hash, email, reason, detail", "'h', 'e', 'bounce', ''"},
    {"newsletter_growth", {"newsletter_id", "joined", "departed"}, "day", "'2026-09-01'"},
    {"newsletter_subscriptions",
     {"newsletter_id", "reader_id", "since", "engaged_at"},
     "language, paid, mailable",
     "'en', 0, 1"},
    {"mailings",
     {"id", "newsletter_id", "story_id", "version", "scheduled_at", "started_at", "finished_at", "audience",
      "last_reader", "leased_until", "created_at", "created_by", "updated_at"},
     "kind, status, subject, preview, body, stories, briefs, segment, page, trouble",
     "'letter', 'draft', '', '', '{}', '[]', '[]', '{}', '', ''"},
    {"deliveries",
     {"mailing_id", "reader_id", "at", "next_at", "opened_at", "clicked_at", "left_at"},
     "state, attempts, answer",
     "'taken', 1, ''"},
    {"tiers",
     {"id", "created_at"},
     "name, description, benefits, prices, trial_days, offered, position",
     "'n', '', '[]', '[]', 0, 1, 1"},
    {"offers",
     {"id", "tier_id", "ends_at", "created_at"},
     "name, code, cadence, percent_off, months, active",
     "'n', 'c', 'month', 20, 3, 1"},
    {"pledges",
     {"id", "amount", "tier_id", "appeal_id", "reader_id", "created_at", "settled_at", "offer_id"},
     "processor, cadence, currency, wording, dedication, anonymous, gift_months, gift_email, language, source, "
     "browser, "
     "checkout, state, email, name, payer, subscription",
     "'practice', 'once', 'EUR', 0, '', 0, 0, '', 'en', '', '', '', 'open', '', '', '', ''"},
    {"memberships",
     {"id", "reader_id", "tier_id", "pledge_id", "amount", "started_at", "paid_until", "asked_at"},
     "kind, processor, subscription, payer, cadence, currency, status, ends, note",
     "'paid', 'practice', '', '', 'month', 'EUR', 'active', 0, ''"},
    {"payment_events",
     {"received_at", "settled_at", "due_at"},
     "id, type, object_kind, object, charge, attempts, error",
     "'e', 't', 'charge', 'o', '', 0, ''"},
    {"processor_calls", {"asked_at"}, "key, what, subject, answer", "'k', 'w', 's', ''"},
    {"ledger_entries",
     {"id", "at", "pledge_id", "tier_id", "appeal_id", "booked_at"},
     "key, kind, day, charge, note",
     "'k', 'charge', '2026-09-01', '', ''",
     Written::once},
    {"ledger_lines", {"entry_id", "amount"}, "line, account, currency", "1, 'bank', 'EUR'", Written::once},
    {"appeals",
     {"id", "starts_at", "ends_at", "created_at"},
     "name, place, paragraph, audience, wordings, active, position",
     "'n', 'end', 3, 'everybody', '[]', 1, 1"},
    {"appeal_days", {"appeal_id", "seen", "clicked"}, "wording, day", "0, '2026-09-01'"},
    {"practice_objects", {"at"}, "id, kind, parent, body", "'i', 'k', '', '{}'"},
    {"narrations",
     {"story_id", "audio_bytes", "opus_bytes", "duration", "wishes", "due_at", "held_until", "made_at"},
     "state, kind, digest, voice, trained, audio, audio_mime, opus, vtt, trouble, attempts, lines_said, lines",
     "'ready', 'machine', '', '', 0, '', '', '', '', '', 0, 0, 0"},
    {"narration_blobs", {"story_id", "until"}, "blob", "'b'"},
    {"lexicon", {"id", "changed_at"}, "written, language, respelling, ipa, match_case", "'w', '', '', '', 1"},
    {"narration_spending", {"characters"}, "month", "'2026-11'"},
};

std::string insert_text(Table const& table) {
    std::string columns = table.others, values = table.values;
    for (auto const& column : table.numbers) {
        columns += (columns.empty() ? "" : ", ") + column;
        values += values.empty() ? "n" : ", n";
    }
    return fmt::format("INSERT INTO {} ({}) SELECT {} FROM (SELECT CAST(:n AS BIGINT) AS n) AS given RETURNING {}",
                       table.name, columns, values, table.numbers.front());
}

std::int64_t number(Reader& reader, std::string const& text) {
    auto const row = select_one<std::int64_t>(reader, text);
    return row ? std::get<0>(*row) : -1;
}

using SqlTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Engines, SqlTest, both_engines, engine_name);

TEST_P(SqlTest, EveryBigColumnKeepsLargeNumbers) {
    auto const transaction = database().begin();
    execute(*transaction, "DELETE FROM change_counter");
    for (auto const& table : tables) {
        SCOPED_TRACE(table.name);
        EXPECT_EQ((select<std::int64_t>(*transaction, insert_text(table), large)), (std::vector{std::tuple{large}}));
        for (auto const& column : table.numbers) {
            SCOPED_TRACE(column);
            EXPECT_EQ(number(*transaction, fmt::format("SELECT {} FROM {}", column, table.name)), large);
            EXPECT_EQ(number(*transaction, fmt::format("SELECT {} - 1 FROM {}", column, table.name)), large - 1);
            EXPECT_EQ(number(*transaction, fmt::format("SELECT MAX({}) AS biggest FROM {}", column, table.name)),
                      large);
            if (table.written == Written::often) {
                EXPECT_EQ(
                    number(*transaction, fmt::format("UPDATE {0} SET {1} = {1} RETURNING {1}", table.name, column)),
                    large);
            }
            auto const optional = select_one<std::optional<std::int64_t>>(
                *transaction, fmt::format("SELECT {0} FROM {1} WHERE {0} = :n", column, table.name), large);
            EXPECT_EQ(optional, std::tuple{std::optional(large)});
        }
    }
}

TEST_P(SqlTest, NoBigColumnIsForgotten) {
    std::size_t listed = 0, found = 0;
    auto const other = GetParam() == Engine::sqlite ? ".postgresql.sql"sv : ".sqlite.sql"sv;
    for (auto const& table : tables) listed += table.numbers.size();
    for (auto const& file : embedded_files())
        if (file.path.starts_with("src/store/migrations/") && !file.path.ends_with(other))
            // A key that is SQLite's row number must be called INTEGER there.
            for (auto const name : {"BIGINT"sv, "key INTEGER PRIMARY KEY"sv})
                for (std::size_t at = 0; (at = file.bytes.find(name, at)) != std::string_view::npos; ++at) ++found;
    EXPECT_EQ(listed, found) << "a migration has BIGINT columns that `tables` above does not name";
}

TEST_P(SqlTest, AParameterOfEachTypeComesBack) {
    auto const transaction = database().begin();
    auto const row = select_one<std::int64_t, bool, bool, Time, StoryId, std::string, std::optional<StoryId>,
                                std::optional<StoryId>>(
        *transaction,
        "SELECT CAST(:a AS BIGINT), CAST(:b AS INTEGER), CAST(:c AS INTEGER), CAST(:d AS BIGINT), CAST(:e AS BIGINT), "
        "CAST(:f AS TEXT), CAST(:g AS BIGINT), "
        "CAST(:h AS BIGINT)",
        -large, true, false, from_ms(large), StoryId{large}, "it's"sv, std::optional<StoryId>{},
        std::optional(StoryId{large}));
    ASSERT_TRUE(row);
    EXPECT_EQ(*row, (std::tuple{-large, true, false, from_ms(large), StoryId{large}, std::string("it's"),
                                std::optional<StoryId>{}, std::optional(StoryId{large})}));
}

TEST_P(SqlTest, AnEmptyTextIsNotNull) {
    auto const transaction = database().begin();
    auto const row = select_one<std::optional<std::string>, std::optional<std::string>>(
        *transaction, "SELECT CAST(:a AS TEXT), CAST(:b AS TEXT)", ""sv, std::optional<std::string>{});
    ASSERT_TRUE(row);
    EXPECT_EQ(std::get<0>(*row), std::optional(std::string{}));
    EXPECT_EQ(std::get<1>(*row), std::nullopt);
}

TEST_P(SqlTest, SaysHowManyRowsWereTouched) {
    auto const transaction = database().begin();
    EXPECT_EQ(execute(*transaction, "INSERT INTO settings (name, value) VALUES (:n, 'x')", "a"sv), 1);
    EXPECT_EQ(execute(*transaction, "INSERT INTO settings (name, value) VALUES (:n, 'x') ON CONFLICT (name) DO NOTHING",
                      "a"sv),
              0);
    EXPECT_EQ(execute(*transaction, "INSERT INTO settings (name, value) VALUES (:n, 'x')", "b"sv), 1);
    EXPECT_EQ(execute(*transaction, "UPDATE settings SET value = 'y'"), 2);
    EXPECT_EQ(execute(*transaction, "UPDATE settings SET value = 'z' WHERE name = 'c'"), 0);
    EXPECT_EQ(execute(*transaction, "DELETE FROM settings"), 2);
}

TEST_P(SqlTest, RefusesARowThatRefersToNothing) {
    auto const transaction = database().begin();
    EXPECT_THROW(execute(*transaction, "INSERT INTO slugs (slug, story_id) VALUES ('s', 5)"), std::exception);
}

}  // namespace
}  // namespace broadsheet::store
