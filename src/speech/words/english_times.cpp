#include <optional>

#include "speech/words/calendar.h"
#include "speech/words/english.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

struct HalfHere {
    std::string_view said;  // empty: none
    std::size_t tokens = 0;
};

// "p.m.", "pm", "PM"
HalfHere half_at(Speaker const& speaker, std::size_t ahead) {
    auto const& token = speaker.next(ahead);
    if (token.is("am") || token.is("AM")) return {"A.M", 1};
    if (token.is("pm") || token.is("PM")) return {"P.M", 1};
    bool const dotted = speaker.next(ahead + 1).is(".") && speaker.next(ahead + 2).glued() &&
                        (speaker.next(ahead + 2).is("m") || speaker.next(ahead + 2).is("M"));
    if (!dotted) return {};
    if (token.is("a") || token.is("A")) return {"A.M", 3};
    if (token.is("p") || token.is("P")) return {"P.M", 3};
    return {};
}

struct TimeHere {
    int hour = 0, minute = 0, second = -1;
    std::string_view half;
    std::size_t tokens = 0;
};

// "7 pm", "7.30pm", "7:30 p.m.", "20:26"
std::optional<TimeHere> time_at(Speaker const& speaker, std::size_t ahead) {
    auto const& hour = speaker.next(ahead);
    if (!hour.is_digits() || hour.text.size() > 2) return std::nullopt;
    TimeHere out{std::stoi(hour.text), 0, -1, {}, 1};
    auto const& minutes = speaker.next(ahead + 2);
    bool const point = speaker.next(ahead + 1).is(".") && minutes.is_digits() && minutes.text.size() == 2;
    if (auto const clock = clock_at(speaker, ahead))
        out = {clock->hour, clock->minute, clock->second, {}, clock->tokens};
    else if (point)
        out = {out.hour, std::stoi(minutes.text), -1, {}, 3};
    auto const half = half_at(speaker, ahead + out.tokens);
    out.half = half.said;
    bool const right =
        half.said.empty() ? out.tokens > 1 && !point : out.hour >= 1 && out.hour <= 12 && out.minute < 60;
    out.tokens += half.tokens;
    return right ? std::optional(out) : std::nullopt;
}

std::string minutes_of(int minute, std::string_view language) {
    if (minute == 0) return {};
    return (minute < 10 ? " oh " : " ") + spell_number(minute, language);
}

// "seven twelve", "twenty twenty-six", "seven o'clock", "eight P.M" for 20:00.
std::string say_clock(TimeHere const& time, std::string_view language) {
    auto const hour = [&](int number) { return spell_number(number, language); };
    if (!time.half.empty()) return hour(time.hour) + minutes_of(time.minute, language) + " " + std::string(time.half);
    if (time.minute > 0) return hour(time.hour) + minutes_of(time.minute, language);
    if (time.hour % 24 == 0) return "midnight";
    if (time.hour == 12) return "noon";
    return time.hour < 12 ? hour(time.hour) + " o'clock" : hour(time.hour - 12) + " P.M";
}

void say_one(Speaker& speaker, TimeHere const& time) {
    auto const& language = speaker.language();
    speaker.say(say_clock(time, language));
    if (time.second > 0) speaker.say("and " + spell_number(time.second, language) + " seconds");
    speaker.take(time.tokens);
    if (!time.half.empty()) speaker.take_point();
}

}  // namespace

bool say_english_time(Speaker& speaker) {
    auto const& first = speaker.next();
    if (!first.is_digits() || first.text.size() > 2) return false;
    auto const time = time_at(speaker, 0);
    auto const dash = time ? time->tokens : 1;
    auto const end = is_number_dash(speaker, dash) ? time_at(speaker, dash + 1) : std::nullopt;
    if (!time && !(end && !end->half.empty())) return false;
    if (time) {
        say_one(speaker, *time);
    } else {  // "7–9 p.m."
        speaker.say(spell_number(std::stoi(first.text), speaker.language()));
        speaker.take();
    }
    if (!end) return true;
    speaker.say("to");
    speaker.take();
    say_one(speaker, *end);
    return true;
}

}  // namespace broadsheet::speech
