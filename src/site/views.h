// What the front page and a story's page are made of, for readers and for the desk's preview. Private to site/.
#pragma once
#include "content/story.h"
#include "frame/view.h"

namespace broadsheet::site {

frame::View front_view(frame::PageBuild& build);
// As this build's audience may read it; a retracted story's notice.
frame::View story_view(frame::PageBuild& build, content::Story const& story);

}  // namespace broadsheet::site
