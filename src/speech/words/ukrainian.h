// How Ukrainian is said; within the room only. Each rule takes and says what it knows, or returns false (see Rule).
#pragma once
#include <string>
#include <string_view>

#include "speech/words/numerals.h"
#include "speech/words/speaker.h"
#include "speech/words/ukrainian_numbers.h"

namespace broadsheet::speech {

bool say_ukrainian_date(Speaker& speaker);          // ukrainian_dates.cpp
bool say_ukrainian_year(Speaker& speaker);          // ukrainian_years.cpp: what stands before "рік" and "рр."
bool say_ukrainian_time(Speaker& speaker);          // ukrainian_times.cpp
bool say_ukrainian_measure(Speaker& speaker);       // ukrainian_measures.cpp: money, percent, units
bool say_ukrainian_ordinal(Speaker& speaker);       // ukrainian_ordinals.cpp: "24-го", "5-річний"
bool say_ukrainian_count(Speaker& speaker);         // ukrainian_counts.cpp: what is left of numbers
bool say_ukrainian_roman(Speaker& speaker);         // ukrainian_romans.cpp: centuries, rulers
bool say_ukrainian_abbreviation(Speaker& speaker);  // ukrainian_abbreviations.cpp
bool say_ukrainian_acronym(Speaker& speaker);       // ukrainian_acronyms.cpp

// What the words around a number ask of it. `ahead` is the token behind it.
Case case_of_number(Speaker const& speaker, std::size_t ahead, Numeral const& number);
Gender gender_of_number(Speaker const& speaker, std::size_t ahead, Numeral const& number);
Case case_before(Speaker const& speaker);  // what the preposition before asks; nominative for those that may ask others
bool is_in_or_on(Token const& token);      // "у", "в": years and places stand in the locative

struct CountedNounHere {
    CountedNoun const* noun = nullptr;
    std::size_t tokens = 0;  // with the point of an abbreviation
};
CountedNounHere ukrainian_scale_at(Speaker const& speaker, std::size_t ahead);  // тис., млн, млрд, мільйонів
CountedNounHere ukrainian_unit_at(Speaker const& speaker, std::size_t ahead);      // км, кг, %, °C
CountedNounHere ukrainian_currency_at(Speaker const& speaker, std::size_t ahead);  // грн, ₴, $, USD
CountedNoun const& ukrainian_cents_of(CountedNoun const& currency);

std::string ukrainian_letters(std::string_view letters);  // "зе ес у"

}  // namespace broadsheet::speech
