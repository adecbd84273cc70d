#include "store/support.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/collation.h"
#include "store/changes.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

namespace json = boost::json;
using content::Cadence;

std::string prices_json(std::vector<content::Price> const& prices) {
    json::array out;
    for (auto const& price : prices)
        out.push_back(json::object{{"currency", price.currency}, {"month", price.month}, {"year", price.year}});
    return json::serialize(out);
}

std::vector<content::Price> read_prices(std::string const& text) {
    std::vector<content::Price> out;
    auto const parsed = json::parse(text);
    for (auto const& one : parsed.as_array())
        out.push_back(
            {std::string(one.at("currency").as_string()), one.at("month").as_int64(), one.at("year").as_int64()});
    return out;
}

std::string texts_json(std::vector<std::string> const& texts) {
    return json::serialize(json::array(texts.begin(), texts.end()));
}

std::vector<std::string> read_texts(std::string const& text) {
    std::vector<std::string> out;
    auto const parsed = json::parse(text);
    for (auto const& one : parsed.as_array()) out.emplace_back(one.as_string());
    return out;
}

Time or_zero(std::optional<Time> time) { return time.value_or(Time{}); }
std::optional<Time> time_or_none(Time time) { return time == Time{} ? std::nullopt : std::optional(time); }

template <class... Parameters>
std::vector<Tier> read_tiers(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Tier> out;
    for (auto& [id, name, description, benefits, prices, trial, offered, position, created] :
         select<TierId, std::string, std::string, std::string, std::string, int, bool, int, Time>(
             reader,
             "SELECT id, name, description, benefits, prices, trial_days, offered, position, created_at FROM tiers " +
                 tail,
             parameters...))
        out.push_back({id, std::move(name), std::move(description), read_texts(benefits), read_prices(prices), trial,
                       offered, position, created});
    return out;
}

constexpr char const* pledge_columns =
    "SELECT id, processor, cadence, amount, currency, tier_id, appeal_id, wording, reader_id, dedication, anonymous, "
    "gift_months, gift_email, language, source, browser, checkout, state, email, name, payer, subscription, "
    "created_at, settled_at, offer_id, forgotten FROM pledges ";

template <class... Parameters>
std::vector<Pledge> read_pledges(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Pledge> out;
    for (auto& [id, processor, cadence, amount, currency, tier, appeal, wording, who, dedication, anonymous,
                gift_months, gift_email, language, source, browser, checkout, state, email, name, payer, subscription,
                created, settled, offer, forgotten] :
         select<PledgeId, std::string, std::string, std::int64_t, std::string, std::optional<TierId>,
                std::optional<content::AppealId>, int, std::optional<ReaderId>, std::string, bool, int, std::string,
                std::string, std::string, std::string, std::string, std::string, std::string, std::string, std::string,
                std::string, Time, Time, std::optional<content::OfferId>, bool>(reader, pledge_columns + tail,
                                                                                parameters...))
        out.push_back({id,
                       std::move(processor),
                       payments::cadence(cadence).value_or(Cadence::once),
                       {amount, std::move(currency)},
                       tier,
                       offer,
                       appeal,
                       wording,
                       who,
                       std::move(dedication),
                       anonymous,
                       gift_months,
                       std::move(gift_email),
                       std::move(language),
                       std::move(source),
                       std::move(browser),
                       std::move(checkout),
                       content::pledge_state(state).value_or(content::PledgeState::open),
                       forgotten,
                       std::move(email),
                       std::move(name),
                       std::move(payer),
                       std::move(subscription),
                       created,
                       time_or_none(settled)});
    return out;
}

