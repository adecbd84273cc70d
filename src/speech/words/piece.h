// Some words of a sentence, as a voice is given them. Plain values.
#pragma once
#include <string>

namespace broadsheet::speech {

struct Piece {
    std::string text;           // as people say it; never empty
    std::string ipa = {};       // how exactly, for voices that take it; empty: as the voice reads the text
    std::string language = {};  // BCP 47, where it is not the text's own
    bool operator==(Piece const&) const = default;
};

}  // namespace broadsheet::speech
