#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

bool ends_with_any(std::string_view word, std::initializer_list<std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view ending) { return word.ends_with(ending); });
}

bool is_in(auto const& list, std::string_view word) { return std::ranges::find(list, word) != std::end(list); }

bool is_noun(Token const& token) { return token.is_word() && starts_lower(token.text) && token.text.size() > 4; }

// Plural forms that show their case: "містах", "людям", "людьми".
Case case_of_noun(std::string_view noun) {
    constexpr std::string_view genitives[] = {"грам", "кілограм", "програм", "реклам", "драм", "телеграм", "храм"};
    if (ends_with_any(noun, {"ами", "ями", "ьми"})) return Case::instrumental;
    if (ends_with_any(noun, {"ах", "ях"})) return Case::locative;
    if (ends_with_any(noun, {"ам", "ям"}) && !is_in(genitives, noun)) return Case::dative;
    return Case::nominative;
}

// "2 людей", "3 поранених": a living object in the accusative.
bool is_living_object(Token const& noun, Token const& after, Numeral const& number) {
    auto const last = number.value() % 10, teen = number.value() % 100;
    if (last < 2 || last > 4 || (teen >= 12 && teen <= 14) || !is_noun(noun)) return false;
    if (ends_with_any(noun.text, {"ів", "їв"}) || noun.is("людей") || noun.is("дітей")) return true;
    return ends_with_any(noun.text, {"их", "іх"}) && !is_noun(after);
}

bool is_feminine_plural(std::string_view noun) {
    constexpr std::string_view nouns[] = {
        "жінки",   "дівчинки", "доби",     "області",  "особи",    "книги",    "школи",   "ракети",  "групи",
        "громади", "справи",   "угоди",    "заяви",    "статті",   "квартири", "лікарні", "гривні",  "тонни",
        "черги",   "спроби",   "зими",     "ночі",     "сесії",    "дочки",    "сестри",  "команди", "армії",
        "кімнати", "бригади",  "секунди",  "милі",     "бомби",    "точки",    "умови",   "посади",  "картини",
        "хати",    "церкви",   "атаки",    "поїздки",  "зустрічі", "п’єси",    "хвилі",   "шахти",   "тисячі",
        "премії",  "медалі",   "нагороди", "перемоги", "поразки",  "зупинки",  "лінії",   "станції", "смуги"};
    constexpr std::string_view masculine[] = {"магазини", "злочини",  "чини",   "сини",   "млини",
                                              "клини",    "українці", "комини", "бензини"};
    if (is_in(masculine, noun)) return false;
    return is_in(nouns, noun) || ends_with_any(noun, {"ії", "ини", "ості", "иці", "оти", "ітки", "івки", "адки"});
}

constexpr std::string_view genitive_words[] = {
    "до",       "від",   "без",     "для",     "біля",   "близько",  "після",     "протягом", "упродовж",
    "впродовж", "серед", "замість", "проти",   "більше", "менше",    "з",         "із",       "зі",
    "коло",     "крім",  "окрім",   "навколо", "щодо",   "стосовно", "внаслідок", "поблизу",
};

}  // namespace

bool is_in_or_on(Token const& token) { return token.is("у") || token.is("в") || token.is("У") || token.is("В"); }

Case case_before(Speaker const& speaker) {
    if (!speaker.last().is_word()) return Case::nominative;
    auto const word = lower_case(speaker.last().text);
    if (is_in(genitive_words, word)) return Case::genitive;
    if (word == "за" || word == "про" || word == "через" || word == "понад") return Case::accusative;
    if (word == "завдяки") return Case::dative;
    if (word == "між" || word == "перед" || word == "над") return Case::instrumental;
    return Case::nominative;
}

Case case_of_number(Speaker const& speaker, std::size_t ahead, Numeral const& number) {
    auto const& noun = speaker.next(ahead);
    if (is_noun(noun)) {
        auto const found = case_of_noun(noun.text);
        if (found != Case::nominative) return found;
    }
    auto const before = case_before(speaker);
    if (before != Case::genitive && number.is_small() && is_living_object(noun, speaker.next(ahead + 1), number))
        return Case::genitive;
    if (before == Case::genitive && number.is_small() && number.value() % 10 == 1 &&
        ends_with_any(noun.text, {"у", "ю"}))
        return Case::accusative;  // "більше 21 годину"
    return before;
}

Gender gender_of_number(Speaker const& speaker, std::size_t ahead, Numeral const& number) {
    auto const& token = speaker.next(ahead);
    if (!number.is_small() || !is_noun(token)) return Gender::masculine;
    auto const last = number.value() % 10, teen = number.value() % 100;
    std::string_view const noun = token.text;
    if (last == 1 && teen != 11) {
        if (case_of_number(speaker, ahead, number) == Case::genitive)
            return ends_with_any(noun, {"и", "і", "ї"}) ? Gender::feminine : Gender::masculine;
        if (ends_with_any(noun, {"а", "я", "у", "ю", "ої", "ій", "ість"})) return Gender::feminine;
        return ends_with_any(noun, {"о", "е", "є"}) ? Gender::neuter : Gender::masculine;
    }
    return last == 2 && teen != 12 && is_feminine_plural(noun) ? Gender::feminine : Gender::masculine;
}

}  // namespace broadsheet::speech
