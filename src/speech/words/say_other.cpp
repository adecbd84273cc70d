#include <algorithm>

#include "speech/words/as_written.h"
#include "speech/words/languages.h"
#include "speech/words/numerals.h"
#include "speech/words/script.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

constexpr std::pair<std::string_view, std::string_view> signs[] = {{"%", "%"}, {"&", "&"}, {"$", "$"}, {"€", "€"},
                                                                   {"£", "£"}, {"°", "°"}, {"=", "="}, {"/", "/"},
                                                                   {"§", "§"}, {"№", "№"}};
constexpr SignWords words{".", "@", "#", "-", "+", "–", signs};

bool is_any(std::string_view language, std::initializer_list<std::string_view> primaries) {
    return std::ranges::any_of(primaries, [&](std::string_view primary) { return is_language(language, primary); });
}

// "3." before a word is an ordinal in these; in others it ends a sentence.
bool has_pointed_ordinals(std::string_view language) {
    return is_any(language, {"de", "cs", "sk", "da", "nb", "nn", "no", "fi", "hu", "hr", "sl", "et", "lv", "is"});
}

NumberMarks marks_of(std::string_view language) {
    if (is_any(language, {"ja", "zh", "ko", "th", "he", "hi", "cy", "ga"})) return NumberMarks::english;
    bool const pointed = is_any(
        language, {"de", "es", "it", "pt", "nl", "da", "tr", "el", "ro", "hr", "sr", "sl", "is", "id", "vi", "ca"});
    return pointed ? NumberMarks::pointed : NumberMarks::continental;
}

bool say_number(Speaker& speaker) {
    auto const& language = speaker.language();
    auto const marks = marks_of(language);
    auto const number = numeral_at(speaker, 0, marks);
    if (!number) return false;
    auto const& after = speaker.next(number->tokens);
    bool const pointed =
        after.is(".") && after.glued() && speaker.next(number->tokens + 1).is_word() && has_pointed_ordinals(language);
    bool const ordinal = number->is_small() && (pointed || after.is("º") || after.is("ª"));
    if (!number->decimals.empty())  // how they are said differs too much: left to the voice
        speaker.say(number->whole + "," + number->decimals);
    else if (number->is_long())
        speaker.say(spell_digits(number->whole, language));
    else
        speaker.say(spell_number(number->value(), language, ordinal ? NumberStyle::ordinal : NumberStyle::cardinal));
    speaker.take(number->tokens + (ordinal ? 1 : 0));
    return true;
}

}  // namespace

void say_next_other(Speaker& speaker) {
    if (!say_number(speaker)) say_as_written(speaker, words);
}

}  // namespace broadsheet::speech
