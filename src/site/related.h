// "More on this": what stands under a story.
#pragma once
#include "frame/view.h"

namespace broadsheet::site {

// Cards of the stories chosen by hand (content::related_list); else, below an article, of those that share most tags
// with this one, the newest first; else of its section's newest. They follow their stories. What is published later
// appears when the page is made anew anyway (at the latest after pages::CacheSettings::max_age): a page must not become
// stale with every story of a busy tag. Those in `shown` (the text's own story cards) are not repeated.
theme::Array related_stories(frame::PageBuild& build, content::Story const& story,
                             std::vector<std::string> const& shown);

}  // namespace broadsheet::site
