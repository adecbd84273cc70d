#include "store/offers.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

template <class... Parameters>
std::vector<Offer> read_offers(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Offer> out;
    for (auto& [id, name, code, tier, cadence, percent, months, active, ends, created] :
         select<OfferId, std::string, std::string, content::TierId, std::string, int, int, bool, Time, Time>(
             reader,
             "SELECT id, name, code, tier_id, cadence, percent_off, months, active, ends_at, created_at FROM offers " +
                 tail,
             parameters...))
        out.push_back({id, std::move(name), std::move(code), tier,
                       payments::cadence(cadence).value_or(content::Cadence::month), percent, months, active,
                       ends == Time{} ? std::nullopt : std::optional(ends), created});
    return out;
}

std::optional<Offer> first_of(std::vector<Offer> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

}  // namespace

std::vector<Offer> list_offers(Reader& reader) { return read_offers(reader, "ORDER BY id DESC"); }

std::optional<Offer> find_offer(Reader& reader, OfferId id) {
    return first_of(read_offers(reader, "WHERE id = :id", id));
}

std::optional<Offer> find_offer_by_code(Reader& reader, std::string_view code) {
    return first_of(read_offers(reader, "WHERE code = :code", code));
}

void save_offer(Transaction& transaction, Offer const& offer) {
    execute(transaction,
            "INSERT INTO offers (id, name, code, tier_id, cadence, percent_off, months, active, ends_at, created_at) "
            "VALUES (:id, :name, :code, :tier, :cadence, :percent, :months, :active, :ends, :created) ON CONFLICT (id) "
            "DO UPDATE SET name = excluded.name, code = excluded.code, tier_id = excluded.tier_id, cadence = "
            "excluded.cadence, percent_off = excluded.percent_off, months = excluded.months, active = "
            "excluded.active, ends_at = excluded.ends_at",
            offer.id, offer.name, offer.code, offer.tier, payments::name_of(offer.cadence), offer.percent_off,
            offer.months, offer.active, offer.ends_at.value_or(Time{}), offer.created_at);
}

void delete_offer(Transaction& transaction, OfferId id) {
    execute(transaction, "DELETE FROM offers WHERE id = :id", id);
}

std::vector<OfferCount> count_offers(Reader& reader) {
    std::vector<OfferCount> out;
    for (auto& [offer, taken] : select<OfferId, std::int64_t>(
             reader,
             "SELECT offer_id, COUNT(*) AS taken FROM pledges WHERE offer_id IS NOT NULL AND state = 'given' GROUP BY "
             "offer_id"))
        out.push_back({offer, taken});
    return out;
}

}  // namespace broadsheet::store
