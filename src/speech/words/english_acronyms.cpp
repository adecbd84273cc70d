#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/english.h"

namespace broadsheet::speech {
namespace {

// Said as words although a rule would spell them, and the other way round.
constexpr std::string_view words[] = {
    "NATO",  "NASA",  "UNESCO", "UNICEF",  "OPEC",     "AIDS",  "COVID", "FIFA", "UEFA",   "ASEAN", "SARS",
    "MERS",  "FEMA",  "NAFTA",  "WADA",    "NASDAQ",   "LASER", "FARC",  "ISIS", "ISIL",   "HAMAS", "UNRWA",
    "START", "SALT",  "SWIFT",  "PIN",     "SIM",      "RAM",   "ESA",   "GIF",  "JPEG",   "NIMBY", "YIMBY",
    "SWAT",  "DAESH", "PISA",   "ERASMUS", "MERCOSUR", "AUKUS", "BRICS", "OK",   "HIMARS", "MAX",   "COP"};
constexpr std::string_view spelled[] = {"OSCE",  "IAEA", "UEFI", "UCLA", "EOIR", "ACLU", "OECD",
                                        "USAID", "AOC",  "EASA", "UAE",  "EIA",  "IEA",  "AIPAC"};
constexpr std::size_t longest_spelled = 6;  // more letters than these are shouting

bool is_in(auto const& list, std::string_view word) { return std::ranges::find(list, word) != std::end(list); }
bool is_vowel(char c) { return std::string_view("AEIOUY").find(c) != std::string_view::npos; }

// Vowels and consonants in turns, four letters or more: "CERN" no, "INTERPOL" yes.
bool is_pronounceable(std::string_view word) {
    if (word.size() < 4) return false;
    std::size_t vowels = 0, run = 0;
    for (std::size_t i = 0; i < word.size(); ++i) {
        bool const same = i > 0 && is_vowel(word[i]) == is_vowel(word[i - 1]);
        run = same ? run + 1 : 1;
        vowels += is_vowel(word[i]);
        bool const edge = run == 2 && (i == 1 || i + 1 == word.size());
        if (run > 2 || (edge && !is_vowel(word[i]))) return false;
    }
    return vowels * 3 >= word.size();
}

bool is_latin_upper(std::string_view word) {
    return word.size() > 1 && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A heading in capitals: what stands beside it is in capitals too, and long.
bool is_shouted(Speaker const& speaker) {
    std::size_t near = 0;
    for (std::size_t i = 1; i <= 3; ++i) {
        near += speaker.next(i).is_word() && is_latin_upper(speaker.next(i).text);
        near += speaker.last(i).is_word() && is_latin_upper(speaker.last(i).text);
    }
    return near >= 3;
}

std::string_view without_ending(std::string_view word) {
    if (word.ends_with("'s")) return word.substr(0, word.size() - 2);
    return word.size() > 2 && word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

std::string english_letters(std::string_view letters) {
    std::string out;
    for (char const c : letters) out.append(out.empty() ? "" : ".").append(1, c);
    return out;
}

std::string say_english_letters_and_words(std::string_view word) {
    auto const stem = without_ending(word);
    if (!is_latin_upper(stem)) return std::string(word);
    bool const as_word = is_in(words, stem) || (is_pronounceable(stem) && !is_in(spelled, stem));
    if (as_word || stem.size() > longest_spelled) return std::string(word.substr(0, 1)) + lower_case(word.substr(1));
    return english_letters(stem) + (stem.size() == word.size() ? "" : ".'s");
}

bool say_english_acronym(Speaker& speaker) {
    auto const& token = speaker.next();
    auto const stem = without_ending(token.text);
    if (!token.is_word() || !is_latin_upper(stem)) return false;
    bool const known = is_in(words, stem) || is_in(spelled, stem);
    speaker.say(!known && is_shouted(speaker) ? lower_case(token.text) : say_english_letters_and_words(token.text));
    speaker.take();
    return true;
}

}  // namespace broadsheet::speech
