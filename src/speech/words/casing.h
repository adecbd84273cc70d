// Capitals in words of any script. Pure.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::speech {

bool starts_upper(std::string_view word);
bool starts_lower(std::string_view word);
bool is_all_upper(std::string_view word);       // letters, none of them small, at least one a capital
std::string lower_case(std::string_view text);  // by the root rules
std::size_t count_letters(std::string_view word);

}  // namespace broadsheet::speech
