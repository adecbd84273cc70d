#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/ukrainian.h"

namespace broadsheet::speech {
namespace {

// Several abbreviations that make one phrase: "т. д.", "до н. е.".
struct Phrase {
    std::string_view written;  // without points and blanks
    std::string_view said;
};
constexpr Phrase phrases[] = {{"тд", "так далі"},        {"тп", "тому подібне"}, {"тзв", "так званий"},
                              {"не", "нашої ери"},       {"ін", "інші"},         {"вп", "відсоткових пунктів"},
                              {"рн", "район"},           {"тч", "тому числі"},   {"ртст", "ртутного стовпа"},
                              {"нр", "навчального року"}};

// A noun as it stands alone, after "у" or "на" (locative), and after prepositions of the genitive.
struct Place {
    std::string_view written, nominative, locative, genitive;
    bool before_name = true;
};
constexpr Place places[] = {{"вул", "вулиця", "вулиці", "вулиці"},
                            {"просп", "проспект", "проспекті", "проспекту"},
                            {"пр", "проспект", "проспекті", "проспекту"},
                            {"пл", "площа", "площі", "площі"},
                            {"бул", "бульвар", "бульварі", "бульвару"},
                            {"бульв", "бульвар", "бульварі", "бульвару"},
                            {"пров", "провулок", "провулку", "провулка"},
                            {"м", "місто", "місті", "міста"},
                            {"с", "село", "селі", "села"},
                            {"обл", "область", "області", "області", false},
                            {"губ", "губернія", "губернії", "губернії", false},
                            {"оз", "озеро", "озері", "озера"},
                            {"о", "острів", "острові", "острова"},
                            {"ст", "станція", "станції", "станції"},
                            {"р", "річка", "річці", "річки"},
                            {"г", "гора", "горі", "гори"},
                            {"туп", "тупик", "тупику", "тупика"}};

struct Abbreviation {
    std::string_view written, said;
    bool before_number = false;
    bool point_needed = true;
};
constexpr Abbreviation abbreviations[] = {{"ст", "стаття", true},
                                          {"ч", "частина", true},
                                          {"п", "пункт", true},
                                          {"пп", "підпункт", true},
                                          {"с", "сторінка", true},
                                          {"стор", "сторінка", true},
                                          {"буд", "будинок", true},
                                          {"кв", "квартира", true},
                                          {"корп", "корпус", true},
                                          {"оф", "офіс", true},
                                          {"каб", "кабінет", true},
                                          {"т", "том", true},
                                          {"гл", "глава", true},
                                          {"розд", "розділ", true},
                                          {"рис", "рисунок", true},
                                          {"табл", "таблиця", true},
                                          {"тел", "телефон"},
                                          {"ім", "імені"},
                                          {"проф", "професор"},
                                          {"акад", "академік"},
                                          {"доц", "доцент"},
                                          {"ген", "генерал"},
                                          {"полк", "полковник"},
                                          {"кап", "капітан"},
                                          {"лейт", "лейтенант"},
                                          {"св", "святий"},
                                          {"див", "дивіться"},
                                          {"напр", "наприклад"},
                                          {"ред", "редакція"},
                                          {"пор", "порівняйте"},
                                          {"прим", "примітка"},
                                          {"бл", "близько"},
                                          {"заст", "заступник"},
                                          {"зав", "завідувач"},
                                          {"гр", "громадянин"},
                                          {"тов", "товариш"},
                                          {"нар", "народився"},
                                          {"смт", "селище міського типу", false, false},
                                          {"рр", "роки"},
                                          {"тис", "тисяч"},
                                          {"млн", "мільйонів", false, false},
                                          {"млрд", "мільярдів", false, false},
                                          {"грн", "гривень", false, false},
                                          {"км", "кілометрів", false, false}};

// One to three of these letters with their points: "т. зв.", "н.е."
bool say_phrase(Speaker& speaker) {
    std::string letters;
    std::size_t taken = 0;
    Phrase const* found = nullptr;
    std::size_t length = 0;
    for (int i = 0; i < 3 && speaker.next(taken).is_word() && speaker.next(taken).text.size() <= 6; ++i) {
        if (!speaker.next(taken + 1).is(".") || !speaker.next(taken + 1).glued()) break;
        letters += speaker.next(taken).text;
        taken += 2;
        auto const* const at = std::ranges::find(phrases, letters, &Phrase::written);
        if (at == std::end(phrases)) continue;
        found = at;
        length = taken;
    }
    if (!found) return false;
    bool const plain_one = found->said == "інші" && (speaker.last().is("і") || speaker.last().is("й"));
    speaker.say(plain_one ? "інше" : found->said);
    speaker.take(length - 1);
    speaker.take_point();
    return true;
}

bool say_place(Speaker& speaker) {
    auto const* const at = std::ranges::find(places, speaker.next().text, &Place::written);
    if (at == std::end(places) || !speaker.next(1).is(".") || !speaker.next(1).glued()) return false;
    auto const& after = speaker.next(2);
    bool const named = after.is_word() && starts_upper(after.text);
    bool const numbered = after.is_digits() && (at->written == "вул" || at->written == "пл");
    bool const quoted = after.is("«") || after.is("\"");
    if (at->before_name && !named && !numbered && !quoted) return false;
    auto const& before = speaker.last();
    bool const locative = is_in_or_on(before) || before.is("на") || before.is("На") || before.is("по") ||
                          (!at->before_name && before.is_word() && before.text.ends_with("ій"));
    bool const genitive = case_before(speaker) == Case::genitive || (!at->before_name && before.text.ends_with("ої"));
    speaker.say(locative ? at->locative : genitive ? at->genitive : at->nominative);
    speaker.take();
    speaker.take_point();
    return true;
}

}  // namespace

bool say_ukrainian_abbreviation(Speaker& speaker) {
    auto const& token = speaker.next();
    if (token.is("№")) {
        speaker.say("номер");
        speaker.take();
        return true;
    }
    if (!token.is_word()) return false;
    if (say_phrase(speaker) || say_place(speaker)) return true;
    bool const point = speaker.next(1).is(".") && speaker.next(1).glued();
    for (auto const& abbreviation : abbreviations) {
        if (token.text != abbreviation.written || (abbreviation.point_needed && !point)) continue;
        if (abbreviation.before_number && !speaker.next(2).is_digits()) continue;
        speaker.say(abbreviation.said);
        speaker.take();
        if (point && abbreviation.point_needed) speaker.take_point();
        return true;
    }
    return false;
}

}  // namespace broadsheet::speech
