#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

struct Ending {
    std::string_view written;
    Gender gender;
    Case grammatical_case;
};

constexpr Ending endings[] = {
    {"й", Gender::masculine, Case::nominative},   {"ий", Gender::masculine, Case::nominative},
    {"го", Gender::masculine, Case::genitive},    {"ого", Gender::masculine, Case::genitive},
    {"му", Gender::masculine, Case::locative},    {"ому", Gender::masculine, Case::locative},
    {"м", Gender::masculine, Case::instrumental}, {"им", Gender::masculine, Case::instrumental},
    {"а", Gender::feminine, Case::nominative},    {"ша", Gender::feminine, Case::nominative},
    {"га", Gender::feminine, Case::nominative},   {"тя", Gender::feminine, Case::nominative},
    {"та", Gender::feminine, Case::nominative},   {"ма", Gender::feminine, Case::nominative},
    {"я", Gender::feminine, Case::nominative},    {"ї", Gender::feminine, Case::genitive},
    {"ої", Gender::feminine, Case::genitive},     {"у", Gender::feminine, Case::accusative},
    {"шу", Gender::feminine, Case::accusative},   {"гу", Gender::feminine, Case::accusative},
    {"тю", Gender::feminine, Case::accusative},   {"ту", Gender::feminine, Case::accusative},
    {"ю", Gender::feminine, Case::instrumental},  {"ою", Gender::feminine, Case::instrumental},
    {"ій", Gender::feminine, Case::locative},     {"е", Gender::neuter, Case::nominative},
    {"ше", Gender::neuter, Case::nominative},     {"ге", Gender::neuter, Case::nominative},
    {"тє", Gender::neuter, Case::nominative},     {"те", Gender::neuter, Case::nominative},
    {"ме", Gender::neuter, Case::nominative},     {"і", Gender::plural, Case::nominative},
    {"ті", Gender::plural, Case::nominative},     {"ші", Gender::plural, Case::nominative},
    {"х", Gender::plural, Case::genitive},        {"их", Gender::plural, Case::genitive},
    {"ми", Gender::plural, Case::instrumental},   {"ими", Gender::plural, Case::instrumental}};

// "24-го", "1990-х"
bool say_with_ending(Speaker& speaker, std::int64_t number) {
    auto const& written = speaker.next(2).text;
    auto const* const at = std::ranges::find(endings, written, &Ending::written);
    if (at == std::end(endings)) return false;
    auto const& noun = speaker.next(3);
    bool const in_it = is_in_or_on(speaker.last()) || speaker.last().is("на") || speaker.last().is("На");
    if (written == "й" && in_it && (noun.text.ends_with("і") || noun.text.ends_with("ї"))) {  // "у 1-й лікарні"
        speaker.say(ukrainian_ordinal(number, Gender::feminine, Case::locative));
        return true;
    }
    bool const third = number % 10 == 3 && number % 100 != 13;
    bool const nominative = written == "ій" && third;  // "3-ій" as it stands in names of streets
    speaker.say(nominative ? ukrainian_ordinal(number, Gender::masculine)
                           : ukrainian_ordinal(number, at->gender, at->grammatical_case));
    return true;
}

// "5-річний", "24-поверхового", "20-ліття"
bool say_compound(Speaker& speaker, std::int64_t number) {
    auto const& word = speaker.next(2);
    if (number < 1 || number > 999 || word.text.size() < 8 || !starts_lower(word.text)) return false;
    speaker.say(ukrainian_prefix(number) + word.text);
    return true;
}

}  // namespace

bool say_ukrainian_ordinal(Speaker& speaker) {
    auto const& digits = speaker.next();
    bool const shape = digits.is_digits() && digits.text.size() < 5 && is_dash(speaker.next(1)) &&
                       speaker.next(1).glued() && speaker.next(2).is_word() && speaker.next(2).glued();
    if (!shape) return false;
    auto const number = std::stoll(digits.text);
    if (!say_with_ending(speaker, number) && !say_compound(speaker, number)) return false;
    speaker.take(3);
    return true;
}

}  // namespace broadsheet::speech
