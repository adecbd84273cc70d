// Plain text for mails: lines that end before a margin. Pure; any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet {

// Breaks lines of a valid text at spaces so that none has more than `columns` code points; a longer word stands on a
// line of its own. Line breaks that are there stay, spaces at the ends of lines and doubled ones go.
std::string wrapped(std::string_view text, std::size_t columns);

// Every line of the text with `rest` before it, the first with `first`; empty lines get what is left of it without its
// spaces at the end.
std::string with_prefix(std::string_view text, std::string_view first, std::string_view rest);

// The text and below it a line of this character, as long as its longest line.
std::string underlined(std::string_view text, char line);

// Adds a part with this gap before it, unless either side of the gap is empty.
void add_part(std::string& out, std::string_view part, std::string_view gap);

}  // namespace broadsheet
