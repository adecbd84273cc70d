// Memberships for less, by a link that the newsroom gives out: "/support/?offer=CODE". Plain data and the rules about
// it.
#pragma once
#include "content/support.h"

namespace broadsheet::content {

inline constexpr int most_off = 90;  // per cent
inline constexpr int most_months = 36;

struct Offer {
    OfferId id;
    std::string name;  // as readers see it
    std::string code;  // a slug
    TierId tier;
    Cadence cadence = Cadence::month;  // never once
    int percent_off = 20;
    int months = 3;  // of the lower price; 0: for as long as they stay
    bool active = true;
    std::optional<Time> ends_at;  // taken until then
    Time created_at{};
};

bool is_open(Offer const& offer, Time now);
// What is paid instead; rounded up, so that nothing becomes free.
Money reduced(Money const& price, Offer const& offer);

}  // namespace broadsheet::content
