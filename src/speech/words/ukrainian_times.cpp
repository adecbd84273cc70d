#include <optional>

#include "speech/words/calendar.h"
#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

// "о двадцятій", "до двадцятої", "на двадцяту".
Case case_of_hour(Speaker const& speaker) {
    if (!speaker.last().is_word()) return Case::nominative;
    auto const word = lower_case(speaker.last().text);
    if (word == "о" || word == "об") return Case::locative;
    if (word == "на" || word == "за" || word == "по") return Case::accusative;
    return case_before(speaker);
}

std::string say_clock(ClockHere const& time, Case in) {
    auto out = ukrainian_ordinal(time.hour, Gender::feminine, in);
    if (time.minute == 0) return out + (in == Case::nominative ? " година" : "");
    out += time.minute < 10 ? " нуль " : " ";
    out += ukrainian_cardinal(time.minute, Gender::feminine);
    if (time.second > 0)
        out += " і " + ukrainian_number({std::to_string(time.second), {}, false, 0}, Gender::feminine) + " секунд";
    return out;
}

}  // namespace

bool say_ukrainian_time(Speaker& speaker) {
    auto const time = clock_at(speaker);
    if (!time) return false;
    auto const in = case_of_hour(speaker);
    auto const end = is_number_dash(speaker, time->tokens) ? clock_at(speaker, time->tokens + 1) : std::nullopt;
    if (end) {  // "9:00–18:00"
        speaker.say((in == Case::genitive ? "" : "з ") + say_clock(*time, Case::genitive));
        speaker.say("до " + say_clock(*end, Case::genitive));
        speaker.take(time->tokens + 1 + end->tokens);
        return true;
    }
    speaker.say(say_clock(*time, in));
    speaker.take(time->tokens);
    bool const named = speaker.next().is("год") || speaker.next().is("годині") || speaker.next().is("години");
    if (named && time->minute == 0 && in == Case::nominative) speaker.take();
    return true;
}

}  // namespace broadsheet::speech
