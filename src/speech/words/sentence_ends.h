// Whether a point ends a sentence; within the room only. Pure.
#pragma once
#include <string_view>

namespace broadsheet::speech {

// `before` ends with the mark in question and has no blank behind it; `after` begins behind the blank.
bool goes_on(std::string_view before, std::string_view after, std::string_view language);

}  // namespace broadsheet::speech
