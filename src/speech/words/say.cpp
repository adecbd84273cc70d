#include "speech/words/say.h"

#include "base/utf8.h"
#include "speech/words/languages.h"
#include "speech/words/script.h"
#include "speech/words/sentences.h"
#include "speech/words/tokens.h"

namespace broadsheet::speech {
namespace {

using SayNext = void (*)(Speaker&);

SayNext rules_of(std::string_view language) {
    if (is_language(language, "en")) return say_next_english;
    return is_language(language, "uk") ? say_next_ukrainian : say_next_other;
}

}  // namespace

std::vector<Piece> say(std::string_view shown, std::string_view language, Lexicon const& lexicon) {
    Speaker speaker(tokens_of(is_valid_utf8(shown) ? std::string(shown) : clean_text(shown)), std::string(language));
    auto const say_next = rules_of(language);
    while (!speaker.done())
        if (!lexicon.say_name(speaker)) say_next(speaker);
    return speaker.finish();
}

std::vector<SpokenSentence> say_sentences(std::string_view text, std::string_view language, Lexicon const& lexicon) {
    std::vector<SpokenSentence> out;
    for (auto& sentence : sentences(text, language)) {
        auto pieces = say(sentence.shown, language, lexicon);
        if (!pieces.empty()) out.push_back({std::move(sentence.shown), std::move(pieces)});
    }
    return out;
}

std::vector<Piece> with_blanks(std::vector<Piece> pieces) {
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) pieces[i].text += ' ';
    return pieces;
}

std::string joined(std::vector<Piece> const& pieces) {
    std::string out;
    for (auto const& piece : pieces) out.append(out.empty() ? "" : " ").append(piece.text);
    return out;
}

}  // namespace broadsheet::speech
