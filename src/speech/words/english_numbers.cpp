#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/english.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

bool is_year_of(std::string_view digits) { return digits.size() == 4 && digits >= "1100" && digits <= "2099"; }

// "2024 people", "1999 houses" are counts.
bool counts_what_follows(Token const& token) {
    constexpr std::string_view no_nouns[] = {"was", "is", "has", "as", "its", "this", "does", "series", "years"};
    return token.is_word() && starts_lower(token.text) &&
           (token.is("people") || token.is("children") || token.is("men") || token.is("women") ||
            (token.text.size() > 3 && token.text.ends_with('s') &&
             std::ranges::find(no_nouns, token.text) == std::end(no_nouns)));
}

// MH370, A320, F-16: "three seventy", "three twenty".
std::string code_number(std::string_view digits, std::string_view language) {
    if (digits.size() != 3 || digits[0] == '0' || digits.substr(1) == "00") return {};
    auto const rest = digits[1] == '0' ? "oh " + spell_digits(digits.substr(2), language)
                                       : spell_number(std::stoi(std::string(digits.substr(1))), language);
    return spell_digits(digits.substr(0, 1), language) + " " + rest;
}

std::string plural_number(std::string words) {
    if (words.ends_with("y")) return words.replace(words.size() - 1, 1, "ies");
    return words + (words.ends_with("x") ? "es" : "s");
}

// "21st", "1990s", "'90s": a number with letters that belong to it.
bool say_with_ending(Speaker& speaker, Numeral const& number) {
    auto const& ending = speaker.next(number.tokens);
    if (!number.is_small() || !ending.glued() || !ending.is_word()) return false;
    if (ending.is("st") || ending.is("nd") || ending.is("rd") || ending.is("th"))
        speaker.say(english_ordinal(number.value(), speaker.language()));
    else if (ending.is("s") && number.value() % 10 == 0)
        speaker.say(plural_number(is_english_year(number) ? english_year(number.whole, speaker.language())
                                                          : english_number(number, speaker.language())));
    else
        return false;
    speaker.take(number.tokens + 1);
    return true;
}

// "192.168.0.1", "2.0.1": what follows the number that was taken.
void say_further_points(Speaker& speaker) {
    while (speaker.next().is(".") && speaker.next().glued() && speaker.next(1).is_digits() && speaker.next(1).glued()) {
        speaker.say("point");
        speaker.say(english_number({speaker.next(1).text, {}, false, 1}, speaker.language()));
        speaker.take(2);
    }
}

bool say_phone_number(Speaker& speaker) {
    auto const phone = phone_number_at(speaker);
    if (!phone) return false;
    if (phone->plus) speaker.say("plus");
    for (auto const& group : phone->groups) {
        speaker.say(spell_digits(group, speaker.language()));
        speaker.pause(",");
    }
    speaker.take(phone->tokens);
    return true;
}

}  // namespace

std::string english_number(Numeral const& number, std::string_view language) {
    auto out = number.is_long() ? spell_digits(number.whole, language) : spell_number(number.value(), language);
    if (!number.decimals.empty()) out += " point " + spell_digits(number.decimals, language);
    return out;
}

std::string english_ordinal(std::int64_t number, std::string_view language) {
    return spell_number(number, language, NumberStyle::ordinal);
}

std::string english_year(std::string_view digits, std::string_view language) {
    bool const counted = digits.starts_with("200");  // "two thousand five", with "and" where they say it
    return spell_number(std::stoll(std::string(digits)), language, counted ? NumberStyle::cardinal : NumberStyle::year);
}

bool is_english_year(Numeral const& number) {
    return !number.grouped && number.decimals.empty() && is_year_of(number.whole);
}

std::string_view english_scale(Token const& token) {
    constexpr std::pair<std::string_view, std::string_view> scales[] = {
        {"m", "million"},       {"mn", "million"},      {"mln", "million"},       {"bn", "billion"},
        {"tn", "trillion"},     {"trn", "trillion"},    {"k", "thousand"},        {"thousand", "thousand"},
        {"million", "million"}, {"billion", "billion"}, {"trillion", "trillion"}, {"M", "million"},
        {"B", "billion"},       {"K", "thousand"}};
    auto const* const at = std::ranges::find(scales, token.text, &std::pair<std::string_view, std::string_view>::first);
    bool const letter = token.text.size() < 3;
    return at == std::end(scales) || !token.is_word() || (letter && token.text[0] < 'a' && !token.glued())
               ? std::string_view()
               : at->second;
}

bool is_english_attribute(Speaker const& speaker, std::size_t ahead) {
    auto const& article = speaker.last();
    auto const& noun = speaker.next(ahead);
    return (article.is("a") || article.is("an") || article.is("A") || article.is("An")) &&
           ((noun.is_word() && starts_lower(noun.text)) || noun.is("-"));
}

bool say_english_number(Speaker& speaker) {
    if (say_phone_number(speaker)) return true;
    auto const number = numeral_at(speaker, 0, NumberMarks::english);
    if (!number) return false;
    if (say_with_ending(speaker, *number)) return true;
    bool const in_code = speaker.last().is_word() && speaker.next().glued();
    auto const code = in_code && number->is_small() ? code_number(number->whole, speaker.language()) : std::string();
    if (!code.empty())
        speaker.say(code);
    else if (is_english_year(*number) && !counts_what_follows(speaker.next(number->tokens)))
        speaker.say(english_year(number->whole, speaker.language()));
    else
        speaker.say(english_number(*number, speaker.language()));
    speaker.take(number->tokens);
    say_further_points(speaker);
    auto const scale = starts_lower(speaker.next().text) ? english_scale(speaker.next()) : std::string_view();
    if (!scale.empty() && speaker.next().glued()) {
        speaker.say(scale);
        speaker.take();
    }
    return true;
}

}  // namespace broadsheet::speech
