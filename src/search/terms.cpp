#include "search/terms.h"

#include <libstemmer.h>
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/utf8.h"

namespace broadsheet::search {
namespace {

constexpr std::size_t longest = 100;  // bytes of a word

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC || c == 0x2018 || c == 0xFF07; }
bool is_part(UChar32 c) { return u_isalnum(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_N_MASK)) != 0; }

icu::Normalizer2 const& normalizer(icu::Normalizer2 const* (*get)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    auto const* const found = get(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no normalization data");
    return *found;
}

// Marks that are spelling rather than letters: accents over Latin and Greek, points of Hebrew and Arabic, and the
// stress over a Cyrillic vowel.
bool is_accent_on(UChar32 mark, UChar32 letter) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(letter, &status)) {
        case USCRIPT_LATIN:
        case USCRIPT_GREEK:
        case USCRIPT_HEBREW:
        case USCRIPT_ARABIC:
            return true;
        case USCRIPT_CYRILLIC:
            return mark == 0x0300 || (mark == 0x0301 && letter != 0x0433 && letter != 0x043A);  // ѓ and ќ are letters
        default:
            return false;
    }
}

void append_letter(icu::UnicodeString& out, UChar32 c) {
    switch (c) {  // Latin letters that have no decomposition
        case 0x0142:
            out.append(u'l');
            break;
        case 0x00F8:
            out.append(u'o');
            break;
        case 0x0111:
            out.append(u'd');
            break;
        case 0x00E6:
            out.append(u"ae", 2);
            break;
        case 0x0153:
            out.append(u"oe", 2);
            break;
        case 0x0131:
            out.append(u'i');
            break;
        default:
            out.append(is_apostrophe(c) ? UChar32{'\''} : c);
    }
}

std::string folded_unicode(std::string_view text) {
    static auto const& fold = normalizer(icu::Normalizer2::getNFKCCasefoldInstance);
    static auto const& decompose = normalizer(icu::Normalizer2::getNFDInstance);
    static auto const& compose = normalizer(icu::Normalizer2::getNFCInstance);
    UErrorCode status = U_ZERO_ERROR;
    auto const parts = decompose.normalize(fold.normalize(icu::UnicodeString::fromUTF8(text), status), status);
    icu::UnicodeString kept;
    UChar32 letter = 0;
    for (int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) {
        auto const c = parts.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK && is_accent_on(c, letter)) continue;
        if (u_isalpha(c)) letter = c;
        if (is_part(c) || is_apostrophe(c)) append_letter(kept, c);
    }
    std::string out;
    compose.normalize(kept, status).toUTF8String(out);
    if (U_FAILURE(status)) throw std::runtime_error("a word could not be normalized");
    return out;
}

std::string folded_word(std::string_view text) {
    if (!is_ascii(text)) return folded_unicode(text);
    std::string out;
    for (char const c : text)
        if (c != ',') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

bool is_thousands_comma(std::string_view text, std::size_t comma, std::size_t from, std::size_t to) {
    auto const digit_at = [&](std::size_t i) { return i >= from && i < to && is_digit(text[i]); };
    return text[comma] == ',' && comma > 0 && digit_at(comma - 1) && digit_at(comma + 1) && digit_at(comma + 2) &&
           digit_at(comma + 3) && !digit_at(comma + 4);
}

void add_word(std::vector<Word>& out, std::string_view text, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    auto folded = folded_word(text.substr(begin, end - begin));
    while (!folded.empty() && folded.front() == '\'') folded.erase(0, 1);
    while (!folded.empty() && folded.back() == '\'') folded.pop_back();
    folded.resize(cut_at_code_point(folded, longest).size());
    if (!folded.empty()) out.push_back({begin, end, std::move(folded)});
}

// What ICU calls one word may hold "example.com", "3.14" and "1,000": taken apart but for the thousands.
void add_parts(std::vector<Word>& out, std::string_view text, std::size_t from, std::size_t to) {
    auto begin = from;
    for (auto i = from; i < to;) {
        auto const at = i;
        UChar32 c;
        U8_NEXT(text.data(), i, to, c);
        if (is_part(c) || is_apostrophe(c) || is_thousands_comma(text, at, from, to)) continue;
        add_word(out, text, begin, at);
        begin = i;
    }
    add_word(out, text, begin, to);
}

icu::BreakIterator& word_breaks() {
    thread_local auto const breaks = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::BreakIterator> made(
            icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no word break data");
        return made;
    }();
    return *breaks;
}

// Those that ICU finds in text[from, to).
void add_words(std::vector<Word>& out, std::string_view text, std::size_t from, std::size_t to) {
    UErrorCode status = U_ZERO_ERROR;
    UText storage = UTEXT_INITIALIZER;
    std::unique_ptr<UText, void (*)(UText*)> const utext(
        utext_openUTF8(&storage, text.data() + from, static_cast<int64_t>(to - from), &status),
        [](UText* opened) { utext_close(opened); });
    auto& breaks = word_breaks();
    breaks.setText(utext.get(), status);
    if (U_FAILURE(status)) throw std::runtime_error("a text could not be taken apart");
    auto begin = breaks.first();
    for (auto end = breaks.next(); end != icu::BreakIterator::DONE; begin = end, end = breaks.next())
        if (breaks.getRuleStatus() >= UBRK_WORD_NONE_LIMIT)
            add_parts(out, text, from + static_cast<std::size_t>(begin), from + static_cast<std::size_t>(end));
}

// The same for ASCII (but '@', which ICU takes for a letter), many times as fast: letters and digits, with an
// apostrophe between two of one kind (UAX #29, WB6 to WB12) and the commas of thousands.
void add_ascii_words(std::vector<Word>& out, std::string_view text, std::size_t from, std::size_t to) {
    auto const joins = [&](std::size_t i) {
        if (i + 1 >= to) return false;
        if (text[i] == ',') return is_thousands_comma(text, i, from, to);
        return text[i] == '\'' &&
               ((is_letter(text[i - 1]) && is_letter(text[i + 1])) || (is_digit(text[i - 1]) && is_digit(text[i + 1])));
    };
    for (auto i = from; i < to;) {
        auto const begin = i;
        while (i < to && (is_letter(text[i]) || is_digit(text[i]) || (i > begin && joins(i)))) ++i;
        if (i == begin)
            ++i;
        else
            add_word(out, text, begin, i);
    }
}

std::string english_stem(std::string const& word) {
    struct Free {
        void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
    };
    thread_local std::unique_ptr<sb_stemmer, Free> const stemmer(sb_stemmer_new("english", nullptr));
    if (!stemmer) throw std::runtime_error("libstemmer does not know English");
    auto const* const stem =
        sb_stemmer_stem(stemmer.get(), reinterpret_cast<sb_symbol const*>(word.data()), static_cast<int>(word.size()));
    if (!stem) throw std::bad_alloc();
    return {reinterpret_cast<char const*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer.get()))};
}

