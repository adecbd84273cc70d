#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/english.h"
#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

// "World War II", "Part IV": a count, no rank.
bool is_counted(Token const& token) {
    constexpr std::string_view words[] = {"vol",      "part",    "chapter",  "type",     "phase",  "stage", "War",
                                          "Part",     "Chapter", "Act",      "Volume",   "Vol",    "Book",  "Bowl",
                                          "Article",  "Section", "Phase",    "Type",     "Class",  "Title", "Grade",
                                          "Level",    "Stage",   "Mark",     "Schedule", "Annex",  "Group", "Rocky",
                                          "Division", "Block",   "Category", "Appendix", "Figure", "Table"};
    return std::ranges::find(words, token.text) != std::end(words);
}

// With these, one letter is a number: "Elizabeth I", but "Malcolm X".
bool is_reigning(Token const& token) {
    constexpr std::string_view names[] = {
        "Elizabeth", "Charles", "James",   "Napoleon", "Nicholas", "Alexander", "Peter", "Francis",  "Frederick",
        "George",    "Henry",   "Edward",  "William",  "Mary",     "Catherine", "Paul",  "Philip",   "Ferdinand",
        "Joseph",    "Pius",    "Leopold", "Albert",   "Wilhelm",  "Louis",     "Leo",   "Baudouin", "Carlos"};
    return std::ranges::find(names, token.text) != std::end(names);
}

bool is_century(Token const& token) { return token.is("century") || token.is("centuries"); }

// "Charles III", "World War II", "XIX century"
bool say_roman(Speaker& speaker) {
    auto const& token = speaker.next();
    auto const value = token.is_word() && token.text.size() < 8 ? roman_value(token.text) : 0;
    if (value == 0) return false;
    auto const& before = speaker.last(speaker.last().is(".") ? 2 : 1);  // "vol. II"
    bool const named = before.is_word() && starts_upper(before.text) && !is_all_upper(before.text) && !token.glued();
    bool const letter = token.text.size() == 1;
    if (is_century(speaker.next(1)))
        speaker.say(english_ordinal(value, speaker.language()));
    else if (is_counted(before))
        speaker.say(spell_number(value, speaker.language()));
    else if (named && (!letter || is_reigning(before)))
        speaker.say("the " + english_ordinal(value, speaker.language()));
    else
        return false;
    speaker.take();
    return true;
}

bool is_initial(Token const& token) {
    return token.is_word() && token.text.size() == 1 && token.text[0] >= 'A' && token.text[0] <= 'Z';
}
bool is_point(Token const& token) { return token.is(".") && token.glued(); }

// "J. R. R. Tolkien", "U.S.", "J.R.R.": letters with points.
bool say_initials(Speaker& speaker) {
    std::string letters;
    std::size_t taken = 0;
    bool spaced = false;
    while (letters.size() < 8 && is_initial(speaker.next(taken)) && is_point(speaker.next(taken + 1))) {
        spaced |= taken > 0 && !speaker.next(taken).glued();
        letters += speaker.next(taken).text;
        taken += 2;
    }
    if (letters.empty()) return false;
    // "U.S" without its last point; "Plan B." ends a sentence.
    if (letters.size() == 1 && !spaced && speaker.next(taken).glued() && is_initial(speaker.next(taken))) {
        letters += speaker.next(taken++).text;
        if (is_point(speaker.next(taken))) ++taken;
    }
    bool const last = speaker.next(taken).kind == TokenKind::end;
    if (letters.size() == 1 && (last || speaker.silent() == speaker.last().is_word())) {
        bool const before_name = speaker.next(taken).is_word() && starts_upper(speaker.next(taken).text);
        if (!before_name) return false;
    }
    auto said = english_letters(letters);
    auto const& owner = speaker.next(taken);
    if ((owner.is("’") || owner.is("'")) && owner.glued() && speaker.next(taken + 1).is("s")) {
        said += ".'s";
        taken += 2;
    }
    speaker.say(said);
    speaker.take(taken);
    if (speaker.done()) speaker.pause(".");
    return true;
}

}  // namespace

bool say_english_name(Speaker& speaker) { return say_roman(speaker) || say_initials(speaker); }

}  // namespace broadsheet::speech
