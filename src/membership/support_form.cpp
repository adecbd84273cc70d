#include "membership/support_form.h"

#include <algorithm>
#include <charconv>

#include "base/own_path.h"

namespace broadsheet::membership {
namespace {

int number(std::string const& text, int most, int otherwise) {
    int out = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && out >= 0 && out <= most ? out : otherwise;
}

// One line of text.
std::string cut(std::string const& text, std::size_t bytes) {
    auto line = clean_text(text);
    std::ranges::replace_if(
        line, [](char c) { return c == '\r' || c == '\n' || c == '\t'; }, ' ');
    return std::string(cut_at_code_point(line, bytes));
}

}  // namespace

SupportForm SupportForm::asked(http::Request const& request, content::SupportSettings settings) {
    SupportForm form;
    form.settings = std::move(settings);
    form.cadence = payments::cadence(request.query_value("cadence")).value_or(content::Cadence::once);
    form.amount = cut(request.query_value("amount"), 20);
    form.appeal = content::AppealId::parse(request.query_value("appeal"));
    form.wording = number(request.query_value("wording"), 3, 0);
    form.source = own_path(cut(request.query_value("from"), 200));
    form.code = cut(request.query_value("offer"), 100);
    form.left = request.query_value("left") == "1";
    return form;
}

SupportForm SupportForm::posted(http::PostedForm const& posted, content::SupportSettings settings) {
    SupportForm form;
    form.settings = std::move(settings);
    form.cadence = payments::cadence(posted.text("cadence")).value_or(content::Cadence::once);
    auto const name = std::string(payments::name_of(form.cadence));
    // Each cadence has amounts and a field of its own; a plain `amount` is for those who write the form themselves.
    auto const chosen = posted.text("amount_" + name), other = posted.text("other_" + name);
    form.amount = chosen == "other" || (chosen.empty() && !other.empty()) ? other
                  : !chosen.empty()                                       ? chosen
                                                                          : posted.text("amount");
    form.dedication = cut(posted.text("dedication"), 300);
    form.anonymous = posted.text("anonymous") == "1";
    form.code = cut(posted.text("offer"), 100);
    form.is_gift = posted.text("gift") == "1";
    form.gift_tier = posted.text("gift_tier");
    form.gift_email = posted.text("gift_email");
    form.gift_months = number(posted.text("gift_months"), 12, 12);
    form.source = own_path(cut(posted.text("from"), 200));
    form.appeal = content::AppealId::parse(posted.text("appeal"));
    form.wording = number(posted.text("wording"), 3, 0);
    return form;
}

std::optional<content::Money> offer_price(SupportForm const& form, std::vector<content::Tier> const& tiers) {
    if (!form.offer) return std::nullopt;
    auto const tier = std::ranges::find(tiers, form.offer->tier, &content::Tier::id);
    auto const price =
        tier == tiers.end() ? 0 : content::price_of(*tier, form.suggestion->currency, form.offer->cadence);
    return price > 0 ? std::optional(content::Money{price, form.suggestion->currency}) : std::nullopt;
}

}  // namespace broadsheet::membership
