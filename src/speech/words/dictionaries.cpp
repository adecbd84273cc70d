#include "speech/words/dictionaries.h"

#include <hunspell/hunspell.hxx>

#include "base/locale.h"

namespace broadsheet::speech {

Dictionaries::Dictionaries(std::filesystem::path folder) : folder_(std::move(folder)) {}

Dictionaries::~Dictionaries() = default;

bool Dictionaries::knows(std::string_view word, std::string_view language) {
    std::lock_guard const lock(mutex_);
    auto* const dictionary = of(language);
    return dictionary && dictionary->spell(std::string(word));
}

Hunspell* Dictionaries::of(std::string_view language) {
    if (auto const known = by_language_.find(language); known != by_language_.end()) return known->second.get();
    auto& out = by_language_[std::string(language)];
    for (auto const tag : {language, language.substr(0, language.find('-'))}) {
        auto const name = with_territory(tag);
        auto const rules = folder_ / (name + ".aff"), words = folder_ / (name + ".dic");
        if (!std::filesystem::exists(rules) || !std::filesystem::exists(words)) continue;
        auto found = std::make_unique<Hunspell>(rules.c_str(), words.c_str());
        if (std::string_view(found->get_dic_encoding()) != "UTF-8") continue;  // our texts are
        out = std::move(found);
        break;
    }
    return out.get();
}

}  // namespace broadsheet::speech
