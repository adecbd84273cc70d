#include "speech/words/ukrainian_numbers.h"

#include <algorithm>
#include <array>

#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

using Forms = std::array<std::string_view, 6>;  // by Case

constexpr Forms zero{"нуль", "нуля", "нулю", "нуль", "нулем", "нулі"};
constexpr Forms ones[] = {{"один", "одного", "одному", "один", "одним", "одному"},
                          {"одна", "однієї", "одній", "одну", "однією", "одній"},
                          {"одне", "одного", "одному", "одне", "одним", "одному"},
                          {"одні", "одних", "одним", "одні", "одними", "одних"}};  // by Gender
constexpr Forms two_feminine{"дві", "двох", "двом", "дві", "двома", "двох"};
constexpr Forms units[] = {{"два", "двох", "двом", "два", "двома", "двох"},  // from 2 on
                           {"три", "трьох", "трьом", "три", "трьома", "трьох"},
                           {"чотири", "чотирьох", "чотирьом", "чотири", "чотирма", "чотирьох"},
                           {"п’ять", "п’яти", "п’яти", "п’ять", "п’ятьма", "п’яти"},
                           {"шість", "шести", "шести", "шість", "шістьма", "шести"},
                           {"сім", "семи", "семи", "сім", "сьома", "семи"},
                           {"вісім", "восьми", "восьми", "вісім", "вісьмома", "восьми"},
                           {"дев’ять", "дев’яти", "дев’яти", "дев’ять", "дев’ятьма", "дев’яти"}};
constexpr std::string_view teens[] = {"десят",      "одинадцят",  "дванадцят", "тринадцят",   "чотирнадцят",
                                      "п’ятнадцят", "шістнадцят", "сімнадцят", "вісімнадцят", "дев’ятнадцят"};
constexpr std::string_view tens[] = {"",          "",          "двадцят",  "тридцят",    "сорок",
                                     "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яност"};
constexpr Forms hundreds[] = {{"сто", "ста", "ста", "сто", "ста", "ста"},
                              {"двісті", "двохсот", "двомстам", "двісті", "двомастами", "двохстах"},
                              {"триста", "трьохсот", "трьомстам", "триста", "трьомастами", "трьохстах"},
                              {"чотириста", "чотирьохсот", "чотирьомстам", "чотириста", "чотирмастами", "чотирьохстах"},
                              {"п’ятсот", "п’ятисот", "п’ятистам", "п’ятсот", "п’ятьмастами", "п’ятистах"},
                              {"шістсот", "шестисот", "шестистам", "шістсот", "шістьмастами", "шестистах"},
                              {"сімсот", "семисот", "семистам", "сімсот", "сьомастами", "семистах"},
                              {"вісімсот", "восьмисот", "восьмистам", "вісімсот", "вісьмастами", "восьмистах"},
                              {"дев’ятсот", "дев’ятисот", "дев’ятистам", "дев’ятсот", "дев’ятьмастами", "дев’ятистах"}};

struct Scale {
    std::string_view stem;
    Forms singular;
    std::string_view few, many, dative, instrumental, locative;  // endings of the plural
    Gender gender;
};
constexpr Forms of_million{"", "а", "у", "", "ом", "і"};
constexpr Scale scales[] = {
    {"тисяч", {"а", "і", "і", "у", "ею", "і"}, "і", "", "ам", "ами", "ах", Gender::feminine},
    {"мільйон", of_million, "и", "ів", "ам", "ами", "ах", Gender::masculine},
    {"мільярд", of_million, "и", "ів", "ам", "ами", "ах", Gender::masculine},
    {"трильйон", of_million, "и", "ів", "ам", "ами", "ах", Gender::masculine},
};

enum class Count : std::uint8_t { one, few, many };

Count count_of(std::int64_t number) {
    auto const last = number % 10, teen = number % 100;
    if (last == 1 && teen != 11) return Count::one;
    return last >= 2 && last <= 4 && (teen < 12 || teen > 14) ? Count::few : Count::many;
}

bool is_direct(Case grammatical_case) {
    return grammatical_case == Case::nominative || grammatical_case == Case::accusative;
}
std::size_t index(Case grammatical_case) { return static_cast<std::size_t>(grammatical_case); }

