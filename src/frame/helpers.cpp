#include "frame/helpers.h"

#include "base/locale.h"
#include "frame/head.h"

namespace broadsheet::frame {
namespace {

using theme::Call;
using theme::Value;

RenderUser const& user_of(Call const& call) { return *static_cast<RenderUser const*>(call.user()); }

DateStyle style_of(Call const& call) {
    auto const style = call.hash("style").is_undefined() ? std::string("date") : call.hash("style").to_text();
    if (style == "date") return DateStyle::date;
    if (style == "date_time") return DateStyle::date_time;
    if (style == "time") return DateStyle::time;
    if (style == "day") return DateStyle::day;
    if (style == "long_day") return DateStyle::long_day;
    if (style == "month") return DateStyle::month;
    if (style == "month_name") return DateStyle::month_name;
    throw theme::HelperError("style: expected date, date_time, time, day, long_day, month or month_name");
}

std::optional<std::string> written_date(Call const& call) {
    auto const time = call.arg(0).integer();
    if (!time) return std::nullopt;
    auto const& site = *user_of(call).site;
    return format_time(from_ms(*time), site.timezone, site.language, style_of(call));
}

Value date(Call& call) {
    auto const text = written_date(call);
    return text ? Value(*text) : Value();
}

Value time_tag(Call& call) {
    auto const text = written_date(call);
    if (!text) return {};
    return Html::trusted("<time datetime=\"" + iso_time(from_ms(*call.arg(0).integer())) + "\">" +
                         escape(*text).text() + "</time>");
}

// Puts the call's hash values where the text says {name}.
std::string filled(std::string const& text, Call const& call) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const open = text.find('{', at);
        auto const close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos) return out + text.substr(at);
        out += text.substr(at, open - at);
        out += call.hash(text.substr(open + 1, close - open - 1)).to_text();
        at = close + 1;
    }
    return out;
}

Value translate(Call& call, HelperData const& data) {
    auto const key = call.arg(0).to_text();
    auto const& language = user_of(call).site->language;
    auto const count = call.hash("count").integer();
    auto const category = count ? plural_category(*count, language) : std::string();
    return Value(filled(translated(*data.catalogs, language, key, category), call));
}

Value asset(Call& call, HelperData const& data) {
    auto const path = call.arg(0).to_text();
    auto const address = data.asset_addresses.find(path);
    if (address == data.asset_addresses.end()) throw theme::HelperError("asset: the theme has no file assets/" + path);
    return escape(address->second);
}

Value fragment(Call& call) { return Html::trusted(fragment_begin + call.arg(0).to_text() + fragment_end); }

Value page_head(Call& call, HelperData const& data) {
    auto const& user = user_of(call);
    auto html = head_html(*user.head, *user.site, user.settings_css_url, user.podcast_title).text();
    if (auto const script = data.asset_addresses.find("site/site.js"); script != data.asset_addresses.end())
        html += "<script type=\"module\" src=\"" + script->second + "\"></script>\n";
    return Html::trusted(std::move(html));
}

Value slice(Call& call) {
    auto const* const list = call.arg(0).array();
    if (!list) return theme::Array{};
    auto const from = static_cast<std::size_t>(std::max<std::int64_t>(0, call.arg(1).integer().value_or(0)));
    auto const count = static_cast<std::size_t>(std::max<std::int64_t>(0, call.arg(2).integer().value_or(INT32_MAX)));
    theme::Array out;
    for (auto i = from; i < list->size() && i - from < count; ++i) out.push_back((*list)[i]);
    return out;
}

Value concat(Call& call) {
    std::string out;
    for (auto const& value : call.args()) out += value.to_text();
    return Value(out);
}

Value all_of(Call& call) {
    for (auto const& value : call.args())
        if (!value.is_truthy()) return Value(false);
    return Value(true);
}

Value any_of(Call& call) {
    for (auto const& value : call.args())
        if (value.is_truthy()) return value;
    return Value(false);
}

}  // namespace

theme::HelperRegistry newspaper_helpers(std::shared_ptr<HelperData const> data) {
    auto helpers = theme::builtin_helpers();
    helpers.add("date", date);
    helpers.add("time_tag", time_tag);
    helpers.add("t", [data](Call& call) { return translate(call, *data); });
    helpers.add("asset", [data](Call& call) { return asset(call, *data); });
    helpers.add("fragment", fragment);
    helpers.add("page_head", [data](Call& call) { return page_head(call, *data); });
    helpers.add("slice", slice);
    helpers.add("eq", [](Call& call) { return Value(call.arg(0).same_as(call.arg(1))); });
    helpers.add("concat", concat);
    helpers.add("and", all_of);
    helpers.add("or", any_of);
    helpers.add("not", [](Call& call) { return Value(!call.arg(0).is_truthy()); });
    return helpers;
}

}  // namespace broadsheet::frame
