#include "speech/plain_words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/utf8.h"

namespace broadsheet::speech {
namespace {

bool is_space(UChar32 c) { return u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR; }

// Joiners stay: they are part of how some scripts spell.
bool is_unheard(UChar32 c) { return u_charType(c) == U_FORMAT_CHAR && c != 0x200C && c != 0x200D; }

}  // namespace

std::string plain_words(std::string_view text) {
    auto const valid = clean_text(text);
    std::string out;
    out.reserve(valid.size());
    for (std::int32_t at = 0, size = static_cast<std::int32_t>(valid.size()); at < size;) {
        auto const begin = at;
        UChar32 c = 0;
        U8_NEXT(valid.data(), at, size, c);
        if (is_space(c)) {
            if (!out.ends_with(' ')) out += ' ';
        } else if (!is_unheard(c)) {
            out.append(valid, static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin));
        }
    }
    return out;
}

bool has_words(std::string_view text) {
    for (std::int32_t at = 0, size = static_cast<std::int32_t>(text.size()); at < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        if (c >= 0 && (u_isalpha(c) || u_isdigit(c))) return true;
    }
    return false;
}

Result<Utterance> plain_words(Utterance const& utterance) {
    Utterance out{utterance.language, {}};
    std::size_t characters = 0;
    bool says_something = false;
    for (auto const& piece : utterance.pieces) {
        out.pieces.push_back({plain_words(piece.text), plain_words(piece.ipa), piece.language});
        characters += count_code_points(out.pieces.back().text) + count_code_points(out.pieces.back().ipa);
        says_something |= has_words(out.pieces.back().text);
    }
    if (characters > most_characters)
        return refuse(ProblemKind::too_large, "speech_long", "This sentence is too long to be spoken.");
    if (!says_something) return refuse(ProblemKind::invalid, "speech_empty", "There is nothing to say here.");
    return out;
}

std::string base_language(std::string_view tag) {
    std::string out(tag.substr(0, tag.find('-')));
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

}  // namespace broadsheet::speech
