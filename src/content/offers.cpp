#include "content/offers.h"

namespace broadsheet::content {

bool is_open(Offer const& offer, Time now) { return offer.active && (!offer.ends_at || now < *offer.ends_at); }

Money reduced(Money const& price, Offer const& offer) {
    return {(price.minor * (100 - offer.percent_off) + 99) / 100, price.currency};
}

}  // namespace broadsheet::content
