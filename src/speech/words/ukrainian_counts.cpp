#include <optional>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

bool say_phone_number(Speaker& speaker) {
    auto const phone = phone_number_at(speaker);
    if (!phone) return false;
    if (phone->plus) speaker.say("плюс");
    for (auto const& group : phone->groups) {
        speaker.say(ukrainian_digits(group));
        speaker.pause(",");
    }
    speaker.take(phone->tokens);
    return true;
}

bool is_fraction(Numeral const& upper, Numeral const& lower) {
    return upper.value() > 0 && upper.value() < lower.value() && lower.value() <= 10;
}

// "одна третя", "дві третіх"
std::string fraction(Numeral const& upper, Numeral const& lower) {
    bool const one = upper.value() == 1;
    if (lower.value() == 4 && !one) return ukrainian_number(upper, Gender::feminine) + " чверті";
    return ukrainian_number(upper, Gender::feminine) + " " +
           ukrainian_ordinal(lower.value(), one ? Gender::feminine : Gender::plural,
                             one ? Case::nominative : Case::genitive);
}

// "3:1", "5–7 людей", "2×3", "1/2"
bool say_pair(Speaker& speaker, Numeral const& begin) {
    auto const& between = speaker.next(begin.tokens);
    auto const end = numeral_at(speaker, begin.tokens + 1, NumberMarks::continental);
    if (!end) return false;
    bool const glued = between.glued() && speaker.next(begin.tokens + 1).glued();
    bool const score = between.is(":") && glued, times = between.is("×") || (between.is("х") && glued);
    bool const share = between.is("/") && glued && begin.is_small() && end->is_small();
    if (!score && !times && !share && !is_number_dash(speaker, begin.tokens)) return false;
    auto const after = begin.tokens + 1 + end->tokens;
    auto const in = case_of_number(speaker, after, *end);
    auto const gender = gender_of_number(speaker, after, *end);
    auto const said = [&](Numeral const& number) { return ukrainian_number(number, gender, in); };
    if (share && is_fraction(begin, *end))
        speaker.say(fraction(begin, *end));
    else if (score || share)
        speaker.say(said(begin) + " " + said(*end));
    else
        speaker.say(said(begin) + (times ? " на " : " – ") + said(*end));
    speaker.take(after);
    return true;
}

// "192.168.0.1", "2.0.1": what follows the number that was taken.
void say_further_points(Speaker& speaker) {
    while (speaker.next().is(".") && speaker.next().glued() && speaker.next(1).is_digits() && speaker.next(1).glued()) {
        speaker.say("крапка");
        speaker.say(ukrainian_number({speaker.next(1).text, {}, false, 1}, Gender::masculine));
        speaker.take(2);
    }
}

}  // namespace

bool say_ukrainian_count(Speaker& speaker) {
    if (say_phone_number(speaker)) return true;
    auto const number = numeral_at(speaker, 0, NumberMarks::continental);
    if (!number) return false;
    if (say_pair(speaker, *number)) return true;
    auto const in = case_of_number(speaker, number->tokens, *number);
    auto const gender = gender_of_number(speaker, number->tokens, *number);
    bool const object =
        in == Case::nominative && gender == Gender::feminine && number->value() % 10 == 1 &&
        (speaker.next(number->tokens).text.ends_with("у") || speaker.next(number->tokens).text.ends_with("ю"));
    speaker.say(ukrainian_number(*number, gender, object ? Case::accusative : in));
    speaker.take(number->tokens);
    say_further_points(speaker);
    return true;
}

}  // namespace broadsheet::speech
