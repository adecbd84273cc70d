// How words sound, from the International Phonetic Alphabet into what an engine calls its sounds. Pure; any thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::speech {

// As flite writes them, "k iy1 v": the sounds of American English; those of other languages become the nearest that
// English speakers use (х: k). Nothing where a symbol has no such counterpart, or none is left.
std::optional<std::string> ipa_to_flite(std::string_view ipa);

// As espeak-ng writes them, "k'i:Iv", without the brackets. A voice has the sounds of its language and some more:
// `has` says which. Nothing where a symbol has no counterpart among these.
std::optional<std::string> ipa_to_espeak(std::string_view ipa, std::function<bool(std::string_view)> const& has);

// All that ipa_to_espeak may ask for.
std::vector<std::string_view> espeak_sounds();

}  // namespace broadsheet::speech
