// Numbers as they are printed: read from the tokens that come. Within the room only.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "speech/words/speaker.h"

namespace broadsheet::speech {

enum class NumberMarks : std::uint8_t { english, continental, pointed };  // 1,200.5 · 1 200,5 · 1.200,5

struct Numeral {
    std::string whole;     // digits without the marks of thousands
    std::string decimals;  // digits; empty: a whole number
    bool grouped = false;  // written with marks of thousands: no year, no number of a house
    std::size_t tokens = 0;

    bool is_long() const;        // too long, or with zeros before it: said digit by digit
    std::int64_t value() const;  // of `whole`, unless it is long
    bool is_small() const { return decimals.empty() && !is_long(); }
};

// The number that begins `ahead` tokens from here.
std::optional<Numeral> numeral_at(Speaker const& speaker, std::size_t ahead, NumberMarks marks);

// "–", "—", "-", "−"
bool is_dash(Token const& token);
bool is_number_dash(Speaker const& speaker,
                    std::size_t ahead);  // between two numbers, with blanks on both sides or none

// I to XXXIX, written as usual; 0 for anything else. `text` may be in Latin or in the Cyrillic letters that look alike.
int roman_value(std::string_view text);

// +380 44 123 45 67, 555-0123, 020 7946 0958: how many tokens it has, 0 if none is here; its digits in groups.
struct PhoneNumber {
    std::vector<std::string> groups;
    bool plus = false;
    std::size_t tokens = 0;
};
std::optional<PhoneNumber> phone_number_at(Speaker const& speaker);

}  // namespace broadsheet::speech
