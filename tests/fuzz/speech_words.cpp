// Whatever the bytes: what is said is valid, sentences together are the text, and a name that is found is in the text.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "speech/words/ipa.h"
#include "speech/words/say.h"
#include "speech/words/sentences.h"
#include "speech/words/unknown_names.h"

namespace speech = broadsheet::speech;

namespace {

std::string without_blanks(std::string_view text) {
    std::string out;
    for (char const c : text)
        if (std::string_view(" \t\r\n").find(c) == std::string_view::npos) out += c;
    return out;
}

void check_pieces(std::vector<speech::Piece> const& pieces) {
    for (auto const& piece : pieces)
        if (piece.text.empty() || !broadsheet::is_valid_utf8(piece.text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    constexpr std::string_view languages[] = {"en", "uk", "de", "xx"};
    auto const language = languages[data[0] % 4];
    std::string_view const text(reinterpret_cast<char const*>(data + 1), size - 1);
    speech::Lexicon const lexicon({{"Onuk", "OH-nook", "", false, ""}, {"A. B.", "", "aː", true, ""}});
    check_pieces(speech::say(text, language, lexicon));
    std::string together;
    for (auto const& sentence : speech::sentences(text, language)) {
        if (sentence.shown.empty()) std::abort();
        together += sentence.shown;
        check_pieces(speech::say(sentence.shown, language, lexicon));
    }
    if (broadsheet::is_clean_text(text) && without_blanks(together) != without_blanks(text)) std::abort();
    for (auto const& name : speech::unknown_names(text, language, lexicon, [](std::string_view) { return false; }))
        if (name.name.empty() || name.count < 1 || name.context.empty()) std::abort();
    static_cast<void>(speech::check_ipa(text));
    return 0;
}
