// What stands in the form of /support/, from a link or as it was sent. Private to membership/.
#pragma once
#include "base/utf8.h"
#include "content/offers.h"
#include "http/message.h"
#include "http/posted_form.h"

namespace broadsheet::membership {

// Of the browser that set out to pay: what it may see on return.
inline constexpr char const* support_cookie = "broadsheet_support";

struct SupportForm {
    content::SupportSettings settings;
    std::optional<content::Offer> offer;  // one that is open; the page looks it up by `code`
    std::string code;
    content::Suggestion const* suggestion = nullptr;  // of settings
    content::Cadence cadence = content::Cadence::once;
    std::string amount;  // as typed
    std::string dedication;
    bool anonymous = false;
    bool is_gift = false;
    std::string gift_tier, gift_email;
    int gift_months = 12;
    std::string source;
    std::optional<content::AppealId> appeal;
    int wording = 0;
    bool left = false;  // came back from the processor without paying
    std::optional<Problem> problem;

    static SupportForm asked(http::Request const& request, content::SupportSettings settings);
    static SupportForm posted(http::PostedForm const& posted, content::SupportSettings settings);
};

// What the offer's tier costs without it; nothing where there is no offer, or not in this currency. `form.suggestion`
// is set.
std::optional<content::Money> offer_price(SupportForm const& form, std::vector<content::Tier> const& tiers);

}  // namespace broadsheet::membership