template <class... Parameters>
std::optional<Pledge> one_pledge(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    auto found = read_pledges(reader, tail, parameters...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

constexpr char const* membership_columns =
    "m.id, m.reader_id, m.kind, m.tier_id, m.pledge_id, m.processor, m.subscription, m.payer, m.cadence, m.amount, "
    "m.currency, m.status, m.ends, m.started_at, m.paid_until, m.asked_at, m.note";

template <class... Parameters>
std::vector<MemberLine> read_members(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<MemberLine> out;
    for (auto& [id, who, kind, tier, pledge, processor, subscription, payer, cadence, amount, currency, status, ends,
                started, until, asked, note, email, name] :
         select<MembershipId, ReaderId, std::string, std::optional<TierId>, std::optional<PledgeId>, std::string,
                std::string, std::string, std::string, std::int64_t, std::string, std::string, bool, Time, Time, Time,
                std::string, std::optional<std::string>, std::optional<std::string>>(
             reader,
             std::string("SELECT ") + membership_columns +
                 ", r.email, r.name FROM memberships m LEFT JOIN readers r ON r.id = m.reader_id " + tail,
             parameters...))
        out.push_back({{id,
                        who,
                        content::membership_kind(kind).value_or(content::MembershipKind::paid),
                        tier,
                        pledge,
                        std::move(processor),
                        std::move(subscription),
                        std::move(payer),
                        payments::cadence(cadence).value_or(Cadence::month),
                        {amount, std::move(currency)},
                        content::subscription_status(status).value_or(payments::SubscriptionStatus::ended),
                        ends,
                        started,
                        until,
                        asked,
                        std::move(note)},
                       email.value_or(""),
                       name.value_or("")});
    return out;
}

template <class... Parameters>
std::vector<Membership> read_memberships(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Membership> out;
    for (auto& line : read_members(reader, tail, parameters...)) out.push_back(std::move(line.membership));
    return out;
}

template <class... Parameters>
std::optional<Membership> one_membership(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    auto found = read_memberships(reader, tail, parameters...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

content::SupportSettings support_settings(Reader& reader) {
    auto const text = find_setting(reader, "support");
    return content::read_support_settings(text ? json::parse(*text).as_object() : json::object{});
}

std::vector<Tier> list_tiers(Reader& reader) { return read_tiers(reader, "ORDER BY position, id"); }

std::optional<Tier> find_tier(Reader& reader, TierId id) {
    auto found = read_tiers(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void save_tier(Transaction& transaction, Tier const& tier) {
    execute(transaction,
            "INSERT INTO tiers (id, name, description, benefits, prices, trial_days, offered, position, created_at) "
            "VALUES (:id, :name, :description, :benefits, :prices, :trial, :offered, :position, :created) ON CONFLICT "
            "(id) DO UPDATE SET name = excluded.name, description = excluded.description, benefits = "
            "excluded.benefits, prices = excluded.prices, trial_days = excluded.trial_days, offered = excluded.offered",
            tier.id, tier.name, tier.description, texts_json(tier.benefits), prices_json(tier.prices), tier.trial_days,
            tier.offered, tier.position, tier.created_at);
}

void place_tier(Transaction& transaction, TierId id, int position) {
    execute(transaction, "UPDATE tiers SET position = :position WHERE id = :id", position, id);
}

void delete_tier(Transaction& transaction, TierId id) { execute(transaction, "DELETE FROM tiers WHERE id = :id", id); }

bool is_tier_used(Reader& reader, TierId id) {
    return select_one<int>(reader, "SELECT 1 AS used FROM memberships WHERE tier_id = :id LIMIT 1", id) ||
           select_one<int>(reader, "SELECT 1 AS used FROM pledges WHERE tier_id = :id LIMIT 1", id) ||
           select_one<int>(reader, "SELECT 1 AS used FROM offers WHERE tier_id = :id LIMIT 1", id) ||
           select_one<int>(reader, "SELECT 1 AS used FROM stories WHERE visibility = :id LIMIT 1", id.text());
}

void insert_pledge(Transaction& transaction, Pledge const& p) {
    execute(
        transaction,
        "INSERT INTO pledges (id, processor, cadence, amount, currency, tier_id, appeal_id, wording, reader_id, "
        "dedication, anonymous, gift_months, gift_email, language, source, browser, checkout, state, email, name, "
        "payer, subscription, created_at, settled_at, offer_id) VALUES (:id, :processor, :cadence, :amount, :currency, "
        ":tier, :appeal, :wording, :reader, :dedication, :anonymous, :months, :gift, :language, :source, :browser, "
        ":checkout, :state, :email, :name, :payer, :subscription, :created, :settled, :offer)",
        p.id, p.processor, payments::name_of(p.cadence), p.amount.minor, p.amount.currency, p.tier, p.appeal, p.wording,
        p.reader, p.dedication, p.anonymous, p.gift_months, p.gift_email, p.language, p.source, p.browser, p.checkout,
        content::name_of(p.state), p.email, p.name, p.payer, p.subscription, p.created_at, or_zero(p.settled_at),
        p.offer);
}

void update_pledge(Transaction& transaction, Pledge const& p) {
    execute(transaction,
            "UPDATE pledges SET reader_id = :reader, checkout = :checkout, state = :state, email = :email, name = "
            ":name, payer = :payer, subscription = :subscription, settled_at = :settled WHERE id = :id",
            p.reader, p.checkout, content::name_of(p.state), p.email, p.name, p.payer, p.subscription,
            or_zero(p.settled_at), p.id);
}

std::optional<Pledge> find_pledge(Reader& reader, PledgeId id) { return one_pledge(reader, "WHERE id = :id", id); }

std::optional<Pledge> find_pledge_by_checkout(Reader& reader, std::string_view checkout) {
    return one_pledge(reader, "WHERE checkout = :checkout", checkout);
}

std::vector<Pledge> pledges_of(Reader& reader, ReaderId id) {
    return read_pledges(reader, "WHERE reader_id = :id AND state IN ('given', 'pending') ORDER BY id DESC", id);
}

std::vector<Pledge> open_pledges(Reader& reader, Time before, int limit) {
    return read_pledges(
        reader,
        "WHERE state IN ('open', 'pending') AND created_at < :before ORDER BY id LIMIT " + std::to_string(limit),
        before);
}

std::vector<Pledge> list_pledges(Reader& reader, std::string_view query, std::optional<PledgeId> before, int limit) {
    auto const words = like_pattern(query);
    return read_pledges(reader,
                        "WHERE state IN ('given', 'pending') AND id < :before AND (lower(email) LIKE lower(:email) "
                        "ESCAPE '\\' OR lower(name) LIKE lower(:name) ESCAPE '\\' OR lower(dedication) LIKE "
                        "lower(:dedication) ESCAPE '\\') ORDER BY id DESC LIMIT " +
                            std::to_string(limit),
                        before.value_or(PledgeId{INT64_MAX}), words, words, words);
}

void save_membership(Transaction& transaction, Membership const& m) {
    execute(transaction,
            "INSERT INTO memberships (id, reader_id, kind, tier_id, pledge_id, processor, subscription, payer, "
            "cadence, amount, currency, status, ends, started_at, paid_until, asked_at, note) VALUES (:id, :reader, "
            ":kind, :tier, :pledge, :processor, :subscription, :payer, :cadence, :amount, :currency, :status, :ends, "
            ":started, :until, :asked, :note) ON CONFLICT (id) DO UPDATE SET reader_id = excluded.reader_id, tier_id "
            "= excluded.tier_id, payer = excluded.payer, cadence = excluded.cadence, amount = excluded.amount, "
            "currency = excluded.currency, status = excluded.status, ends = excluded.ends, started_at = "
            "excluded.started_at, paid_until = excluded.paid_until, asked_at = excluded.asked_at, note = excluded.note",
            m.id, m.reader, content::name_of(m.kind), m.tier, m.pledge, m.processor, m.subscription, m.payer,
            payments::name_of(m.cadence), m.amount.minor, m.amount.currency, content::name_of(m.status), m.ends,
            m.started_at, m.paid_until, m.asked_at, m.note);
}

std::optional<Membership> find_membership(Reader& reader, MembershipId id) {
    return one_membership(reader, "WHERE m.id = :id", id);
}

std::optional<Membership> find_membership_by_subscription(Reader& reader, std::string_view subscription) {
    return one_membership(reader, "WHERE m.subscription = :subscription", subscription);
}

std::vector<Membership> memberships_of(Reader& reader, ReaderId id) {
    return read_memberships(reader, "WHERE m.reader_id = :id ORDER BY m.id DESC", id);
}

std::vector<Membership> memberships_to_ask(Reader& reader, std::string_view processor, Time asked_before, int limit) {
    return read_memberships(reader,
                            "WHERE m.processor = :processor AND m.subscription <> '' AND m.status <> 'ended' AND "
                            "m.asked_at < :before ORDER BY m.asked_at LIMIT " +
                                std::to_string(limit),
                            processor, asked_before);
}

std::vector<Membership> memberships_by(Reader& reader, std::string_view processor) {
    return read_memberships(reader, "WHERE m.processor = :processor AND m.status <> 'ended' ORDER BY m.id", processor);
}

std::vector<Membership> memberships_closed_between(Reader& reader, Time from, Time to) {
    // closes_at is paid_until, or that and the grace.
    std::vector<Membership> out;
    for (auto& one : read_memberships(reader, "WHERE m.paid_until > :from AND m.paid_until <= :to",
                                      from - content::payment_grace, to))
        if (auto const end = content::closes_at(one); end && *end > from && *end <= to) out.push_back(std::move(one));
    return out;
}

std::vector<MemberLine> list_memberships(Reader& reader, std::string_view query, std::string_view status,
                                         std::optional<MembershipId> before, int limit) {
    auto const words = like_pattern(query);
    return read_members(reader,
                        "WHERE m.id < :before AND (:any = '' OR m.status = :status) AND (lower(r.email) LIKE "
                        "lower(:email) ESCAPE '\\' OR lower(r.name) LIKE lower(:name) ESCAPE '\\') ORDER BY m.id DESC "
                        "LIMIT " +
                            std::to_string(limit),
                        before.value_or(MembershipId{INT64_MAX}), status, status, words, words);
}

std::vector<MemberCount> count_memberships(Reader& reader) {
    std::vector<MemberCount> out;
    for (auto& [tier, status, kind, count] : select<std::optional<TierId>, std::string, std::string, std::int64_t>(
             reader, "SELECT tier_id, status, kind, COUNT(*) AS n FROM memberships GROUP BY tier_id, status, kind"))
        out.push_back({tier, std::move(status), std::move(kind), count});
    return out;
}

void forget_supporter(Transaction& transaction, ReaderId id) {
    execute(transaction,
            "UPDATE pledges SET email = '', name = '', dedication = '', gift_email = '', browser = '', source = '', "
            "reader_id = NULL, forgotten = 1 WHERE reader_id = :id",
            id);
    execute(transaction, "DELETE FROM memberships WHERE reader_id = :id", id);
}

}  // namespace broadsheet::store
