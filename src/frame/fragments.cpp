#include "frame/fragments.h"

#include <fmt/format.h>

#include "base/locale.h"
#include "frame/values.h"
#include "store/sections.h"

namespace broadsheet::frame {
namespace {

constexpr int feed_length = 20;
constexpr std::size_t picks_length = 6;
// Open pages ask for the news behind the position that stands in it: made anew now and then, it never lags far.
constexpr Millis feed_age{3600 * 1000};

View fragment_view(std::string name, theme::Object values) {
    View view;
    view.template_name = "fragments/" + std::move(name);
    view.values = std::move(values);
    return view;
}

View navigation(PageBuild& build) {
    build.tag("sections");
    theme::Array sections;
    for (auto const& section : store::list_sections(build.reader))
        sections.emplace_back(theme::Object{{"name", section.name}, {"url", "/section/" + section.slug + "/"}});
    return fragment_view("navigation", {{"sections", std::move(sections)}});
}

View foot(PageBuild& build) {
    build.tag("pages");
    build.tag("sections");
    theme::Array pages, sections;
    for (auto const& page : store::published_pages(build.reader)) {
        build.tag("story:" + page.id.text());
        pages.emplace_back(theme::Object{{"name", page.text.headline}, {"url", story_path(page.text.slug)}});
    }
    for (auto const& section : store::list_sections(build.reader))
        sections.emplace_back(theme::Object{{"name", section.name}, {"url", "/section/" + section.slug + "/"}});
    return fragment_view("foot", {{"pages", std::move(pages)}, {"sections", std::move(sections)}});
}

View feed(PageBuild& build) {
    build.tag("list:feed");
    build.until(build.now + feed_age);
    auto const briefs = cards_for(build, ids_of(store::newest_entries(build.reader, "feed", feed_length)));
    return fragment_view("feed", {{"days", feed_days(build, briefs)}, {"position", build.position}});
}

// Chosen by hand; what is missing is filled with the newest stories.
View picks(PageBuild& build) {
    auto ids = curated_now(build, "picks");
    if (ids.size() < picks_length) {
        build.tag("list:news");
        for (auto const& entry : store::newest_entries(build.reader, "news", static_cast<int>(picks_length * 2)))
            if (ids.size() < picks_length && std::find(ids.begin(), ids.end(), entry.story) == ids.end())
                ids.push_back(entry.story);
    }
    return fragment_view("picks", {{"stories", cards_for(build, ids)}});
}

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
    return {{"navigation", navigation}, {"foot", foot}, {"feed", feed}, {"picks", picks}};
}

}  // namespace broadsheet::frame
