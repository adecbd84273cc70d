#include <algorithm>
#include <optional>

#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

bool is_year(Token const& token) {
    return token.is_digits() && token.text.size() <= 4 && token.text.size() >= 3 && token.text[0] != '0' &&
           (token.text.size() == 3 || token.text <= "2199");
}

struct YearNoun {
    std::string_view said;
    Case grammatical_case = Case::nominative;
    std::size_t tokens = 0;
};

// "рік", "року", "році", "роки", "рр." and "р." behind a year, in the case that the noun or the preposition shows.
std::optional<YearNoun> noun_at(Speaker const& speaker, std::size_t ahead, bool range) {
    constexpr YearNoun nouns[] = {{"рік", Case::nominative, 1},     {"року", Case::genitive, 1},
                                  {"році", Case::locative, 1},      {"роком", Case::instrumental, 1},
                                  {"роки", Case::nominative, 1},    {"роках", Case::locative, 1},
                                  {"роками", Case::instrumental, 1}};
    auto const& token = speaker.next(ahead);
    auto const* const at = std::ranges::find(nouns, token.text, &YearNoun::said);
    if (at != std::end(nouns)) return *at;
    if (range && token.is("років")) return YearNoun{"років", Case::genitive, 1};
    bool const many = token.is("рр"), one = token.is("р");
    if (!many && !one) return std::nullopt;
    std::size_t const tokens = speaker.next(ahead + 1).is(".") ? 2 : 1;
    if (one && tokens == 1) return std::nullopt;
    if (is_in_or_on(speaker.last())) return YearNoun{many ? "роках" : "році", Case::locative, tokens};
    if (case_before(speaker) == Case::genitive || one) return YearNoun{many ? "років" : "року", Case::genitive, tokens};
    return YearNoun{"роки", Case::nominative, tokens};
}

std::string say_one(Token const& year, Case in) {
    return ukrainian_ordinal(std::stoi(year.text), Gender::masculine, in);
}

bool is_in(auto const& list, std::string_view word) { return std::ranges::find(list, word) != std::end(list); }

// Behind a year without its noun the sentence ends or goes on with a verb; anything else is what is counted.
bool stands_alone(Speaker const& speaker) {
    constexpr std::string_view joints[] = {",", ".", ")", ";", ":", "по", "до", "і", "та", "й", "—", "–"};
    constexpr std::string_view verbs[] = {"ло", "ла", "ли", "лось", "лося", "лася", "лися", "вся", "ють", "ться"};
    auto const& after = speaker.next(1);
    if (after.is(",") && speaker.next(2).is_digits() && speaker.next(2).glued()) return false;
    if (after.kind == TokenKind::end || is_in(joints, after.text)) return true;
    return after.is_word() && std::ranges::any_of(verbs, [&](auto ending) { return after.text.ends_with(ending); });
}

// "кінець 2021", "у березні 2024": words that only a year follows.
bool opens_year(Token const& token) {
    constexpr std::string_view words[] = {
        "кінець",  "кінця",     "наприкінці", "початок",  "початку", "середина", "середини", "навесні",
        "влітку",  "восени",    "взимку",     "весни",    "літа",    "осені",    "зими",     "січні",
        "лютому",  "березні",   "квітні",     "травні",   "червні",  "липні",    "серпні",   "вересні",
        "жовтні",  "листопаді", "грудні",     "січень",   "лютий",   "березень", "квітень",  "травень",
        "червень", "липень",    "серпень",    "вересень", "жовтень", "листопад", "грудень"};
    return is_in(words, token.text);
}

// "у 2024", "з 2019 по 2021 рік"
bool say_bare(Speaker& speaker) {
    constexpr std::string_view since[] = {"з", "із", "до", "від", "після", "З", "Із", "До", "Від", "Після"};
    if (speaker.next().text.size() < 4) return false;
    bool const locative = is_in_or_on(speaker.last());
    bool const expected = (locative || is_in(since, speaker.last().text)) && stands_alone(speaker);
    if (!expected && !opens_year(speaker.last())) return false;
    speaker.say(say_one(speaker.next(), locative ? Case::locative : Case::genitive));
    speaker.take();
    return true;
}

}  // namespace

bool say_ukrainian_year(Speaker& speaker) {
    if (!is_year(speaker.next())) return false;
    bool const range = speaker.next().text.size() == 4 && is_number_dash(speaker, 1) && is_year(speaker.next(2));
    std::size_t const ahead = range ? 3 : 1;
    auto const noun = noun_at(speaker, ahead, range);
    if (!noun && !range) return say_bare(speaker);
    auto const in = noun ? noun->grammatical_case : is_in_or_on(speaker.last()) ? Case::locative : case_before(speaker);
    speaker.say(say_one(speaker.next(), in));
    if (range) speaker.say("– " + say_one(speaker.next(2), in));
    speaker.take(ahead);
    if (!noun) return true;
    speaker.say(noun->said);
    speaker.take();
    if (noun->tokens == 2) speaker.take_point();
    return true;
}

}  // namespace broadsheet::speech
