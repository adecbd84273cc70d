#include <algorithm>

#include "frame/frame.h"
#include "frame/values.h"
#include "site/handlers.h"
#include "site/structured.h"
#include "store/sections.h"

namespace broadsheet::site {
namespace {

constexpr int top_stories = 7;  // the lead and two rows of three
constexpr int section_stories = 4;

using Ids = std::vector<content::StoryId>;

bool holds(Ids const& ids, content::StoryId id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

// What editors arranged, filled up with the newest.
Ids top_of_front(frame::PageBuild& build) {
    auto ids = frame::curated_now(build, "front");
    build.tag("list:news");
    for (auto const& entry : store::newest_entries(build.reader, "news", top_stories + static_cast<int>(ids.size())))
        if (ids.size() < top_stories && !holds(ids, entry.story)) ids.push_back(entry.story);
    return ids;
}

struct Block {
    content::Section section;
    Ids ids;
};

// Each section's newest that do not stand above already.
std::vector<Block> section_blocks(frame::PageBuild& build, Ids const& above) {
    std::vector<Block> out;
    build.tag("sections");
    for (auto& section : store::list_sections(build.reader)) {
        auto const list = "section:" + section.id.text();
        build.tag("list:" + list);
        Block block{std::move(section), {}};
        for (auto const& entry : store::newest_entries(build.reader, list, top_stories + section_stories))
            if (block.ids.size() < section_stories && !holds(above, entry.story)) block.ids.push_back(entry.story);
        if (!block.ids.empty()) out.push_back(std::move(block));
    }
    return out;
}

}  // namespace

http::Response show_front(App& app, http::Request const& request) {
    return app.frame.serve(request, [](frame::PageBuild& build) {
        auto const top = top_of_front(build);
        auto const blocks = section_blocks(build, top);
        Ids all = top;
        for (auto const& block : blocks) all.insert(all.end(), block.ids.begin(), block.ids.end());
        auto const cards = frame::cards_for(build, all);
        auto const find = [&](content::StoryId id) {
            return std::find_if(cards.begin(), cards.end(),
                                [&](auto const& card) { return card.get("id").to_text() == id.text(); });
        };
        auto const pick = [&](Ids const& ids) {
            theme::Array out;
            for (auto const id : ids)
                if (auto const card = find(id); card != cards.end()) out.push_back(*card);
            return out;
        };
        theme::Array sections;
        for (auto const& block : blocks)
            sections.emplace_back(theme::Object{{"name", block.section.name},
                                                {"url", "/section/" + block.section.slug + "/"},
                                                {"stories", pick(block.ids)}});
        frame::View view;
        view.template_name = "front";
        view.values = {{"top", pick(top)}, {"sections", std::move(sections)}};
        view.head.path = "/";
        view.head.description = build.site.tagline;
        view.head.structured = {organization_node(build.site), website_node(build.site)};
        return view;
    });
}

}  // namespace broadsheet::site
