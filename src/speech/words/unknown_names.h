// Names in a story that neither the lexicon nor a dictionary knows: what editors may want to teach the voice.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "speech/words/lexicon.h"

namespace broadsheet::speech {

struct UnknownName {
    std::string name;  // "Oleksandra Matviichuk", without an English 's
    int count = 0;
    std::string context;  // the sentence where it first stands, at most 240 bytes
    bool operator==(UnknownName const&) const = default;
};

inline constexpr std::size_t most_unknown_names = 500;

// Words with a capital, together where they stand together, in order of first use. Left out: what stands only where a
// sentence begins, acronyms, and words of which `in_dictionary` is true (asked with the word as it is written). For
// languages that write names with a capital. Linear in the text's size; any thread that may call `in_dictionary`.
std::vector<UnknownName> unknown_names(std::string_view text, std::string_view language, Lexicon const& lexicon,
                                       std::function<bool(std::string_view)> const& in_dictionary);

}  // namespace broadsheet::speech
