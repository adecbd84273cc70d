// What asks readers for support on public pages: appeals where editors have placed them, and the box where a story for
// members ends for others.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "content/appeals.h"
#include "frame/view.h"

namespace broadsheet::frame {

// What an editor typed with empty lines between.
theme::Array paragraphs_of(std::string const& text);

struct StoryAppeal {
    int paragraph = 0;
    theme::Object values;
};
// The first of the newsroom's list that stands there now, for this build's audience: {id place wordings:[{index
// headline paragraphs once_button member_button first}] once_url member_url amounts:[{label url}] brands}. `from`: the
// page's path. Tags the page, which changes when an appeal's time comes.
std::optional<StoryAppeal> appeal_at(PageBuild& build, content::AppealPlace place, std::string_view from);

// The one along the foot of the window, which is made once for all pages of an audience.
std::optional<StoryAppeal> bar_for(PageBuild& build, std::string_view audience);
// Where an editor put one into the text: by its name (as a slug), wherever else it stands; empty: the one that stands
// behind paragraphs.
std::optional<StoryAppeal> appeal_in_text(PageBuild& build, std::string_view name, std::string_view from);

// {members paid tier slug metered open}: what the story asks for; whether everybody may open one of theirs; whether
// support is taken at present.
theme::Object gate_values(PageBuild& build, std::string_view visibility, std::string_view slug);

}  // namespace broadsheet::frame
