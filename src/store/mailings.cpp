#include "store/mailings.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;
using content::Segment;

std::optional<Time> time_or_none(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }
Time or_zero(std::optional<Time> const& time) { return time.value_or(Time{}); }

std::string ids_json(std::vector<content::StoryId> const& ids) {
    json::array out;
    for (auto const id : ids) out.emplace_back(id.text());
    return json::serialize(out);
}

std::vector<content::StoryId> read_ids(std::string const& text) {
    std::vector<content::StoryId> out;
    auto const parsed = json::parse(text);
    for (auto const& id : parsed.as_array())
        if (auto const story = content::StoryId::parse(id.as_string())) out.push_back(*story);
    return out;
}

std::string segment_json(Segment const& segment) {
    return json::serialize(json::object{{"language", segment.language},
                                        {"support", content::name_of(segment.support)},
                                        {"joined_from", to_ms(or_zero(segment.joined_from))},
                                        {"joined_before", to_ms(or_zero(segment.joined_before))},
                                        {"engaged_days", segment.engaged_days}});
}

Segment read_segment(std::string const& text) {
    auto const value = json::parse(text).as_object();
    Segment out;
    out.language = value.at("language").as_string();
    out.support = content::segment_support(value.at("support").as_string()).value_or(Segment::Support::everybody);
    out.joined_from = time_or_none(from_ms(value.at("joined_from").as_int64()));
    out.joined_before = time_or_none(from_ms(value.at("joined_before").as_int64()));
    out.engaged_days = static_cast<int>(value.at("engaged_days").as_int64());
    return out;
}

constexpr char const* columns_without_page =
    "SELECT id, kind, newsletter_id, status, subject, preview, body, stories, briefs, story_id, segment, version, "
    "scheduled_at, started_at, finished_at, audience, last_reader, trouble, created_at, created_by, updated_at, ";

template <class... Parameters>
std::vector<Mailing> read_mailings(Reader& reader, bool with_page, std::string const& tail,
                                   Parameters const&... parameters) {
    std::vector<Mailing> out;
    for (auto& [id, kind, newsletter, status, subject, preview, body, stories, briefs, story, segment, version,
                scheduled, started, finished, audience, last, trouble, created, by, updated, page] :
         select<MailingId, std::string, content::NewsletterId, std::string, std::string, std::string, std::string,
                std::string, std::string, std::optional<content::StoryId>, std::string, std::int64_t, Time, Time, Time,
                std::int64_t, content::ReaderId, std::string, Time, content::StaffId, Time, std::string>(
             reader, std::string(columns_without_page) + (with_page ? "page" : "''") + " FROM mailings " + tail,
             parameters...))
        out.push_back({id,
                       content::mailing_kind(kind).value_or(content::MailingKind::letter),
                       newsletter,
                       content::mailing_status(status).value_or(content::MailingStatus::draft),
                       std::move(subject),
                       std::move(preview),
                       std::move(body),
                       read_ids(stories),
                       read_ids(briefs),
                       story,
                       read_segment(segment),
                       version,
                       time_or_none(scheduled),
                       time_or_none(started),
                       time_or_none(finished),
                       audience,
                       last,
                       std::move(page),
                       std::move(trouble),
                       created,
                       by,
                       updated});
    return out;
}

// Of newsletter_subscriptions as `s`. Numbers and a checked language tag: nothing to escape but that one.
std::string condition(Segment const& segment, Time now) {
    std::string out = "s.mailable = 1";
    if (segment.support != Segment::Support::everybody)
        out += segment.support == Segment::Support::paid ? " AND s.paid = 1" : " AND s.paid = 0";
    if (segment.joined_from) out += " AND s.since >= " + std::to_string(to_ms(*segment.joined_from));
    if (segment.joined_before) out += " AND s.since < " + std::to_string(to_ms(*segment.joined_before));
    if (segment.engaged_days > 0)
        out += " AND s.engaged_at >= " + std::to_string(to_ms(now) - segment.engaged_days * 86'400'000LL);
    out += segment.language.empty() ? " AND :language = ''" : " AND s.language = :language";
    return out;
}

