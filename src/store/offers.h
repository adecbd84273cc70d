// Offers, and how often each was taken.
#pragma once
#include "content/offers.h"
#include "store/database.h"

namespace broadsheet::store {

using content::Offer;
using content::OfferId;

std::vector<Offer> list_offers(Reader& reader);  // newest first
std::optional<Offer> find_offer(Reader& reader, OfferId id);
std::optional<Offer> find_offer_by_code(Reader& reader, std::string_view code);
void save_offer(Transaction& transaction, Offer const& offer);  // inserts or replaces
void delete_offer(Transaction& transaction, OfferId id);        // pledges keep its id
struct OfferCount {
    OfferId offer;
    std::int64_t taken = 0;  // pledges that came to something
};
std::vector<OfferCount> count_offers(Reader& reader);

}  // namespace broadsheet::store
