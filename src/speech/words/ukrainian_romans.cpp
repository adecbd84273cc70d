#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

struct RankedNoun {
    std::string_view written;
    Gender gender;
    Case grammatical_case;
};

// What is numbered in Roman numerals, in the forms that show their case.
constexpr RankedNoun nouns[] = {
    {"століття", Gender::neuter, Case::nominative},      {"столітті", Gender::neuter, Case::locative},
    {"століттю", Gender::neuter, Case::dative},          {"століттям", Gender::neuter, Case::instrumental},
    {"століть", Gender::plural, Case::genitive},         {"століттях", Gender::plural, Case::locative},
    {"віку", Gender::masculine, Case::genitive},         {"віці", Gender::masculine, Case::locative},
    {"вік", Gender::masculine, Case::nominative},        {"скликання", Gender::neuter, Case::genitive},
    {"з’їзд", Gender::masculine, Case::nominative},      {"з’їзду", Gender::masculine, Case::genitive},
    {"з’їзді", Gender::masculine, Case::locative},       {"універсал", Gender::masculine, Case::nominative},
    {"кварталу", Gender::masculine, Case::genitive},     {"кварталі", Gender::masculine, Case::locative},
    {"квартал", Gender::masculine, Case::nominative},    {"тур", Gender::masculine, Case::nominative},
    {"туру", Gender::masculine, Case::genitive},         {"турі", Gender::masculine, Case::locative},
    {"ступеня", Gender::masculine, Case::genitive},      {"групи", Gender::feminine, Case::genitive},
    {"групу", Gender::feminine, Case::accusative},       {"група", Gender::feminine, Case::nominative},
    {"півріччя", Gender::neuter, Case::nominative},      {"півріччі", Gender::neuter, Case::locative},
    {"сесія", Gender::feminine, Case::nominative},       {"сесії", Gender::feminine, Case::genitive},
    {"світова", Gender::feminine, Case::nominative},     {"світової", Gender::feminine, Case::genitive},
    {"світову", Gender::feminine, Case::accusative},     {"світовій", Gender::feminine, Case::locative},
    {"всесвітній", Gender::masculine, Case::nominative}, {"міжнародний", Gender::masculine, Case::nominative}};

// "XX ст.", "у XX ст.": the noun and its case.
struct CenturyHere {
    std::string_view said;
    Case grammatical_case;
};

CenturyHere century(Speaker const& speaker) {
    constexpr std::string_view direct[] = {"на", "за", "через", "про", "це", "як", "почалося", "настало"};
    auto const& before = speaker.last();
    if (is_in_or_on(before)) return {"столітті", Case::locative};
    bool const of_something = before.is_word() && starts_lower(before.text) &&
                              std::ranges::find(direct, before.text) == std::end(direct);  // "роки XX ст."
    bool const genitive = of_something || case_before(speaker) == Case::genitive;
    return {"століття", genitive ? Case::genitive : Case::nominative};
}

bool is_genitive_of_century(Speaker const& speaker) { return century(speaker).grammatical_case == Case::genitive; }

// After a name: "Карл III", "Карла III", "Єлизавета II".
bool say_ruler(Speaker& speaker, int value) {
    auto const& name = speaker.last();
    if (!name.is_word() || !starts_upper(name.text) || is_all_upper(name.text) || name.text.size() < 6 ||
        speaker.next().text.size() < 2)
        return false;
    auto const ends = [&](std::string_view ending) { return name.text.ends_with(ending); };
    auto gender = Gender::masculine;
    auto in = Case::nominative;
    if (ends("ою") || ends("ею")) {
        gender = Gender::feminine;
        in = Case::instrumental;
    } else if (ends("ом") || ends("ем") || ends("єм")) {
        in = Case::instrumental;
    } else if (name.text == "Єлизавета" || name.text == "Катерина" || name.text == "Марія") {
        gender = Gender::feminine;
    } else if (ends("и") || ends("ії")) {
        gender = Gender::feminine;
        in = Case::genitive;
    } else if (ends("а") || ends("я")) {
        in = Case::genitive;
    } else if (ends("у") || ends("ю")) {
        in = Case::dative;
    }
    speaker.say(ukrainian_ordinal(value, gender, in));
    return true;
}

}  // namespace

bool say_ukrainian_roman(Speaker& speaker) {
    auto const& token = speaker.next();
    auto const value = token.is_word() && token.text.size() <= 10 ? roman_value(token.text) : 0;
    if (value == 0) return false;
    auto const& noun = speaker.next(1);
    if (noun.is("ст") && speaker.next(2).is(".")) {
        auto const here = century(speaker);
        speaker.say(ukrainian_ordinal(value, Gender::neuter, here.grammatical_case) + " " + std::string(here.said));
        speaker.take(2);
        speaker.take_point();
        return true;
    }
    auto const* const at =
        std::ranges::find(nouns, noun.text.size() < 40 ? lower_case(noun.text) : std::string(), &RankedNoun::written);
    if (at != std::end(nouns)) {
        bool const genitive = noun.is("століття") && is_genitive_of_century(speaker);
        speaker.say(ukrainian_ordinal(value, at->gender, genitive ? Case::genitive : at->grammatical_case));
    } else if (!say_ruler(speaker, value)) {
        if (token.text.size() < 2 || token.is("І") || token.is("Х")) return false;
        speaker.say(ukrainian_cardinal(value, Gender::masculine));
    }
    speaker.take();
    return true;
}

}  // namespace broadsheet::speech
