#include <algorithm>

#include "frame/appeals.h"
#include "frame/frame.h"
#include "frame/values.h"
#include "site/handlers.h"
#include "site/structured.h"
#include "site/views.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

constexpr int top_stories = 7;  // the lead and two rows of three
constexpr int section_stories = 4;

bool holds(theme::Array const& cards, content::StoryId id) {
    return std::any_of(cards.begin(), cards.end(),
                       [&](auto const& card) { return card.get("id").to_text() == id.text(); });
}

// Each section with its newest that do not stand above already.
theme::Array section_blocks(frame::PageBuild& build, theme::Array const& above) {
    theme::Array out;
    build.tag("sections");
    for (auto const& section : store::list_sections(build.reader)) {
        auto const list = "section:" + section.id.text();
        build.tag("list:" + list);
        std::vector<content::StoryId> ids;
        for (auto const& entry : store::newest_entries(build.reader, list, top_stories + section_stories))
            if (ids.size() < section_stories && !holds(above, entry.story)) ids.push_back(entry.story);
        if (ids.empty()) continue;
        out.emplace_back(theme::Object{{"name", section.name},
                                       {"url", "/section/" + section.slug + "/"},
                                       {"stories", frame::cards_for(build, ids)}});
    }
    return out;
}

}  // namespace

frame::View front_view(frame::PageBuild& build) {
    auto top = frame::curated_cards(build, "front", top_stories);
    build.tag("list:news");
    auto sections = section_blocks(build, top);
    frame::View view;
    view.template_name = "front";
    view.values = {{"top", std::move(top)}, {"sections", std::move(sections)}};
    if (auto appeal = frame::appeal_at(build, content::AppealPlace::front, "/"))
        view.values.set("appeal", std::move(appeal->values));
    view.head.path = "/";
    view.head.description = build.site.tagline;
    view.head.structured = {organization_node(build.site), website_node(build.site)};
    return view;
}

http::Response show_front(App& app, http::Request const& request) { return app.frame.serve(request, front_view); }

}  // namespace broadsheet::site
