#include "document/words.h"

#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/blanks.h"
#include "base/utf8.h"

namespace broadsheet::document {
namespace {

struct Close {
    void operator()(UBreakIterator* iterator) const { ubrk_close(iterator); }
    void operator()(UText* text) const { utext_close(text); }
};
using Iterator = std::unique_ptr<UBreakIterator, Close>;

void check(UErrorCode error) {
    if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot break text: ") + u_errorName(error));
}

// This thread's iterator for a language: making one is dear, sharing one is not allowed.
UBreakIterator* iterator_for(UBreakIteratorType type, std::string_view language) {
    thread_local std::map<std::pair<int, std::string>, Iterator> made;
    auto const key = std::pair(static_cast<int>(type), std::string(language.substr(0, 32)));
    if (auto const at = made.find(key); at != made.end()) return at->second.get();
    if (made.size() >= 32) made.clear();  // a site has a handful of languages
    UErrorCode error = U_ZERO_ERROR;
    Iterator iterator(ubrk_open(type, key.second.c_str(), nullptr, 0, &error));
    check(error);
    return made.emplace(key, std::move(iterator)).first->second.get();
}

// A text with the iterator set upon it.
class Borders {
  public:
    Borders(std::string_view text, UBreakIteratorType type, std::string_view language)
        : iterator_(iterator_for(type, language)) {
        UErrorCode error = U_ZERO_ERROR;
        text_.reset(utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &error));
        ubrk_setUText(iterator_, text_.get(), &error);
        check(error);
    }
    int next() { return ubrk_next(iterator_); }  // UBRK_DONE at the end
    bool after_word() const { return ubrk_getRuleStatus(iterator_) >= UBRK_WORD_NONE_LIMIT; }

  private:
    UBreakIterator* iterator_;
    std::unique_ptr<UText, Close> text_;
};

// ICU counts bytes in 32 bits; stories are far smaller.
std::string_view bounded(std::string_view text) {
    return cut_at_code_point(text, static_cast<std::size_t>(std::numeric_limits<int>::max() / 2));
}

// Where the first so many characters end; the whole if it has no more.
std::size_t end_of_characters(std::string const& text, std::string_view language, std::size_t count) {
    Borders characters(text, UBRK_CHARACTER, language);
    int end = 0;
    for (std::size_t i = 0; i < count; ++i) {
        int const next = characters.next();
        if (next == UBRK_DONE) return text.size();
        end = next;
    }
    return static_cast<std::size_t>(end);
}

// The end of the last word that ends within the first `limit` bytes; 0 if none does.
std::size_t last_word_end(std::string const& text, std::string_view language, std::size_t limit) {
    Borders words(text, UBRK_WORD, language);
    std::size_t end = 0;
    for (int at = words.next(); at != UBRK_DONE && static_cast<std::size_t>(at) <= limit; at = words.next())
        if (words.after_word()) end = static_cast<std::size_t>(at);
    return end;
}

// Words a minute, read aloud: S. Trauzettel-Klosinski, K. Dietz, "Standardized assessment of reading performance: the
// New International Reading Speed Texts IReST", Invest. Ophthalmol. Vis. Sci. 53 (2012), 5452–5461, table of 17
// languages.
constexpr int usual_speed = 184;  // their mean over all languages, also for languages not measured
constexpr std::pair<std::string_view, int> speeds[] = {
    {"ar", 138}, {"de", 179}, {"en", 228}, {"es", 218}, {"fi", 161}, {"fr", 195}, {"he", 187}, {"it", 188}, {"ja", 193},
    {"nl", 202}, {"pl", 166}, {"pt", 181}, {"ru", 184}, {"sl", 180}, {"sv", 199}, {"tr", 166}, {"zh", 158},
};

}  // namespace

int count_words(std::string_view text, std::string_view language) {
    Borders words(bounded(text), UBRK_WORD, language);
    int count = 0;
    while (words.next() != UBRK_DONE) count += words.after_word();
    return count;
}

int reading_minutes(int words, std::string_view language) {
    auto const primary = language.substr(0, language.find_first_of("-_"));
    auto const* const at = std::ranges::find(speeds, primary, &std::pair<std::string_view, int>::first);
    int const speed = at == std::end(speeds) ? usual_speed : at->second;
    return std::max(1, (std::max(words, 0) / speed) + (std::max(words, 0) % speed >= (speed + 1) / 2 ? 1 : 0));
}

std::string excerpt(std::string_view text, std::string_view language, std::size_t max_characters) {
    auto const whole = collapsed(bounded(text));
    if (max_characters == 0) return {};
    if (end_of_characters(whole, language, max_characters) == whole.size()) return whole;
    auto const limit = end_of_characters(whole, language, max_characters - 1);
    auto const word = last_word_end(whole, language, limit);
    return whole.substr(0, word > 0 ? word : limit) + "…";
}

}  // namespace broadsheet::document
