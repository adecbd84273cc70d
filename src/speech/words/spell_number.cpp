#include "speech/words/spell_number.h"

#include <unicode/rbnf.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "speech/words/script.h"

namespace broadsheet::speech {
namespace {

struct Speller {
    std::unique_ptr<icu::RuleBasedNumberFormat> format;  // null: ICU has no words for the language
    std::optional<icu::UnicodeString> rules[3];          // by NumberStyle
};

bool says_and(std::string_view language) {
    constexpr std::string_view tags[] = {"en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA", "en-IN"};
    return std::ranges::find(tags, language) != std::end(tags);
}

// The first set of the names wanted that there is; a language's sets are named by gender, "%spellout-ordinal-feminine".
std::optional<icu::UnicodeString> rules_named(icu::RuleBasedNumberFormat const& format,
                                              std::initializer_list<char const*> wanted) {
    for (auto const* name : wanted)
        for (int32_t i = 0; i < format.getNumberOfRuleSetNames(); ++i)
            if (auto found = format.getRuleSetName(i); found.startsWith(icu::UnicodeString(name))) return found;
    return std::nullopt;
}

Speller make_speller(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    auto const locale = icu::Locale::forLanguageTag({language.data(), static_cast<int32_t>(language.size())}, status);
    Speller out;
    out.format = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT, locale, status);
    // Without rules of its own, a language would be given those of the server's own locale, or of English.
    auto const found = out.format->getLocale(ULOC_ACTUAL_LOCALE, status);
    if (U_FAILURE(status) || std::string_view(found.getLanguage()) != locale.getLanguage()) return {};
    auto const& format = *out.format;
    bool const with_and = says_and(language);
    out.rules[0] = rules_named(format, {with_and ? "%spellout-cardinal-verbose" : "%spellout-cardinal",
                                        "%spellout-cardinal-masculine", "%spellout-numbering"});
    out.rules[1] = rules_named(format, {with_and ? "%spellout-ordinal-verbose" : "%spellout-ordinal"});
    out.rules[2] = rules_named(format, {"%spellout-numbering-year", "%spellout-cardinal"});
    return out;
}

Speller& speller_for(std::string_view language) {
    thread_local std::map<std::string, Speller, std::less<>> made;
    if (auto const at = made.find(language.substr(0, 35)); at != made.end()) return at->second;
    if (made.size() >= 16) made.clear();
    return made.emplace(language.substr(0, 35), make_speller(language.substr(0, 35))).first->second;
}

}  // namespace

std::string spell_number(std::int64_t number, std::string_view language, NumberStyle style) {
    auto& speller = speller_for(language);
    auto const& rules = speller.rules[static_cast<std::size_t>(style)];
    if (!speller.format || !rules) return std::to_string(number);
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString text;
    icu::FieldPosition position;
    speller.format->format(number, *rules, text, position, status);
    if (U_FAILURE(status)) return std::to_string(number);
    std::string out;
    text.findAndReplace(icu::UnicodeString(char16_t{0x00AD}), {}).toUTF8String(out);
    return out;
}

std::string spell_digits(std::string_view digits, std::string_view language) {
    std::string names[10], out;
    for (char const c : digits) {
        auto& name = names[c - '0'];
        if (name.empty()) name = spell_number(c - '0', language);
        out.append(out.empty() ? "" : " ").append(name);
    }
    return out;
}

}  // namespace broadsheet::speech