std::string_view scale_ending(Scale const& scale, std::int64_t number, Case in) {
    auto const count = count_of(number);
    if (count == Count::one) return scale.singular[index(in)];
    if (is_direct(in)) return count == Count::few ? scale.few : scale.many;
    if (in == Case::genitive) return scale.many;
    return in == Case::dative ? scale.dative : in == Case::instrumental ? scale.instrumental : scale.locative;
}

void add(std::string& out, std::string_view word) { out.append(out.empty() ? "" : " ").append(word); }

std::string with_soft_ending(std::string_view stem, Case in) {
    return std::string(stem) + (is_direct(in) ? "ь" : in == Case::instrumental ? "ьма" : "и");
}

std::string ten(std::int64_t number, Case in) {
    auto const stem = tens[number];
    if (number == 4) return is_direct(in) ? "сорок" : "сорока";
    if (number == 9) return is_direct(in) ? "дев’яносто" : "дев’яноста";
    return number >= 5 && is_direct(in) ? std::string(stem) : with_soft_ending(stem, in);
}

// 1 to 999.
std::string three_digits(std::int64_t number, Gender gender, Case in) {
    std::string out;
    if (number >= 100) add(out, hundreds[number / 100 - 1][index(in)]);
    auto const rest = number % 100, last = rest % 10;
    if (rest >= 10 && rest < 20) {
        add(out, with_soft_ending(teens[rest - 10], in));
        return out;
    }
    if (rest >= 20) add(out, ten(rest / 10, in));
    if (last == 1) add(out, ones[static_cast<std::size_t>(gender)][index(in)]);
    if (last == 2 && gender == Gender::feminine) add(out, two_feminine[index(in)]);
    if (last > 2 || (last == 2 && gender != Gender::feminine)) add(out, units[last - 2][index(in)]);
    return out;
}

void add_scale(std::string& out, std::int64_t number, std::size_t which, Case in) {
    auto const& scale = scales[which];
    bool const bare = which == 0 && number == 1 && out.empty();
    if (!bare) add(out, three_digits(number, scale.gender, in));
    add(out, scale.stem);
    out += scale_ending(scale, number, in);
}

constexpr Forms hard_endings[] = {{"ий", "ого", "ому", "ий", "им", "ому"},
                                  {"а", "ої", "ій", "у", "ою", "ій"},
                                  {"е", "ого", "ому", "е", "им", "ому"},
                                  {"і", "их", "им", "і", "ими", "их"}};
constexpr Forms soft_endings[] = {{"ій", "ього", "ьому", "ій", "ім", "ьому"},
                                  {"я", "ьої", "ій", "ю", "ьою", "ій"},
                                  {"є", "ього", "ьому", "є", "ім", "ьому"},
                                  {"і", "іх", "ім", "і", "іми", "іх"}};
constexpr std::string_view ordinal_units[] = {"нульов", "перш", "друг", "трет",  "четверт",
                                              "п’ят",   "шост", "сьом", "восьм", "дев’ят"};

std::string ordinal_ten(std::int64_t number) { return number == 4 ? "сороков" : std::string(tens[number]); }

std::string ordinal_hundred(std::int64_t number) {
    return number == 1 ? "сот" : std::string(hundreds[number - 1][index(Case::genitive)]);
}

// The part of a number that takes the ordinal's ending, and its stem: 2024 is 4 "четверт", 2000 is 2000 "двотисячн".
struct OrdinalStem {
    std::int64_t part = 0;
    std::string stem;
};

OrdinalStem ordinal_stem(std::int64_t number) {
    if (number % 1000 == 0 && number > 0) {
        auto const thousands = number / 1000;
        return {number, (thousands == 1 ? std::string() : ukrainian_prefix(thousands)) + "тисячн"};
    }
    auto const rest = number % 100, last = rest % 10;
    if (rest == 0 && number > 0) return {number % 1000, ordinal_hundred(number % 1000 / 100)};
    if (rest >= 10 && rest < 20) return {rest, std::string(teens[rest - 10])};
    if (last == 0 && rest > 0) return {rest, ordinal_ten(rest / 10)};
    return {last, std::string(ordinal_units[last])};
}

