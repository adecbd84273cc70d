#include <algorithm>
#include <optional>

#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

bool is_year(Token const& token) {
    return token.is_digits() && token.text.size() == 4 && token.text >= "1000" && token.text <= "2199";
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

// "у 2024", "з 2019 по 2021 рік": a year without its noun, where the sentence goes on or ends.
bool say_bare(Speaker& speaker) {
    auto const& after = speaker.next(1);
    bool const ends = after.kind == TokenKind::end || after.is(",") || after.is(".") || after.is(")") ||
                      after.is(";") || after.is("по") || after.is("до") || after.is("і") || after.is("та") ||
                      after.is("й");
    bool const decimal = (after.is(",") || after.is(".")) && speaker.next(2).is_digits() && speaker.next(2).glued();
    if (!ends || decimal || !speaker.last().is_word()) return false;
    auto const in = is_in_or_on(speaker.last()) ? Case::locative : case_before(speaker);
    auto const& before = speaker.last();
    bool const since =
        in == Case::genitive && (before.is("з") || before.is("із") || before.is("до") || before.is("від") ||
                                 before.is("після") || before.is("З") || before.is("До") || before.is("Після"));
    if (in != Case::locative && !since) return false;
    speaker.say(say_one(speaker.next(), in));
    speaker.take();
    return true;
}

}  // namespace

bool say_ukrainian_year(Speaker& speaker) {
    if (!is_year(speaker.next())) return false;
    bool const range = is_number_dash(speaker, 1) && is_year(speaker.next(2));
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
