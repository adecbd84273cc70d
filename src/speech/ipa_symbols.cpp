#include "speech/ipa_symbols.h"

#include <algorithm>
#include <array>

namespace broadsheet::speech {
namespace {

// Tie bars, the syllable's dot, linking, brackets, and what is finer than any engine: half-long, non-syllabic,
// syllabic, dental, unreleased, devoiced, pharyngealised.
constexpr auto passed_over = std::to_array<std::string_view>(
    {"͡", "͜", ".", "‿", "/", "[", "]", " ", "-", "ˑ", "̯", "̩", "̪", "̚", "̥", "̊", "(", ")", "|", "ˤ"});

std::string without_ties(std::string_view ipa) {
    std::string out;
    while (!ipa.empty()) {
        auto const mark = std::ranges::find_if(passed_over, [&](auto const& text) { return ipa.starts_with(text); });
        if (mark == passed_over.end()) out += ipa.front();
        ipa.remove_prefix(mark == passed_over.end() ? 1 : mark->size());
    }
    return out;
}

Symbol const* longest_at(std::string_view ipa, std::span<Symbol const> table) {
    Symbol const* found = nullptr;
    for (auto const& symbol : table)
        if (ipa.starts_with(symbol.ipa) && (!found || symbol.ipa.size() > found->ipa.size())) found = &symbol;
    return found;
}

Stress stress_at(std::string_view ipa) {
    if (ipa.starts_with("ˈ")) return Stress::primary;
    return ipa.starts_with("ˌ") ? Stress::secondary : Stress::none;
}

}  // namespace

std::optional<std::vector<Heard>> read_ipa(std::string_view ipa, std::span<Symbol const> table) {
    auto const plain = without_ties(ipa);
    std::string_view rest = plain;
    std::vector<Heard> out;
    auto stress = Stress::none;
    while (!rest.empty()) {
        if (auto const mark = stress_at(rest); mark != Stress::none) {
            stress = mark;
            rest.remove_prefix(std::string_view("ˈ").size());
            continue;
        }
        auto const* const symbol = longest_at(rest, table);
        if (!symbol) return std::nullopt;
        rest.remove_prefix(symbol->ipa.size());
        bool const carries = symbol->sound == Sound::vowel;
        out.push_back({symbol, carries ? stress : Stress::none});
        if (carries) stress = Stress::none;
    }
    if (out.empty()) return std::nullopt;
    return out;
}

}  // namespace broadsheet::speech
