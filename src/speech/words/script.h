// Which script a word is in, and which language a reader takes it for. Pure.
#pragma once
#include <string>
#include <string_view>

namespace broadsheet::speech {

// "Latn", "Cyrl", "Grek" (ISO 15924): of the first letter that has one; empty without any.
std::string_view script_of(std::string_view word);

// The one that a language (BCP 47) is mostly written in; empty for unknown languages.
std::string script_of_language(std::string_view language);

// The language of a word in a script that the text's own language is not written in: "en" for Latin, "uk" for Cyrillic
// ("ru" with letters that only Russian has), the script's main language for others.
std::string guessed_language(std::string_view word);

bool is_language(std::string_view tag, std::string_view primary);  // "en-GB" is "en"

}  // namespace broadsheet::speech
