#include "speech/words/as_written.h"
#include "speech/words/languages.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

constexpr std::pair<std::string_view, std::string_view> signs[] = {
    {"&", "і"},          {"%", "відсотків"}, {"=", "дорівнює"},   {"×", "на"},
    {"°", "градусів"},   {"§", "параграф"},  {"№", "номер"},      {"#", "номер"},
    {"~", "близько"},    {"≈", "близько"},   {"±", "плюс-мінус"}, {"$", "доларів"},
    {"€", "євро"},       {"₴", "гривень"},   {"½", "одна друга"}, {"¼", "одна четверта"},
    {"¾", "три чверті"}, {"<", "менше"},     {">", "більше"},     {"≥", "не менше"},
    {"≤", "не більше"}};

constexpr SignWords words{"крапка", "ет", "хештег", "мінус", "плюс", "–", signs};

// "40 грн/кг", "41 грн/$", "та/або", "він/вона"
bool say_slash(Speaker& speaker) {
    if (!speaker.next().is("/")) return false;
    auto unit = speaker.next().glued() ? ukrainian_unit_at(speaker, 1) : CountedNounHere{};
    if (!unit.noun && speaker.next().glued()) unit = ukrainian_currency_at(speaker, 1);
    if (unit.noun) {
        speaker.say("за " + ukrainian_noun({"1", {}, false, 0}, *unit.noun, Case::accusative));
        speaker.take(unit.tokens);  // and the sign itself below
    } else if (!speaker.next(1).is("або"))
        speaker.pause(",");
    speaker.take();
    return true;
}

constexpr Rule rules[] = {
    say_ukrainian_date,  say_ukrainian_year,  say_ukrainian_time,         say_ukrainian_ordinal, say_ukrainian_measure,
    say_ukrainian_count, say_ukrainian_roman, say_ukrainian_abbreviation, say_ukrainian_acronym, say_slash};

}  // namespace

void say_next_ukrainian(Speaker& speaker) {
    for (auto const rule : rules)
        if (rule(speaker)) return;
    say_as_written(speaker, words);
}

}  // namespace broadsheet::speech
