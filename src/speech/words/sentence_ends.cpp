#include "speech/words/sentence_ends.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

#include "speech/words/casing.h"
#include "speech/words/script.h"

namespace broadsheet::speech {
namespace {

// Never the last word of a sentence.
constexpr std::string_view english[] = {"Mr",     "Mrs", "Ms",   "Dr",   "Prof",   "St",  "Gov",  "Sen", "Rep", "Gen",
                                        "Col",    "Lt",  "Capt", "Sgt",  "Maj",    "Rev", "Hon",  "Mt",  "Ft",  "vs",
                                        "Cmdr",   "Adm", "Cpl",  "Pres", "Messrs", "No",  "Nos",  "Fig", "Vol", "pp",
                                        "approx", "Jan", "Mar",  "Apr",  "Feb",    "Aug", "Sept", "Oct", "Nov", "Dec",
                                        "eg",     "ie",  "cf",   "viz",  "vol",    "fig", "art",  "ch",  "ed",  "ca"};
constexpr std::string_view ukrainian[] = {
    "вул",  "просп", "пл",  "бул", "бульв", "пров", "буд", "кв",   "м",    "с",  "ім",  "див", "напр", "проф",
    "акад", "доц",   "ген", "св",  "зв",    "тов",  "гр",  "зав",  "заст", "о",  "п",   "пп",  "ч",    "оз",
    "полк", "лейт",  "кап", "тел", "корп",  "стор", "рис", "табл", "розд", "бл", "туп", "пор", "т"};
// May be the last; then a word like these follows.
constexpr std::string_view may_end[] = {"Inc",  "Ltd", "Co",  "Corp", "Jr",  "Sr",  "Ave", "Rd",
                                        "Blvd", "обл", "дол", "губ",  "грн", "тис", "коп", "рт"};
constexpr std::string_view starters[] = {
    "The",   "A",   "An",    "He",     "She",   "It",      "They", "We",   "I",    "In",    "On",    "At",
    "But",   "And", "This",  "That",   "These", "Those",   "His",  "Her",  "Its",  "Their", "There", "When",
    "While", "As",  "After", "Before", "For",   "However", "Some", "Many", "Most", "Last",  "Now",   "Then",
    "What",  "Who", "Why",   "How",    "If",    "By",      "With", "From", "No",   "Not",   "One",   "Yet",
    "So",    "Він", "Вона",  "Воно",   "Вони",  "Ми",      "Це",   "Цей",  "Ця",   "Ці",    "У",     "В",
    "На",    "З",   "За",    "Але",    "А",     "І",       "Та",   "Про",  "До",   "Після", "Коли",  "Як",
    "Якщо",  "Тут", "Там",   "Тоді",   "Також", "Його",    "Її",   "Їх"};

bool is_in(auto const& list, std::string_view word) { return std::ranges::find(list, word) != std::end(list); }

bool is_letter_at(std::string_view text, std::size_t at) {
    UChar32 c;
    U8_NEXT(text.data(), at, text.size(), c);
    return c >= 0 && u_isalpha(c);
}

std::string_view first_word(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && end < 40 && is_letter_at(text, end)) U8_FWD_1(text.data(), end, text.size());
    return text.substr(0, end);
}

// The letters before the end, at most 40 bytes.
std::string_view last_word(std::string_view text) {
    auto begin = text.size();
    while (begin > 0 && text.size() - begin < 40) {
        auto previous = begin;
        U8_BACK_1(reinterpret_cast<std::uint8_t const*>(text.data()), 0, previous);
        if (!is_letter_at(text, previous)) break;
        begin = previous;
    }
    return text.substr(begin);
}

// "J", "Т": one capital letter.
bool is_initial(std::string_view word) { return count_letters(word) == 1 && is_all_upper(word); }

bool starts_small(std::string_view text) {
    std::size_t i = 0;
    UChar32 c = -1;
    while (i < text.size()) {
        U8_NEXT(text.data(), i, text.size(), c);
        if (u_isalnum(c) || i > 12) break;
    }
    return c >= 0 && u_islower(c);
}

// A sentence may well end with one letter: "plan B."
bool initial_goes_on(std::string_view before_letter, std::string_view next) {
    bool const dotted = before_letter.ends_with('.');  // "U.S."
    return starts_upper(next) && !(dotted && is_in(starters, next));
}

}  // namespace

bool goes_on(std::string_view before, std::string_view after, std::string_view language) {
    if (starts_small(after)) return true;
    if (!before.ends_with('.') || before.ends_with("..")) return false;
    auto const word = last_word(before.substr(0, before.size() - 1));
    auto const next = first_word(after);
    if (word.empty()) return false;
    auto const before_word = before.substr(0, before.size() - 1 - word.size());
    if (is_initial(word)) return initial_goes_on(before_word, next);
    if (is_in(may_end, word)) return after.starts_with('(') || (starts_upper(next) && !is_in(starters, next));
    bool const listed =
        is_language(language, "uk") ? is_in(ukrainian, word) : is_language(language, "en") && is_in(english, word);
    bool const number_follows = !after.empty() && after[0] >= '0' && after[0] <= '9';
    return listed && !(word == "No" && !number_follows) && !(word == "т" && !number_follows && !starts_small(after));
}

}  // namespace broadsheet::speech
