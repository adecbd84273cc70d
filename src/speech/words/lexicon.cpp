#include "speech/words/lexicon.h"

#include <algorithm>

#include "speech/words/casing.h"
#include "speech/words/script.h"
#include "speech/words/speaker.h"

namespace broadsheet::speech {
namespace {

bool has_owner_ending(std::string_view word) {
    return word.size() > 2 && (word.ends_with("'s") || word.ends_with("'S"));
}
std::string_view without_owner_ending(std::string_view word) {
    return has_owner_ending(word) ? word.substr(0, word.size() - 2) : word;
}

bool same(std::string_view written, std::string_view text, bool match_case) {
    return match_case ? written == text : lower_case(written) == lower_case(text);
}

struct Match {
    std::size_t tokens = 0;  // 0: none
    bool owner = false;      // with 's behind
};

Match match(std::vector<Token> const& written, bool match_case, Speaker const& speaker) {
    for (std::size_t i = 0; i < written.size(); ++i) {
        auto const& token = speaker.next(i);
        bool const last = i + 1 == written.size();
        if (token.kind != written[i].kind || (i > 0 && token.glued() != written[i].glued())) return {};
        if (same(written[i].text, token.text, match_case)) continue;
        if (!last || !has_owner_ending(token.text)) return {};
        if (!same(written[i].text, without_owner_ending(token.text), match_case)) return {};
        return {written.size(), true};
    }
    return {written.size(), false};
}

// The sound of 's after a name.
std::string_view owner_sound(std::string_view ipa) {
    for (std::string_view const hissing : {"s", "z", "ʃ", "ʒ"})
        if (ipa.ends_with(hissing)) return "ɪz";
    for (std::string_view const voiceless : {"p", "t", "k", "f", "θ"})
        if (ipa.ends_with(voiceless)) return "s";
    return "z";
}

Piece piece_of(LexiconEntry const& entry, bool owner) {
    Piece out{entry.respelling.empty() ? entry.written : entry.respelling, entry.ipa, {}};
    if (owner) out.text += "'s";
    if (owner && !out.ipa.empty()) out.ipa += owner_sound(out.ipa);
    return out;
}

bool is_for(LexiconEntry const& entry, std::string_view language) {
    return entry.language.empty() || is_language(language, entry.language);
}

}  // namespace

Lexicon::Lexicon(std::vector<LexiconEntry> entries) {
    for (auto& entry : entries) {
        auto tokens = tokens_of(entry.written);
        if (tokens.empty()) continue;
        auto& names = by_first_word_[lower_case(tokens.front().text)];
        names.push_back({std::move(entry), std::move(tokens)});
    }
    for (auto& [word, names] : by_first_word_)
        std::ranges::stable_sort(names, [](Name const& a, Name const& b) {
            return std::pair(a.tokens.size(), a.entry.match_case) > std::pair(b.tokens.size(), b.entry.match_case);
        });
}

std::vector<Lexicon::Name> const* Lexicon::names_at(std::string_view first_word) const {
    auto const word = lower_case(first_word);
    auto found = by_first_word_.find(word);
    if (found == by_first_word_.end()) found = by_first_word_.find(std::string(without_owner_ending(word)));
    return found == by_first_word_.end() ? nullptr : &found->second;
}

bool Lexicon::say_name(Speaker& speaker) const {
    if (by_first_word_.empty() || speaker.next().kind == TokenKind::mark) return false;
    auto const* const names = names_at(speaker.next().text);
    if (!names) return false;
    for (auto const& [entry, tokens] : *names) {
        if (!is_for(entry, speaker.language())) continue;
        auto const found = match(tokens, entry.match_case, speaker);
        if (found.tokens == 0) continue;
        speaker.say(piece_of(entry, found.owner));
        speaker.take(found.tokens);
        return true;
    }
    return false;
}

bool Lexicon::knows(std::string_view name, std::string_view language) const {
    Speaker speaker(tokens_of(name), std::string(language));
    return say_name(speaker) && speaker.done();
}

}  // namespace broadsheet::speech
