// What every language says in the same way: words as they are, punctuation as pauses, addresses by their host. Within
// the room only.
#pragma once
#include <span>
#include <string_view>
#include <utility>

#include "speech/words/speaker.h"

namespace broadsheet::speech {

// A language's words for signs. An empty word: the sign is not said.
struct SignWords {
    std::string_view point, at, hashtag, minus, plus;
    std::string_view to;                                                    // between two quantities: "5%–7%"
    std::span<std::pair<std::string_view, std::string_view> const> others;  // "&" "and"
};

// The next token, whatever it is: always takes at least one.
void say_as_written(Speaker& speaker, SignWords const& words);

}  // namespace broadsheet::speech
