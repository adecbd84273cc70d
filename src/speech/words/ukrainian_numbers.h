// Ukrainian numbers in their cases: ICU has the nominative only, and no ordinals. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "speech/words/numerals.h"

namespace broadsheet::speech {

enum class Gender : std::uint8_t { masculine, feminine, neuter, plural };
enum class Case : std::uint8_t { nominative, genitive, dative, accusative, instrumental, locative };

// Whole numbers of at most 15 digits: "дві тисячі двадцять чотири". One thousand is said without "одна".
std::string ukrainian_cardinal(std::int64_t number, Gender gender, Case grammatical_case = Case::nominative);
// Below a million: "дві тисячі двадцять четвертого".
std::string ukrainian_ordinal(std::int64_t number, Gender gender, Case grammatical_case = Case::nominative);
// What goes before "-річний": "двадцятип’яти", below 1000.
std::string ukrainian_prefix(std::int64_t number);
std::string ukrainian_digits(std::string_view digits);

// A noun that is counted: гривня, гривні, гривень; `part` after decimals: три цілих дві десятих гривні.
struct CountedNoun {
    std::string_view one, few, many, part;
    Gender gender = Gender::masculine;
};

// A number as it stands before its noun: digit by digit where it is too long, "півтора", "три цілих дві десятих".
std::string ukrainian_number(Numeral const& number, Gender gender, Case grammatical_case = Case::nominative);
std::string ukrainian_noun(Numeral const& number, CountedNoun const& noun, Case grammatical_case = Case::nominative);

}  // namespace broadsheet::speech
