#include <unicode/utf8.h>

#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

constexpr std::pair<std::string_view, std::string_view> letter_names[] = {
    {"А", "а"},  {"Б", "бе"}, {"В", "ве"},          {"Г", "ге"}, {"Ґ", "ґе"}, {"Д", "де"}, {"Е", "е"},
    {"Є", "є"},  {"Ж", "же"}, {"З", "зе"},          {"И", "и"},  {"І", "і"},  {"Ї", "ї"},  {"Й", "йот"},
    {"К", "ка"}, {"Л", "ел"}, {"М", "ем"},          {"Н", "ен"}, {"О", "о"},  {"П", "пе"}, {"Р", "ер"},
    {"С", "ес"}, {"Т", "те"}, {"У", "у"},           {"Ф", "еф"}, {"Х", "ха"}, {"Ц", "це"}, {"Ч", "че"},
    {"Ш", "ша"}, {"Щ", "ща"}, {"Ь", "м’який знак"}, {"Ю", "ю"},  {"Я", "я"}};

// Short ones that are said as words; of four letters and more the rule below finds them.
constexpr std::string_view words[] = {
    "США",  "ЗМІ",    "ОВА",    "САП",    "ДАК",  "СНІД", "ТОВ", "ГЕС",  "АЕС",  "ТЕС", "ТЕЦ",  "ВАКС", "НАБУ",
    "НАТО", "МАГАТЕ", "ЮНЕСКО", "ЮНІСЕФ", "СІЗО", "ВАР",  "РЕБ", "ЧАЕС", "ЗАЕС", "БЕБ", "ГУР",  "НАЗК", "ЦАХАЛ",
    "ОПЕК", "КОВІД",  "БРІКС",  "ЖЕК",    "ДАБІ", "АРМА", "МОЗ", "МОН",  "БАД",  "ВІЛ", "ЦНАП", "ОСББ", "ПУМБ"};
constexpr std::string_view spelled[] = {"ОСББ", "ОБСЄ", "ПАРЄ", "ЄСПЛ", "ОУНБ"};
constexpr std::size_t longest_spelled = 5;  // letters; more than these are shouting

bool is_in(auto const& list, std::string_view word) { return std::ranges::find(list, word) != std::end(list); }

bool is_vowel(std::string_view letter) {
    constexpr std::string_view vowels[] = {"А", "Е", "Є", "И", "І", "Ї", "О", "У", "Ю", "Я"};
    return is_in(vowels, letter);
}

std::vector<std::string_view> letters_of(std::string_view word) {
    std::vector<std::string_view> out;
    for (std::size_t i = 0; i < word.size();) {
        auto const from = i;
        U8_FWD_1(word.data(), i, word.size());
        out.push_back(word.substr(from, i - from));
    }
    return out;
}

// Vowels and consonants in turns, four letters or more.
bool is_pronounceable(std::string_view word) {
    auto const letters = letters_of(word);
    if (letters.size() < 4) return false;
    std::size_t run = 0, vowels = 0;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        bool const same = i > 0 && is_vowel(letters[i]) == is_vowel(letters[i - 1]);
        run = same ? run + 1 : 1;
        vowels += is_vowel(letters[i]);
        bool const edge = run == 2 && (i == 1 || i + 1 == letters.size());
        if (run > 2 || (run == 2 && is_vowel(letters[i])) || (edge && !is_vowel(letters[i]))) return false;
    }
    return vowels * 3 >= letters.size();
}

bool is_cyrillic(std::string_view word) { return static_cast<unsigned char>(word[0]) >= 0xD0; }

bool is_acronym(Token const& token) {
    return token.is_word() && token.text.size() >= 4 && is_all_upper(token.text) && is_cyrillic(token.text);
}

// A heading in capitals: what stands beside it is in capitals too.
bool is_shouted(Speaker const& speaker) {
    std::size_t near = 0;
    for (std::size_t i = 1; i <= 3; ++i) near += is_acronym(speaker.next(i)) + is_acronym(speaker.last(i));
    return near >= 3;
}

}  // namespace

std::string ukrainian_letters(std::string_view letters) {
    std::string out;
    for (auto const letter : letters_of(letters)) {
        auto const* const at =
            std::ranges::find(letter_names, letter, &std::pair<std::string_view, std::string_view>::first);
        out.append(out.empty() ? "" : " ").append(at == std::end(letter_names) ? letter : at->second);
    }
    return out;
}

bool say_ukrainian_acronym(Speaker& speaker) {
    auto const& token = speaker.next();
    bool const model =
        token.is_word() && is_dash(speaker.next(1)) && speaker.next(1).glued() && speaker.next(2).is_digits();
    if (model && count_letters(token.text) == 1 && is_all_upper(token.text) && is_cyrillic(token.text)) {  // "С-300"
        speaker.say(ukrainian_letters(token.text));
        speaker.take();
        return true;
    }
    if (!is_acronym(token)) return false;
    bool const known = is_in(words, token.text) || is_in(spelled, token.text);
    bool const is_word = is_in(words, token.text) || (is_pronounceable(token.text) && !is_in(spelled, token.text)) ||
                         count_letters(token.text) > longest_spelled || (!known && is_shouted(speaker));
    speaker.say(is_word ? lower_case(token.text) : ukrainian_letters(token.text));
    speaker.take();
    return true;
}

}  // namespace broadsheet::speech
