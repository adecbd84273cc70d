#include <algorithm>
#include <optional>

#include "speech/words/english.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

constexpr std::size_t words_of_context = 8;

// The words that make "3-1" a score stand somewhere before it.
bool is_score(Speaker const& speaker) {
    constexpr std::string_view words[] = {"won",      "win",   "wins",   "lost",  "lose",    "beat",
                                          "beating",  "drew",  "draw",   "drawn", "victory", "defeat",
                                          "defeated", "score", "scored", "led",   "leading", "lead"};
    for (std::size_t back = 1; back <= words_of_context; ++back)
        if (std::ranges::find(words, speaker.last(back).text) != std::end(words)) return true;
    return false;
}

std::string score_number(Numeral const& number, std::string_view language) {
    return number.whole == "0" ? "nil" : english_number(number, language);
}

// "2019–21": the century is not said again.
std::string range_end(Numeral const& begin, Numeral const& end, std::string_view language) {
    if (is_english_year(begin) && is_english_year(end)) return english_year(end.whole, language);
    return english_number(end, language);
}

std::string_view denominator(std::int64_t number, bool many) {
    constexpr std::string_view one[] = {"half",    "third",  "quarter", "fifth", "sixth",
                                        "seventh", "eighth", "ninth",   "tenth"};
    constexpr std::string_view more[] = {"halves",   "thirds",  "quarters", "fifths", "sixths",
                                         "sevenths", "eighths", "ninths",   "tenths"};
    return number < 2 || number > 10 ? std::string_view() : (many ? more : one)[number - 2];
}

bool say_fraction(Speaker& speaker, Numeral const& upper, Numeral const& lower) {
    auto const part = denominator(lower.value(), upper.value() > 1);
    auto const after = upper.tokens + 1 + lower.tokens;
    if (!part.empty() && upper.value() > 0 && upper.value() < lower.value()) {
        speaker.say(english_number(upper, speaker.language()));
        speaker.say(part);
    } else if (upper.whole == lower.whole || (upper.whole == "24" && lower.whole == "7") ||
               (upper.whole == "9" && lower.whole == "11")) {
        speaker.say(english_number(upper, speaker.language()) + " " + english_number(lower, speaker.language()));
    } else {
        return false;
    }
    speaker.take(after);
    return true;
}

}  // namespace

bool say_english_range(Speaker& speaker) {
    auto const begin = numeral_at(speaker, 0, NumberMarks::english);
    if (!begin || phone_number_at(speaker)) return false;
    auto const end = numeral_at(speaker, begin->tokens + 1, NumberMarks::english);
    auto const& between = speaker.next(begin->tokens);
    if (!end) return false;
    bool const small = begin->is_small() && end->is_small();
    if (between.is("/") && between.glued() && small) return say_fraction(speaker, *begin, *end);
    bool const ratio = between.is(":") && between.glued() && speaker.next(begin->tokens + 1).glued();
    bool const times = between.is("×") || (between.is("x") && between.glued());
    if (!is_number_dash(speaker, begin->tokens) && !ratio && !times) return false;
    bool const score = small && !times && begin->whole.size() < 3 && end->whole.size() < 3 && is_score(speaker);
    if (score) {
        speaker.say(score_number(*begin, speaker.language()) + " " + score_number(*end, speaker.language()));
    } else {
        speaker.say(is_english_year(*begin) ? english_year(begin->whole, speaker.language())
                                            : english_number(*begin, speaker.language()));
        bool const between_both = speaker.last().is("between") || speaker.last().is("Between");
        speaker.say(times ? "by" : between_both ? "and" : "to");
        speaker.say(range_end(*begin, *end, speaker.language()));
    }
    speaker.take(begin->tokens + 1 + end->tokens);
    return true;
}

}  // namespace broadsheet::speech
