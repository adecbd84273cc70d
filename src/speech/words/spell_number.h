// Numbers as words, by ICU's rules for each language. Any thread: each has its own formats.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::speech {

enum class NumberStyle : std::uint8_t { cardinal, ordinal, year };

// At most 15 digits; the digits themselves where ICU has no words for the language (BCP 47). English with "and" for
// Britain, Ireland, Australia, New Zealand, South Africa and India.
std::string spell_number(std::int64_t number, std::string_view language, NumberStyle style = NumberStyle::cardinal);

// One by one, with a blank between. At most `longest_number` digits are a number to anybody.
std::string spell_digits(std::string_view digits, std::string_view language);
inline constexpr std::size_t longest_number = 15;

}  // namespace broadsheet::speech
