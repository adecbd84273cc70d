#include "frame/appeals.h"

#include <fmt/format.h>

#include "base/slug.h"
#include "store/appeals.h"
#include "store/support.h"

namespace broadsheet::frame {
namespace {

content::SupportSettings settings_of(PageBuild& build) {
    build.tag("support");
    return store::support_settings(build.reader);
}

std::string link(content::Appeal const& appeal, int wording, std::string_view from, std::string_view more) {
    return fmt::format("/support/?{}&appeal={}&wording={}&from={}", more, appeal.id.text(), wording, from);
}

theme::Array amounts(PageBuild& build, content::SupportSettings const& settings, content::Appeal const& appeal,
                     int wording, std::string_view from) {
    theme::Array out;
    if (appeal.place != content::AppealPlace::end || settings.currencies.empty()) return out;
    auto const& suggestion = settings.currencies.front();
    for (auto const minor : suggestion.once) {
        content::Money const money{minor, suggestion.currency};
        out.emplace_back(theme::Object{{"label", payments::format_money(money, build.site.language)},
                                       {"url", link(appeal, wording, from,
                                                    fmt::format("cadence=once&amount={}&currency={}",
                                                                payments::plain_amount(money), money.currency))}});
    }
    return out;
}

theme::Array wordings(PageBuild& build, content::SupportSettings const& settings, content::Appeal const& appeal,
                      std::string_view from) {
    theme::Array out;
    for (int at = 0; auto const& one : appeal.wordings) {
        out.emplace_back(theme::Object{{"index", at},
                                       {"headline", one.headline},
                                       {"paragraphs", paragraphs_of(one.text)},
                                       {"once_button", one.once_button},
                                       {"member_button", one.member_button},
                                       {"once_url", link(appeal, at, from, "cadence=once")},
                                       {"member_url", link(appeal, at, from, "cadence=month")},
                                       {"amounts", amounts(build, settings, appeal, at, from)}});
        ++at;
    }
    return out;
}

// The first of those that may stand here now.
template <class Fits>
std::optional<StoryAppeal> first_standing(PageBuild& build, std::string_view from, std::string_view audience,
                                          Fits const& fits) {
    build.tag("appeals");
    auto const settings = settings_of(build);
    std::optional<StoryAppeal> out;
    for (auto const& appeal : store::list_appeals(build.reader)) {
        if (!fits(appeal) || !content::is_for(appeal, audience)) continue;
        if (auto const turn = content::next_turn(appeal, build.now)) build.until(*turn);
        if (out || !settings.open || !content::stands(appeal, build.now)) continue;
        theme::Array brands;
        for (auto const& brand : settings.brands) brands.emplace_back(brand);
        out = {appeal.paragraph,
               {{"id", appeal.id.text()},
                {"place", content::name_of(appeal.place)},
                {"long", appeal.place == content::AppealPlace::end},
                {"bar", appeal.place == content::AppealPlace::bar},
                {"wordings", wordings(build, settings, appeal, from)},
                {"brands", std::move(brands)}}};
    }
    return out;
}

}  // namespace

theme::Array paragraphs_of(std::string const& text) {
    theme::Array out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find("\n\n", at), text.size());
        if (auto one = text.substr(at, end - at); one.find_first_not_of(" \n") != std::string::npos)
            out.emplace_back(std::move(one));
        at = end + 2;
    }
    return out;
}

std::optional<StoryAppeal> appeal_at(PageBuild& build, content::AppealPlace place, std::string_view from) {
    return first_standing(build, from, build.audience,
                          [&](content::Appeal const& appeal) { return appeal.place == place; });
}

std::optional<StoryAppeal> bar_for(PageBuild& build, std::string_view audience) {
    return first_standing(build, "/", audience,
                          [](content::Appeal const& appeal) { return appeal.place == content::AppealPlace::bar; });
}

std::optional<StoryAppeal> appeal_in_text(PageBuild& build, std::string_view name, std::string_view from) {
    return first_standing(build, from, build.audience, [&](content::Appeal const& appeal) {
        return name.empty() ? appeal.place == content::AppealPlace::paragraph : slug_from(appeal.name) == name;
    });
}

theme::Object gate_values(PageBuild& build, std::string_view visibility, std::string_view slug) {
    build.tag("tiers");
    auto const settings = settings_of(build);
    auto const id = content::TierId::parse(visibility);
    auto const tier = id ? store::find_tier(build.reader, *id) : std::nullopt;
    return {{"members", visibility == "members"},
            {"paid", visibility == "paid"},
            {"tier", tier ? tier->name : std::string()},
            {"slug", slug},
            {"metered", id ? 0 : settings.metered},
            {"signed_in", build.audience != "public"},
            {"open", settings.open}};
}

}  // namespace broadsheet::frame
