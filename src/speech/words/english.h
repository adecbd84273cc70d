// How English is said; within the room only. Each rule takes and says what it knows, or returns false (see Rule).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "speech/words/numerals.h"
#include "speech/words/speaker.h"

namespace broadsheet::speech {

bool say_english_date(Speaker& speaker);          // english_dates.cpp
bool say_english_time(Speaker& speaker);          // english_times.cpp
bool say_english_money(Speaker& speaker);         // english_money.cpp
bool say_english_measure(Speaker& speaker);       // english_measures.cpp: percent, degrees, units
bool say_english_per(Speaker& speaker);           // english_measures.cpp: "$5/kg"
bool say_english_range(Speaker& speaker);         // english_ranges.cpp: ranges, scores, fractions
bool say_english_number(Speaker& speaker);        // english_numbers.cpp: what is left of numbers
bool say_english_name(Speaker& speaker);          // english_names.cpp: initials, numerals after names
bool say_english_abbreviation(Speaker& speaker);  // english_abbreviations.cpp
bool say_english_acronym(Speaker& speaker);       // english_acronyms.cpp

std::string english_number(Numeral const& number, std::string_view language);  // "one thousand point five"
std::string english_ordinal(std::int64_t number, std::string_view language);
std::string english_year(std::string_view digits, std::string_view language);
bool is_english_year(Numeral const& number);  // 1100 to 2099 without marks

// "million" for what stands behind a number: m, mn, bn, tn, k, or the word itself; empty for anything else.
std::string_view english_scale(Token const& token);
// "a $5 fine": the noun of what comes `ahead` is said in the singular.
bool is_english_attribute(Speaker const& speaker, std::size_t ahead);

// Letters so that voices say each by its name ("U.N"): the points tell a letter from the article "a".
std::string english_letters(std::string_view letters);
std::string say_english_letters_and_words(std::string_view word);  // "BBC" and "NATO", for names in other languages

}  // namespace broadsheet::speech
