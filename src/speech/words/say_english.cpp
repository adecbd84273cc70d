#include "speech/words/as_written.h"
#include "speech/words/english.h"
#include "speech/words/languages.h"

namespace broadsheet::speech {
namespace {

constexpr std::pair<std::string_view, std::string_view> signs[] = {
    {"&", "and"},       {"%", "percent"},       {"=", "equals"},         {"×", "times"},     {"÷", "divided by"},
    {"°", "degrees"},   {"§", "section"},       {"№", "number"},         {"#", "number"},    {"~", "about"},
    {"≈", "about"},     {"±", "plus or minus"}, {"$", "dollars"},        {"€", "euros"},     {"£", "pounds"},
    {"½", "one half"},  {"¼", "one quarter"},   {"¾", "three quarters"}, {"⅓", "one third"}, {"⅔", "two thirds"},
    {"©", "copyright"}, {"<", "less than"},     {">", "more than"},      {"≥", "at least"},  {"≤", "at most"},
    {"→", "to"},        {"/", "slash"}};

constexpr SignWords words{"dot", "at", "hashtag", "minus", "plus", "to", signs};

// "2½": two and a half.
bool say_mixed_fraction(Speaker& speaker) {
    constexpr std::pair<std::string_view, std::string_view> parts[] = {
        {"½", "a half"}, {"¼", "a quarter"}, {"¾", "three quarters"}, {"⅓", "a third"}, {"⅔", "two thirds"}};
    if (!speaker.next().is_digits() || !speaker.next(1).glued()) return false;
    for (auto const& [sign, said] : parts) {
        if (!speaker.next(1).is(sign)) continue;
        auto const number = numeral_at(speaker, 0, NumberMarks::english);
        speaker.say(english_number(*number, speaker.language()) + " and " + std::string(said));
        speaker.take(2);
        return true;
    }
    return false;
}

// "and/or", "his/her"
bool say_slash(Speaker& speaker) {
    if (!speaker.next().is("/") || !speaker.last().is_word() || !speaker.next(1).is_word()) return false;
    if (!speaker.last().is("and")) speaker.say("or");
    speaker.take();
    return true;
}

constexpr Rule rules[] = {say_english_date,         say_english_time,    say_english_money,  say_mixed_fraction,
                          say_english_measure,      say_english_range,   say_english_number, say_english_name,
                          say_english_abbreviation, say_english_acronym, say_english_per,    say_slash};

}  // namespace

void say_next_english(Speaker& speaker) {
    for (auto const rule : rules)
        if (rule(speaker)) return;
    say_as_written(speaker, words);
}

}  // namespace broadsheet::speech
