// What is computed from a story's text when it is saved: excerpt, words, reading time.
#pragma once
#include "content/story.h"

namespace broadsheet::content {

// What everybody may read of a story that is not public: so many blocks of its text.
inline constexpr std::size_t teaser_blocks = 2;

// `text.body` must be a valid document tree.
StoryFigures figures_of(StoryText const& text);

}  // namespace broadsheet::content
