#include "base/slug.h"

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace broadsheet {
namespace {

// Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January 2010. Я Ю Є Ї Й have a form of their own at the
// start of a word; the soft sign and the apostrophe are not written. Input is lower case already.
constexpr char const* ukrainian_rules = R"(
    $letter = [[:L:][:M:]'’ʼ];
    [^$letter]{ я > ya;  [^$letter]{ ю > yu;  [^$letter]{ є > ye;  [^$letter]{ ї > yi;  [^$letter]{ й > y;
    зг > zgh;  а > a;  б > b;  в > v;  г > h;  ґ > g;  д > d;  е > e;  є > ie;  ж > zh;  з > z;  и > y;  і > i;  ї > i;
    й > i;  к > k;  л > l;  м > m;  н > n;  о > o;  п > p;  р > r;  с > s;  т > t;  у > u;  ф > f;  х > kh;  ц > ts;
    ч > ch;  ш > sh;  щ > shch;  ь > ;  ю > iu;  я > ia;  ы > y;  э > e;  ё > io;  ъ > ;
    [[:L:]]{ ['’ʼ] }[[:L:]] > ;
)";

bool is_ukrainian(icu::UnicodeString const& lower, std::string_view language) {
    if (!language.empty()) return language.substr(0, 2) == "uk" && (language.size() == 2 || language[2] == '-');
    if (lower.indexOf(char16_t(u'ў')) >= 0) return false;  // Belarusian shares the і
    for (char16_t const c : {u'ґ', u'є', u'ї', u'і'})
        if (lower.indexOf(c) >= 0) return true;
    return false;
}

std::unique_ptr<icu::Transliterator> make_transliterator(std::string const& id) {
    UErrorCode error = U_ZERO_ERROR;
    UParseError where;
    std::unique_ptr<icu::Transliterator> made;
    if (id == "ukrainian") {
        auto const rules = icu::UnicodeString::fromUTF8(ukrainian_rules);
        made.reset(icu::Transliterator::createFromRules("ukrainian", rules, UTRANS_FORWARD, where, error));
    } else {
        made.reset(icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(id), UTRANS_FORWARD, where, error));
    }
    return U_FAILURE(error) ? nullptr : std::move(made);
}

// Kept per thread: Transliterators are dear to make, and using one from two threads is not allowed.
icu::Transliterator const* transliterator(std::string const& id) {
    thread_local std::map<std::string, std::unique_ptr<icu::Transliterator>> made;
    auto const [at, fresh] = made.try_emplace(id);
    if (fresh) at->second = make_transliterator(id);
    return at->second.get();
}

void transliterate(icu::UnicodeString& text, std::string const& id) {
    if (auto const* with = transliterator(id)) with->transliterate(text);
}

// What a language's own readers expect, where that differs from the general way; the languages that ICU knows so.
char const* own_way(std::string_view language) {
    static constexpr std::pair<std::string_view, char const*> ways[] = {
        {"be", "be-be_Latn/BGN"}, {"bg", "bg-bg_Latn/BGN"}, {"de", "de-ASCII"},       {"kk", "kk-kk_Latn/BGN"},
        {"mk", "mk-mk_Latn/BGN"}, {"ru", "ru-ru_Latn/BGN"}, {"sr", "sr-sr_Latn/BGN"},
    };
    for (auto const& [tag, id] : ways)
        if (language.substr(0, 2) == tag) return id;
    return nullptr;
}

std::string romanise(std::string_view headline, std::string_view language) {
    auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(headline.data(), static_cast<std::int32_t>(headline.size())));
    text.toLower(icu::Locale::getRoot());
    if (is_ukrainian(text, language))
        transliterate(text, "ukrainian");
    else if (auto const* id = own_way(language))
        transliterate(text, id);
    transliterate(text, "Russian-Latin/BGN");  // the Cyrillic that is left: zh, kh, ts rather than letters with marks
    transliterate(text, "Any-Latin; Latin-ASCII; Lower");
    std::string out;
    text.toUTF8String(out);
    return out;
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string slug_from(std::string_view headline, std::string_view language) {
    std::string out;
    bool gap = false;
    for (char const c : romanise(headline.substr(0, 2000), language)) {
        if (c == '\'' || c == '`' || c == '"') continue;  // don't, soft signs
        if (!is_word(c)) {
            gap = !out.empty();
            continue;
        }
        if (gap) out += '-';
        gap = false;
        out += c;
    }
    if (out.size() > max_made_slug) {
        auto const border = out.rfind('-', max_made_slug);
        out.resize(border == std::string::npos ? max_made_slug : border);
    }
    return out.empty() ? "story" : out;
}

bool is_slug(std::string_view text) {
    if (text.empty() || text.size() > max_slug || text.front() == '-' || text.back() == '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '-' ? text[i - 1] == '-' : !is_word(text[i])) return false;
    }
    return true;
}

}  // namespace broadsheet
