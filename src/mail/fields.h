// Header fields out of bytes that are no whole mail: returned heads, the machine's part of a report. Private to mail/.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::mail {

// Lower-case names, unfolded and trimmed values.
using Fields = std::vector<std::pair<std::string, std::string>>;

// The groups that empty lines part from each other, at most so many; lines that are no field are left out.
std::vector<Fields> read_field_groups(std::string_view text, std::size_t most);

// The first of this (lower-case) name; empty if there is none.
std::string_view field_of(Fields const& fields, std::string_view name);

std::string lower_ascii(std::string_view text);
std::string_view trimmed(std::string_view text);  // without spaces and line ends around it

}  // namespace broadsheet::mail