enum class Script { latin, cyrillic, other };

Script script_of(std::string const& folded) {
    std::size_t i = 0;
    while (i < folded.size()) {
        UChar32 c;
        U8_NEXT(folded.data(), i, folded.size(), c);
        UErrorCode status = U_ZERO_ERROR;
        auto const script = c < 0x80 ? (u_isalpha(c) ? USCRIPT_LATIN : USCRIPT_COMMON) : uscript_getScript(c, &status);
        if (script == USCRIPT_LATIN) return Script::latin;
        if (script == USCRIPT_CYRILLIC) return Script::cyrillic;
    }
    return Script::other;
}

void add_once(std::vector<std::string>& out, std::string term) {
    if (!term.empty() && std::find(out.begin(), out.end(), term) == out.end()) out.push_back(std::move(term));
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> out;
    // ICU breaks at every blank, so what stands between two may be taken apart alone; neighbours that ICU must take
    // apart go to it together.
    std::optional<std::size_t> left_to_icu;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        if (auto const piece = text.substr(at, end - at); !is_ascii(piece) || piece.find('@') != piece.npos) {
            if (!left_to_icu) left_to_icu = at;
        } else if (end > at) {
            if (left_to_icu) add_words(out, text, *left_to_icu, at);
            left_to_icu.reset();
            add_ascii_words(out, text, at, end);
        }
        at = end + 1;
    }
    if (left_to_icu) add_words(out, text, *left_to_icu, text.size());
    return out;
}

std::string plain_word(std::string_view folded) {
    std::string out;
    std::copy_if(folded.begin(), folded.end(), std::back_inserter(out), [](char c) { return c != '\''; });
    return out;
}

std::vector<std::string> Terms::of_story(std::string const& folded, std::string_view language) {
    std::vector<std::string> out;
    auto const base = language.substr(0, language.find('-'));
    if (base != "en" && base != "uk") {
        out.push_back(plain_word(folded));
        // l'eau, dell'arte: also by what stands behind.
        if (auto const apostrophe = folded.rfind('\''); apostrophe != std::string::npos)
            add_once(out, folded.substr(apostrophe + 1));
        return out;
    }
    auto const script = script_of(folded);
    if (script == Script::latin) add_once(out, plain_word(english_stem(folded)));
    if (script == Script::cyrillic)
        for (auto const& form : ukrainian_.forms(folded)) add_once(out, plain_word(form));
    if (out.empty()) out.push_back(plain_word(folded));
    return out;
}

std::vector<std::string> Terms::of_query(std::string const& folded) {
    std::vector<std::string> out{plain_word(folded)};
    for (auto& term : of_story(folded, "en")) add_once(out, std::move(term));
    return out;
}

}  // namespace broadsheet::search
