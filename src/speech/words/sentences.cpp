#include "speech/words/sentences.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "base/blanks.h"
#include "base/utf8.h"
#include "speech/words/casing.h"
#include "speech/words/sentence_ends.h"

namespace broadsheet::speech {
namespace {

struct Close {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
    void operator()(UText* text) const { utext_close(text); }
};
using Iterator = std::unique_ptr<UBreakIterator, Close>;

void check(UErrorCode error) {
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot find sentences: ") + u_errorName(error));
}

// This thread's iterator for a language: making one is dear, sharing one is not allowed.
UBreakIterator* iterator_for(std::string_view language) {
    thread_local std::map<std::string, Iterator, std::less<>> made;
    if (auto const at = made.find(language.substr(0, 35)); at != made.end()) return at->second.get();
    if (made.size() >= 16) made.clear();
    UErrorCode error = U_ZERO_ERROR;
    std::string const tag(language.substr(0, 35));
    Iterator iterator(ubrk_open(UBRK_SENTENCE, tag.c_str(), nullptr, 0, &error));
    check(error);
    return made.emplace(tag, std::move(iterator)).first->second.get();
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::vector<std::size_t> icu_ends(std::string_view text, std::string_view language) {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<UText, Close> const utext(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &error));
    auto* const iterator = iterator_for(language);
    ubrk_setUText(iterator, utext.get(), &error);
    check(error);
    std::vector<std::size_t> out;
    for (auto end = ubrk_next(iterator); end != UBRK_DONE; end = ubrk_next(iterator))
        out.push_back(static_cast<std::size_t>(end));
    return out;
}

// How many bytes of a text that is too long are said first: to the last clause that fits, or word, or character.
std::size_t clause_end(std::string_view text) {
    std::size_t limit = 0, clause = 0, word = 0;
    for (std::size_t i = 0; i < longest_sentence && limit < text.size(); ++i) {
        if (text[limit] == ' ' && limit > 0) {
            auto const before = text.substr(0, limit);
            bool const ends = before.ends_with(',') || before.ends_with(';') || before.ends_with(':') ||
                              before.ends_with("–") || before.ends_with("—") || before.ends_with("…") ||
                              before.ends_with('.');
            (ends ? clause : word) = limit;
        }
        U8_FWD_1(text.data(), limit, text.size());
    }
    if (limit >= text.size()) return text.size();
    return clause > 0 ? clause : word > 0 ? word : limit;
}

void add(std::vector<Sentence>& out, std::string_view sentence) {
    for (sentence = trimmed(sentence); !sentence.empty();) {
        auto const end = clause_end(sentence);
        out.push_back({std::string(trimmed(sentence.substr(0, end)))});
        sentence = trimmed(sentence.substr(end));
    }
}

// "fell.", but not "c." and "ст.", which a number follows.
bool ends_with_long_word(std::string_view text) {
    if (!text.ends_with('.')) return false;
    auto const word = text.substr(0, text.size() - 1);
    return count_letters(word.substr(word.find_last_of(" .") + 1)) >= 3;
}

// Where ICU sees no end: behind "…" before a capital, and behind a point before digits and a small letter.
bool is_further_end(std::string_view before, std::string_view after, std::string_view language) {
    if (before.ends_with("…")) return starts_upper(after);
    bool const digit = !after.empty() && after[0] >= '0' && after[0] <= '9';
    return digit && ends_with_long_word(before) && !goes_on(before, after, language);
}

void add_parts(std::vector<Sentence>& out, std::string_view text, std::string_view language) {
    std::size_t from = 0;
    for (auto at = text.find(' '); at != text.npos; at = text.find(' ', at + 1)) {
        if (!is_further_end(text.substr(from, at - from), text.substr(at + 1), language)) continue;
        add(out, text.substr(from, at - from));
        from = at + 1;
    }
    add(out, text.substr(from));
}

}  // namespace

std::vector<Sentence> sentences(std::string_view text, std::string_view language) {
    auto const whole = collapsed(is_valid_utf8(text) ? std::string(text) : clean_text(text));
    std::vector<Sentence> out;
    std::size_t from = 0;
    for (auto const end : icu_ends(whole, language)) {
        auto const before = trimmed(std::string_view(whole).substr(from, end - from));
        if (end < whole.size() && goes_on(before, std::string_view(whole).substr(end), language)) continue;
        add_parts(out, before, language);
        from = end;
    }
    return out;
}

}  // namespace broadsheet::speech
