#include "speech/words/as_written.h"

#include <algorithm>

#include "speech/words/addresses.h"
#include "speech/words/casing.h"
#include "speech/words/english.h"
#include "speech/words/numerals.h"
#include "speech/words/script.h"

namespace broadsheet::speech {
namespace {

bool is_any(Token const& token, std::initializer_list<std::string_view> marks) {
    return token.kind == TokenKind::mark && std::ranges::find(marks, token.text) != marks.end();
}

bool is_said(Token const& token) { return token.is_word() || token.is_digits(); }

void say_word(Speaker& speaker) {
    auto const& word = speaker.next().text;
    thread_local std::pair<std::string, std::string> own;  // the last language and its script
    if (own.first != speaker.language()) own = {speaker.language(), script_of_language(speaker.language())};
    auto const script = script_of(word);
    if (script.empty() || own.second.empty() || script == own.second)
        speaker.say(word);
    else if (auto const language = guessed_language(word); language == "en")
        speaker.say(Piece{say_english_letters_and_words(word), {}, language});
    else
        speaker.say(Piece{word, {}, language});
    speaker.take();
}

// ".", "...", "…": the end, or a pause where the sentence goes on.
void say_points(Speaker& speaker, SignWords const& words) {
    bool several = speaker.next().is("…");
    auto const& after = speaker.next(1);
    bool const inside = speaker.next().glued() && after.glued() && speaker.last().is_word() && after.is_word() &&
                        starts_lower(after.text);
    speaker.take();
    for (; speaker.next().is(".") || speaker.next().is("…"); speaker.take()) several = true;
    if (inside && !several)
        speaker.say(words.point);
    else
        speaker.pause(several && speaker.next().is_word() && starts_lower(speaker.next().text) ? "," : ".");
}

// A hyphen keeps two words together; a dash between blanks is a pause, between names it is nothing.
void say_dash(Speaker& speaker, SignWords const& words) {
    auto const& dash = speaker.next();
    auto const& after = speaker.next(1);
    bool const before_number = after.is_digits() && after.glued() && dash.text != "—";
    bool const opens = speaker.last().kind == TokenKind::end || is_any(speaker.last(), {"(", "[", "«", "“", "\"", "‘"});
    if (before_number && (!dash.glued() || opens)) {
        speaker.say(words.minus);
    } else if (before_number && (dash.text == "–" || !is_said(speaker.last()))) {
        speaker.say(words.to);
    } else if (!dash.glued() || !after.glued() || dash.text == "—") {
        speaker.pause(",");
    } else if (speaker.last().is_word() && after.is_word() && dash.text != "–") {
        speaker.join("-");
    }
    speaker.take();
}

void say_sign(Speaker& speaker, SignWords const& words) {
    auto const& sign = speaker.next();
    if (sign.is("+")) speaker.say(words.plus);
    if (sign.is("@")) speaker.say(words.at);
    for (auto const& [written, said] : words.others)
        if (sign.is(written)) speaker.say(said);
    speaker.take();
}

void say_mark(Speaker& speaker, SignWords const& words) {
    auto const& mark = speaker.next();
    if (is_any(mark, {".", "…"})) return say_points(speaker, words);
    if (is_dash(mark)) return say_dash(speaker, words);
    if (is_any(mark, {",", ";", ":", "!", "?"}))
        speaker.pause(mark.text);
    else if (is_any(mark, {"(", ")", "[", "]", "{", "}", "|", "•", "·"}))
        speaker.pause(",");
    else if (!is_any(mark, {"«", "»", "„", "“", "”", "\"", "'", "’", "‘", "‚", "‹", "›", "*", "_"}))
        return say_sign(speaker, words);
    speaker.take();
}

}  // namespace

void say_as_written(Speaker& speaker, SignWords const& words) {
    auto const& token = speaker.next();
    switch (token.kind) {
        case TokenKind::word:
            return say_word(speaker);
        case TokenKind::mark:
            return say_mark(speaker, words);
        case TokenKind::address:
            speaker.say(say_address(token.text, words.point, words.at));
            break;
        case TokenKind::mention:
            speaker.say(std::string(words.at) + " " + parted_name(token.text));
            break;
        case TokenKind::hashtag:
            speaker.say(std::string(words.hashtag) + " " + parted_name(token.text));
            break;
        case TokenKind::digits:
        case TokenKind::end:
            speaker.say(token.text);
            break;
    }
    speaker.take();
}

}  // namespace broadsheet::speech
