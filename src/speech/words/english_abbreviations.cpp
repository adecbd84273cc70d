#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/english.h"

namespace broadsheet::speech {
namespace {

enum class Where : std::uint8_t {
    anywhere,
    with_point,
    before_name,  // a capital follows
    after_name,   // a capital stands before
    before_number,
};

struct Abbreviation {
    std::string_view written, said;
    Where where = Where::with_point;
};

constexpr Abbreviation abbreviations[] = {
    {"Mr", "Mister", Where::anywhere},
    {"Mrs", "Missus", Where::anywhere},
    {"Ms", "Miz", Where::anywhere},
    {"Dr", "Doctor", Where::anywhere},
    {"Prof", "Professor", Where::with_point},
    {"Messrs", "Messers", Where::anywhere},
    {"St", "Saint", Where::before_name},
    {"St", "Street", Where::after_name},
    {"Ave", "Avenue", Where::after_name},
    {"Blvd", "Boulevard", Where::anywhere},
    {"Rd", "Road", Where::after_name},
    {"Mt", "Mount", Where::before_name},
    {"Ft", "Fort", Where::before_name},
    {"Gov", "Governor", Where::before_name},
    {"Sen", "Senator", Where::before_name},
    {"Rep", "Representative", Where::before_name},
    {"Pres", "President", Where::before_name},
    {"Gen", "General", Where::before_name},
    {"Col", "Colonel", Where::before_name},
    {"Maj", "Major", Where::before_name},
    {"Lt", "Lieutenant", Where::before_name},
    {"Capt", "Captain", Where::before_name},
    {"Sgt", "Sergeant", Where::before_name},
    {"Cpl", "Corporal", Where::before_name},
    {"Adm", "Admiral", Where::before_name},
    {"Cmdr", "Commander", Where::before_name},
    {"Rev", "Reverend", Where::before_name},
    {"Hon", "Honorable", Where::before_name},
    {"Jr", "Junior", Where::anywhere},
    {"Sr", "Senior", Where::after_name},
    {"Inc", "Incorporated", Where::after_name},
    {"Ltd", "Limited", Where::anywhere},
    {"Corp", "Corporation", Where::after_name},
    {"Co", "Company", Where::after_name},
    {"Bros", "Brothers", Where::after_name},
    {"Univ", "University", Where::with_point},
    {"Dept", "Department", Where::with_point},
    {"dept", "department", Where::with_point},
    {"No", "number", Where::before_number},
    {"no", "number", Where::before_number},
    {"Nos", "numbers", Where::before_number},
    {"nos", "numbers", Where::before_number},
    {"p", "page", Where::before_number},
    {"pp", "pages", Where::before_number},
    {"vol", "volume", Where::before_number},
    {"Vol", "volume", Where::before_number},
    {"fig", "figure", Where::before_number},
    {"Fig", "figure", Where::before_number},
    {"ch", "chapter", Where::before_number},
    {"art", "article", Where::before_number},
    {"c", "circa", Where::before_number},
    {"ca", "circa", Where::before_number},
    {"b", "born", Where::before_number},
    {"d", "died", Where::before_number},
    {"est", "established", Where::before_number},
    {"vs", "versus", Where::anywhere},
    {"etc", "et cetera", Where::anywhere},
    {"approx", "approximately", Where::with_point},
    {"cf", "compare", Where::with_point},
    {"viz", "namely", Where::with_point},
    {"al", "al", Where::with_point},
    {"min", "minutes", Where::with_point},
    {"hr", "hours", Where::with_point},
    {"tel", "telephone", Where::with_point},
    {"ed", "editor", Where::with_point},
    {"PhD", "P.H.D", Where::anywhere},
    {"MoD", "M.O.D", Where::anywhere},
    {"DoJ", "D.O.J", Where::anywhere},
    {"DoD", "D.O.D", Where::anywhere},
    {"MoU", "M.O.U", Where::anywhere},
};

// "High", and "5th" too.
bool is_name(Token const& token) {
    return token.is_word() &&
           (starts_upper(token.text) || token.is("st") || token.is("nd") || token.is("rd") || token.is("th"));
}

bool fits(Speaker const& speaker, Where where) {
    bool const point = speaker.next(1).is(".") && speaker.next(1).glued();
    auto const& after = speaker.next(point ? 2 : 1);
    auto const& before = speaker.last();
    switch (where) {
        case Where::anywhere:
            return true;
        case Where::with_point:
            return point;
        case Where::before_number:
            return point && after.is_digits();
        case Where::before_name:
            return after.is_word() && starts_upper(after.text) && !after.glued() &&
                   (point || !before.is_word() || !starts_upper(before.text));
        case Where::after_name:
            return is_name(before) && (point || !after.is_word() || !starts_upper(after.text));
    }
    return false;
}

// "e.g.", "i.e.", "a.k.a.", "p.s.": letters with points that stand for words.
bool say_small_letters(Speaker& speaker) {
    constexpr std::pair<std::string_view, std::string_view> phrases[] = {
        {"eg", "for example"}, {"ie", "that is"}, {"aka", "also known as"}, {"am", "A.M"}, {"pm", "P.M"}};
    std::string letters;
    std::size_t taken = 0;
    while (letters.size() < 4 && speaker.next(taken).is_word() && speaker.next(taken).text.size() == 1 &&
           speaker.next(taken + 1).is(".") && speaker.next(taken + 1).glued()) {
        letters += speaker.next(taken).text;
        taken += 2;
    }
    auto const* const at = std::ranges::find(phrases, letters, &std::pair<std::string_view, std::string_view>::first);
    if (letters.size() < 2 || at == std::end(phrases)) return false;
    speaker.say(at->second);
    speaker.take(taken);
    if (speaker.done()) speaker.pause(".");
    return true;
}

}  // namespace

bool say_english_abbreviation(Speaker& speaker) {
    if (!speaker.next().is_word()) return false;
    if (say_small_letters(speaker)) return true;
    for (auto const& abbreviation : abbreviations) {
        if (speaker.next().text != abbreviation.written || !fits(speaker, abbreviation.where)) continue;
        speaker.say(abbreviation.said);
        speaker.take();
        speaker.take_point();
        return true;
    }
    return false;
}

}  // namespace broadsheet::speech
