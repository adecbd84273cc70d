#include "frame/fragments.h"

#include <fmt/format.h>

#include "base/locale.h"
#include "frame/appeals.h"
#include "frame/values.h"
#include "store/sections.h"

namespace broadsheet::frame {
namespace {

constexpr int feed_length = 10;
constexpr std::size_t picks_length = 6;
// Open pages ask for the news behind the position that stands in it: made anew now and then, it never lags far.
constexpr Millis feed_age{3600 * 1000};

View fragment_view(std::string name, theme::Object values) {
    View view;
    view.template_name = "fragments/" + std::move(name);
    view.values = std::move(values);
    return view;
}

theme::Object link_value(std::string_view label, std::string_view url) { return {{"label", label}, {"url", url}}; }

theme::Array link_values(std::vector<content::Link> const& links) {
    theme::Array out;
    for (auto const& link : links) out.emplace_back(link_value(link.label, link.url));
    return out;
}

// The links that editors chose, or the sections; today's date, which changes at midnight.
View navigation(PageBuild& build) {
    build.tag("sections");
    build.until(start_of(next_day(day_of(build.now, build.site.timezone)), build.site.timezone));
    theme::Array sections, links = link_values(build.site.navigation);
    if (links.empty())
        links.emplace_back(
            link_value(translated(*build.publication->catalogs, build.site.language, "News feed"), "/feed/"));
    for (auto const& section : store::list_sections(build.reader)) {
        auto const url = "/section/" + section.slug + "/";
        sections.emplace_back(theme::Object{{"name", section.name}, {"url", url}});
        if (build.site.navigation.empty()) links.emplace_back(link_value(section.name, url));
    }
    return fragment_view("navigation",
                         {{"sections", std::move(sections)}, {"links", std::move(links)}, {"now", to_ms(build.now)}});
}

View foot(PageBuild& build) {
    build.tag("pages");
    build.tag("sections");
    theme::Array pages, sections, links = link_values(build.site.foot_navigation);
    for (auto const& page : store::published_pages(build.reader)) {
        build.tag("story:" + page.id.text());
        auto const url = story_path(page.text.slug);
        pages.emplace_back(theme::Object{{"name", page.text.headline}, {"url", url}});
        if (build.site.foot_navigation.empty()) links.emplace_back(link_value(page.text.headline, url));
    }
    for (auto const& section : store::list_sections(build.reader))
        sections.emplace_back(theme::Object{{"name", section.name}, {"url", "/section/" + section.slug + "/"}});
    return fragment_view("foot",
                         {{"pages", std::move(pages)}, {"sections", std::move(sections)}, {"links", std::move(links)}});
}

View feed(PageBuild& build) {
    build.tag("list:feed");
    build.until(build.now + feed_age);
    auto const briefs = cards_for(build, ids_of(store::newest_entries(build.reader, "feed", feed_length)));
    return fragment_view("feed", {{"days", feed_days(build, briefs)},
                                  {"position", build.position},
                                  {"newsletters", newsletters_in(build, build.site.language)}});
}

// Chosen by hand; what is missing is filled with the newest stories.
View picks(PageBuild& build) {
    return fragment_view("picks", {{"stories", curated_cards(build, "picks", picks_length)}});
}

// Those who are signed in are asked by a bar of their own.
View bar_view(PageBuild& build, std::string_view audience) {
    auto appeal = bar_for(build, audience);
    return fragment_view("bar", appeal ? theme::Object{{"appeal", std::move(appeal->values)}} : theme::Object());
}
View bar(PageBuild& build) { return bar_view(build, "public"); }
View bar_member(PageBuild& build) { return bar_view(build, "member"); }

}  // namespace

theme::Array feed_days(PageBuild& build, theme::Array const& briefs) {
    theme::Array days, of_day;
    Day current;
    std::int64_t label = 0;
    auto const end_day = [&] {
        if (of_day.empty()) return;
        days.emplace_back(
            theme::Object{{"label", label},
                          {"url", fmt::format("/feed/{:04}/{:02}/{:02}/", current.year, current.month, current.day)},
                          {"briefs", std::move(of_day)}});
        of_day = {};
    };
    for (auto const& brief : briefs) {
        auto const published = brief.get("published").integer().value_or(0);
        auto const day = day_of(from_ms(published), build.site.timezone);
        if (day != current) end_day();
        if (of_day.empty()) label = published;
        current = day;
        of_day.push_back(brief);
    }
    end_day();
    return days;
}

std::map<std::string, std::function<View(PageBuild&)>> shared_fragments() {
    return {{"navigation", navigation}, {"foot", foot}, {"feed", feed},
            {"picks", picks},           {"bar", bar},   {"bar-member", bar_member}};
}

}  // namespace broadsheet::frame