template <class... Parameters>
std::vector<Delivery> read_deliveries(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Delivery> out;
    for (auto& [mailing, person, state, attempts, at, next, answer, opened, clicked, left] :
         select<MailingId, content::ReaderId, std::string, int, Time, Time, std::string, Time, Time, Time>(
             reader,
             "SELECT d.mailing_id, d.reader_id, d.state, d.attempts, d.at, d.next_at, d.answer, d.opened_at, "
             "d.clicked_at, d.left_at FROM deliveries d " +
                 tail,
             parameters...))
        out.push_back({mailing, person, content::delivery_state(state).value_or(content::DeliveryState::in_doubt),
                       attempts, at, time_or_none(next), std::move(answer), time_or_none(opened), time_or_none(clicked),
                       time_or_none(left)});
    return out;
}

}  // namespace

std::optional<Mailing> find_mailing(Reader& reader, MailingId id) {
    auto found = read_mailings(reader, true, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Mailing> list_mailings(Reader& reader, std::optional<content::MailingStatus> status,
                                   std::optional<content::NewsletterId> newsletter, int limit) {
    std::string where = "WHERE 1 = 1";
    if (status) where += " AND status = '" + std::string(content::name_of(*status)) + "'";
    if (newsletter) where += " AND newsletter_id = " + std::to_string(newsletter->value);
    return read_mailings(reader, false, where + " ORDER BY updated_at DESC, id DESC LIMIT " + std::to_string(limit));
}

void insert_mailing(Transaction& transaction, Mailing const& m) {
    execute(
        transaction,
        "INSERT INTO mailings (id, kind, newsletter_id, status, subject, preview, body, stories, briefs, story_id, "
        "segment, version, scheduled_at, started_at, finished_at, audience, last_reader, page, trouble, created_at, "
        "created_by, updated_at) VALUES (:id, :kind, :newsletter, :status, :subject, :preview, :body, :stories, "
        ":briefs, :story, :segment, :version, :scheduled, :started, :finished, :audience, :last, :page, :trouble, "
        ":created, :by, :updated)",
        m.id, content::name_of(m.kind), m.newsletter, content::name_of(m.status), m.subject, m.preview, m.body,
        ids_json(m.stories), ids_json(m.briefs), m.story, segment_json(m.segment), m.version, or_zero(m.scheduled_at),
        or_zero(m.started_at), or_zero(m.finished_at), m.audience, m.last_reader, m.page, m.trouble, m.created_at,
        m.created_by, m.updated_at);
}

bool update_mailing(Transaction& transaction, Mailing const& m, std::int64_t from) {
    return execute(transaction,
                   "UPDATE mailings SET kind = :kind, newsletter_id = :newsletter, status = :status, subject = "
                   ":subject, preview = :preview, body = :body, stories = :stories, briefs = :briefs, story_id = "
                   ":story, segment = :segment, version = :version, scheduled_at = :scheduled, started_at = :started, "
                   "finished_at = :finished, audience = :audience, page = :page, trouble = :trouble, updated_at = "
                   ":updated WHERE id = :id AND version = :from",
                   content::name_of(m.kind), m.newsletter, content::name_of(m.status), m.subject, m.preview, m.body,
                   ids_json(m.stories), ids_json(m.briefs), m.story, segment_json(m.segment), from + 1,
                   or_zero(m.scheduled_at), or_zero(m.started_at), or_zero(m.finished_at), m.audience, m.page,
                   m.trouble, transaction.now(), m.id, from) == 1;
}

void delete_mailing(Transaction& transaction, MailingId id) {
    execute(transaction, "DELETE FROM deliveries WHERE mailing_id = :id", id);
    execute(transaction, "DELETE FROM mailings WHERE id = :id", id);
}

std::vector<MailingId> mailings_to_send(Reader& reader, std::string_view sender, Time now) {
    std::vector<MailingId> out;
    for (auto const& [id] : select<MailingId>(
             reader,
             "SELECT id FROM mailings WHERE (status = 'scheduled' AND scheduled_at <= :now) OR (status = 'sending' AND "
             "(leased_until < :again OR sender = :sender)) ORDER BY scheduled_at, id LIMIT 50",
             now, now, sender))
        out.push_back(id);
    return out;
}

bool hold_mailing(Transaction& transaction, MailingId id, std::string_view sender, Time now, Time until) {
    return execute(transaction,
                   "UPDATE mailings SET sender = :sender, leased_until = :until WHERE id = :id AND (sender = :own OR "
                   "leased_until < :now)",
                   sender, until, id, sender, now) == 1;
}

content::MailingStatus mailing_status_of(Reader& reader, MailingId id) {
    auto const row = select_one<std::string>(reader, "SELECT status FROM mailings WHERE id = :id", id);
    return row ? content::mailing_status(std::get<0>(*row)).value_or(content::MailingStatus::draft)
               : content::MailingStatus::draft;
}

void set_trouble(Transaction& transaction, MailingId id, std::string_view trouble) {
    execute(transaction, "UPDATE mailings SET trouble = :trouble WHERE id = :id AND trouble <> :same", trouble, id,
            trouble);
}

std::optional<Time> next_mailing_time(Reader& reader) {
    auto const row = select_one<std::optional<Time>>(
        reader,
        "SELECT MIN(CASE WHEN status = 'sending' THEN 1 ELSE scheduled_at END) FROM mailings WHERE status IN "
        "('scheduled', 'sending')");
    return row ? std::get<0>(*row) : std::nullopt;
}

std::int64_t count_segment(Reader& reader, content::NewsletterId newsletter, Segment const& segment, Time now) {
    return std::get<0>(*select_one<std::int64_t>(
        reader,
        "SELECT COUNT(*) FROM newsletter_subscriptions s WHERE s.newsletter_id = :newsletter AND " +
            condition(segment, now),
        newsletter, segment.language));
}

std::vector<Recipient> next_recipients(Reader& reader, Mailing const& mailing, content::ReaderId after, Time now,
                                       int limit) {
    std::vector<Recipient> out;
    for (auto& [id, email, name] : select<content::ReaderId, std::string, std::string>(
             reader,
             "SELECT s.reader_id, r.email, r.name FROM newsletter_subscriptions s JOIN readers r ON r.id = s.reader_id "
             "WHERE s.newsletter_id = :newsletter AND " +
                 condition(mailing.segment, now) +
                 " AND s.reader_id > :after AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.mailing_id = :mailing "
                 "AND "
                 "d.reader_id = s.reader_id) ORDER BY s.reader_id LIMIT " +
                 std::to_string(limit),
             mailing.newsletter, mailing.segment.language, after, mailing.id))
        out.push_back({id, std::move(email), std::move(name)});
    return out;
}

void set_last_reader(Transaction& transaction, MailingId id, content::ReaderId reader) {
    execute(transaction, "UPDATE mailings SET last_reader = :reader WHERE id = :id", reader, id);
}

namespace {

constexpr char const* upsert_delivery =
    "INSERT INTO deliveries (mailing_id, reader_id, state, attempts, at, next_at, answer) VALUES (:mailing, :reader, "
    ":state, :attempts, :at, :next, :answer) ON CONFLICT (mailing_id, reader_id) DO UPDATE SET state = excluded.state, "
    "attempts = excluded.attempts, at = excluded.at, next_at = excluded.next_at, answer = excluded.answer";

long long write_delivery(Transaction& transaction, Delivery const& d, char const* where) {
    return execute(transaction, std::string(upsert_delivery) + where, d.mailing, d.reader, content::name_of(d.state),
                   d.attempts, d.at, or_zero(d.next_at), d.answer);
}

}  // namespace

void save_delivery(Transaction& transaction, Delivery const& delivery) { write_delivery(transaction, delivery, ""); }

bool announce_delivery(Transaction& transaction, Delivery const& delivery) {
    return write_delivery(transaction, delivery, " WHERE deliveries.state = 'deferred'") == 1;
}

bool withdraw_delivery(Transaction& transaction, Delivery const& announced) {
    return execute(
               transaction,
               "UPDATE deliveries SET state = 'deferred', next_at = :now WHERE mailing_id = :mailing AND reader_id = "
               ":reader AND state = 'handing' AND attempts = :attempts AND at = :at",
               transaction.now(), announced.mailing, announced.reader, announced.attempts, announced.at) == 1;
}

bool has_deliveries(Reader& reader, MailingId id) {
    return select_one<content::ReaderId>(reader, "SELECT reader_id FROM deliveries WHERE mailing_id = :id LIMIT 1", id)
        .has_value();
}

std::optional<Delivery> find_delivery(Reader& reader, MailingId mailing, content::ReaderId reader_id) {
    auto found = read_deliveries(reader, "WHERE d.mailing_id = :mailing AND d.reader_id = :reader", mailing, reader_id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

long long doubt_handed(Transaction& transaction, MailingId id) {
    return execute(transaction,
                   "UPDATE deliveries SET state = 'in_doubt', answer = 'The program ended before the answer came.' "
                   "WHERE mailing_id = :id AND state = 'handing'",
                   id);
}

long long send_doubtful_again(Transaction& transaction, MailingId id, std::vector<content::ReaderId> const& readers,
                              bool all) {
    return execute(transaction,
                   "UPDATE deliveries SET state = 'deferred', next_at = :now WHERE mailing_id = :id AND state = "
                   "'in_doubt'" +
                       (all ? "" : " AND reader_id IN (" + in_list(readers) + ")"),
                   transaction.now(), id);
}

std::vector<Delivery> due_deliveries(Reader& reader, MailingId id, Time now, int limit) {
    return read_deliveries(reader,
                           "WHERE d.mailing_id = :id AND d.state = 'deferred' AND d.next_at <= :now ORDER BY d.next_at "
                           "LIMIT " +
                               std::to_string(limit),
                           id, now);
}

std::optional<Time> next_due(Reader& reader, MailingId id) {
    auto const row = select_one<std::optional<Time>>(
        reader, "SELECT MIN(next_at) FROM deliveries WHERE mailing_id = :id AND state = 'deferred'", id);
    return row ? std::get<0>(*row) : std::nullopt;
}

std::vector<Recipient> recipients_of(Reader& reader, std::vector<Delivery> const& deliveries) {
    std::vector<content::ReaderId> ids;
    for (auto const& delivery : deliveries) ids.push_back(delivery.reader);
    std::vector<Recipient> out;
    for (auto& [id, email, name] : select<content::ReaderId, std::string, std::string>(
             reader, "SELECT id, email, name FROM readers WHERE id IN (" + in_list(ids) + ")"))
        out.push_back({id, std::move(email), std::move(name)});
    return out;
}

std::vector<DeliveryLine> list_deliveries(Reader& reader, MailingId id, content::DeliveryState state,
                                          content::ReaderId after, int limit) {
    std::vector<DeliveryLine> out;
    for (auto& delivery : read_deliveries(
             reader,
             "WHERE d.mailing_id = :id AND d.state = :state AND d.reader_id > :after ORDER BY d.reader_id LIMIT " +
                 std::to_string(limit),
             id, content::name_of(state), after)) {
        auto email = select_one<std::string>(reader, "SELECT email FROM readers WHERE id = :id", delivery.reader);
        out.push_back({std::move(delivery), email ? std::move(std::get<0>(*email)) : std::string()});
    }
    return out;
}

MailingFigures figures_of(Reader& reader, MailingId id) {
    MailingFigures out;
    for (auto const& [state, count, opened, clicked, left] :
         select<std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
             reader,
             "SELECT state, COUNT(*), SUM(CASE WHEN opened_at > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN clicked_at > 0 "
             "THEN "
             "1 ELSE 0 END), SUM(CASE WHEN left_at > 0 THEN 1 ELSE 0 END) FROM deliveries WHERE mailing_id = :id GROUP "
             "BY state",
             id)) {
        auto const kind = content::delivery_state(state).value_or(content::DeliveryState::in_doubt);
        (kind == content::DeliveryState::taken      ? out.taken
         : kind == content::DeliveryState::deferred ? out.deferred
         : kind == content::DeliveryState::refused  ? out.refused
         : kind == content::DeliveryState::bounced  ? out.bounced
         : kind == content::DeliveryState::handing  ? out.handing
                                                    : out.in_doubt) += count;
        out.opened += opened;
        out.clicked += clicked;
        out.left += left;
    }
    return out;
}

void note_left(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at) {
    execute(transaction,
            "UPDATE deliveries SET left_at = :at WHERE mailing_id = :mailing AND reader_id = :reader AND left_at = 0",
            at, mailing, reader);
}

void note_opened(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at) {
    execute(transaction,
            "UPDATE deliveries SET opened_at = :at WHERE mailing_id = :mailing AND reader_id = :reader AND opened_at = "
            "0",
            at, mailing, reader);
}

void note_clicked(Transaction& transaction, MailingId mailing, content::ReaderId reader, Time at) {
    execute(transaction,
            "UPDATE deliveries SET clicked_at = :at WHERE mailing_id = :mailing AND reader_id = :reader AND clicked_at "
            "= 0",
            at, mailing, reader);
}

std::vector<MailTo> mails_to(Reader& reader, content::ReaderId reader_id) {
    std::vector<MailTo> out;
    for (auto& delivery :
         read_deliveries(reader, "WHERE d.reader_id = :reader ORDER BY d.at DESC LIMIT 1000", reader_id)) {
        auto subject = select_one<std::string>(reader, "SELECT subject FROM mailings WHERE id = :id", delivery.mailing);
        out.push_back({subject ? std::move(std::get<0>(*subject)) : std::string(), std::move(delivery)});
    }
    return out;
}

}  // namespace broadsheet::store
