// What is computed from a story's text when it is saved: excerpt, words, reading time.
#pragma once
#include "content/story.h"

namespace broadsheet::content {

// `text.body` must be a valid document tree.
StoryFigures figures_of(StoryText const& text);

}  // namespace broadsheet::content