// "п’ять десятих", "одна сота": the decimals as a fraction; digit by digit beyond thousandths.
std::string fraction(std::string_view decimals, Case in) {
    constexpr std::string_view parts[] = {"десят", "сот", "тисячн"};
    auto const number = std::stoll(std::string(decimals));
    auto const& endings = hard_endings[static_cast<std::size_t>(
        number % 10 == 1 && number % 100 != 11 ? Gender::feminine : Gender::plural)];
    auto const ending = number % 10 == 1 && number % 100 != 11 ? endings[index(in)]
                                                               : endings[index(is_direct(in) ? Case::genitive : in)];
    auto const count = number == 0 ? std::string(zero[index(in)]) : three_digits(number, Gender::feminine, in);
    return count + " " + std::string(parts[decimals.size() - 1]) + std::string(ending);
}

std::string with_decimals(Numeral const& number, Case in) {
    auto const decimals = std::string_view(number.decimals);
    if (number.is_long() || decimals.size() > 3)
        return (number.is_long() ? ukrainian_digits(number.whole)
                                 : ukrainian_cardinal(number.value(), Gender::masculine, in)) +
               " кома " + ukrainian_digits(decimals);
    auto const count = count_of(number.value());
    auto const whole =
        count == Count::one ? hard_endings[1][index(in)] : hard_endings[3][index(is_direct(in) ? Case::genitive : in)];
    return ukrainian_cardinal(number.value(), Gender::feminine, in) + " ціл" + std::string(whole) + " " +
           fraction(decimals, in);
}

bool is_one_and_a_half(Numeral const& number) { return number.whole == "1" && number.decimals == "5"; }

}  // namespace

std::string ukrainian_cardinal(std::int64_t number, Gender gender, Case in) {
    if (number == 0) return std::string(zero[index(in)]);
    std::string out;
    std::int64_t size = 1'000'000'000'000;
    for (std::size_t which = 4; which-- > 0; size /= 1000)
        if (auto const group = number / size % 1000; group > 0) add_scale(out, group, which, in);
    if (number % 1000 > 0) add(out, three_digits(number % 1000, gender, in));
    return out;
}

std::string ukrainian_ordinal(std::int64_t number, Gender gender, Case in) {
    auto const last = ordinal_stem(number);
    auto out = number == last.part ? std::string() : ukrainian_cardinal(number - last.part, Gender::masculine) + " ";
    auto const& endings = last.part == 3 ? soft_endings : hard_endings;
    return out + last.stem + std::string(endings[static_cast<std::size_t>(gender)][index(in)]);
}

std::string ukrainian_prefix(std::int64_t number) {
    constexpr std::string_view last_units[] = {"", "одно", "дво", "три", "чотири"};
    if (number == 100) return "сто";
    if (number == 90) return "дев’яносто";
    if (number == 1000) return "тисячо";
    auto const last = number % 10, teen = number % 100;
    bool const special = last >= 1 && last <= 4 && (teen < 11 || teen > 14);
    auto out = special && number == last
                   ? std::string()
                   : ukrainian_cardinal(special ? number - last : number, Gender::masculine, Case::genitive);
    std::erase(out, ' ');
    return out + std::string(special ? last_units[last] : "");
}

std::string ukrainian_digits(std::string_view digits) {
    std::string out;
    for (char const c : digits) add(out, c == '0' ? zero[0] : c == '1' ? ones[0][0] : units[c - '2'][0]);
    return out;
}

std::string ukrainian_number(Numeral const& number, Gender gender, Case in) {
    if (is_one_and_a_half(number)) return gender == Gender::feminine ? "півтори" : "півтора";
    if (!number.decimals.empty()) return with_decimals(number, in);
    return number.is_long() ? ukrainian_digits(number.whole) : ukrainian_cardinal(number.value(), gender, in);
}

std::string ukrainian_noun(Numeral const& number, CountedNoun const& noun, Case in) {
    if (!number.decimals.empty()) return std::string(noun.part);
    auto const count = number.is_long() ? Count::many : count_of(number.value());
    if (!is_direct(in)) return std::string(count == Count::one ? noun.part : noun.many);
    if (count != Count::one) return std::string(count == Count::few ? noun.few : noun.many);
    std::string out(noun.one);
    bool const feminine = in == Case::accusative && noun.gender == Gender::feminine;
    if (feminine && out.ends_with("а")) out.replace(out.size() - 2, 2, "у");
    if (feminine && out.ends_with("я")) out.replace(out.size() - 2, 2, "ю");
    return out;
}

}  // namespace broadsheet::speech
