#include "speech/words/numerals.h"

#include <algorithm>
#include <array>

#include "speech/words/spell_number.h"

namespace broadsheet::speech {
namespace {

constexpr std::size_t most_groups = 12;  // of three digits, and of a phone number: no number has more

bool is_group(Token const& token) { return token.is_digits() && token.text.size() == 3; }

// How many tokens a group of thousands takes there: a mark and three digits, or three digits behind a blank; else 0.
std::size_t group_at(Speaker const& speaker, std::size_t ahead, NumberMarks marks) {
    auto const& token = speaker.next(ahead);
    bool const blank = marks == NumberMarks::continental ? !token.glued() : token.before == Blank::unbroken;
    if (blank && is_group(token)) return 1;
    bool const mark = token.is(marks == NumberMarks::english ? "," : ".");
    if (marks == NumberMarks::continental || !mark || !token.glued()) return 0;
    auto const& digits = speaker.next(ahead + 1);
    return digits.glued() && is_group(digits) ? 2 : 0;
}

bool has_decimals(Speaker const& speaker, std::size_t ahead, NumberMarks marks) {
    auto const& mark = speaker.next(ahead);
    auto const& digits = speaker.next(ahead + 1);
    bool const right = mark.is(",") ? marks != NumberMarks::english : mark.is(".");
    return right && mark.glued() && digits.is_digits() && digits.glued();
}

}  // namespace

bool Numeral::is_long() const { return whole.size() > longest_number || (whole.size() > 1 && whole[0] == '0'); }

std::int64_t Numeral::value() const { return whole.size() > 18 ? 0 : std::stoll(whole); }

std::optional<Numeral> numeral_at(Speaker const& speaker, std::size_t ahead, NumberMarks marks) {
    auto const& first = speaker.next(ahead);
    if (!first.is_digits()) return std::nullopt;
    Numeral out{first.text, {}, false, 1};
    for (std::size_t i = 0; i < most_groups && first.text.size() <= 3; ++i) {
        auto const taken = group_at(speaker, ahead + out.tokens, marks);
        if (taken == 0) break;
        out.whole += speaker.next(ahead + out.tokens + taken - 1).text;
        out.tokens += taken;
        out.grouped = true;
    }
    if (has_decimals(speaker, ahead + out.tokens, marks)) {
        out.decimals = speaker.next(ahead + out.tokens + 1).text;
        out.tokens += 2;
    }
    return out;
}

bool is_dash(Token const& token) {
    return token.kind == TokenKind::mark &&
           (token.text == "–" || token.text == "—" || token.text == "-" || token.text == "−" || token.text == "‑");
}

bool is_number_dash(Speaker const& speaker, std::size_t ahead) {
    auto const& dash = speaker.next(ahead);
    return is_dash(dash) && dash.glued() == speaker.next(ahead + 1).glued() && (dash.glued() || dash.text == "–");
}

int roman_value(std::string_view text) {
    constexpr std::array<std::string_view, 10> ones{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    std::string latin;
    for (std::size_t i = 0; i < text.size() && latin.size() < 8;) {
        if (text.substr(i).starts_with("І") || text.substr(i).starts_with("Х")) {  // Cyrillic
            latin += text.substr(i).starts_with("І") ? 'I' : 'X';
            i += 2;
        } else {
            latin += text[i++];
        }
    }
    auto const tens = std::min(latin.find_first_not_of('X'), latin.size());
    auto const* const one = std::ranges::find(ones, std::string_view(latin).substr(tens));
    if (latin.empty() || tens > 3 || one == ones.end()) return 0;
    return static_cast<int>(tens) * 10 + static_cast<int>(one - ones.begin());
}

std::optional<PhoneNumber> phone_number_at(Speaker const& speaker) {
    PhoneNumber out;
    out.plus = speaker.next().is("+");
    out.tokens = out.plus ? 1 : 0;
    std::size_t digits = 0;
    bool hyphens = true;
    for (std::size_t i = 0; i < most_groups; ++i) {
        auto const& separator = speaker.next(out.tokens);
        bool const bracket = separator.is("(") || separator.is(")");
        bool const mark = !out.groups.empty() && separator.glued() && separator.is("-");
        auto const skipped = static_cast<std::size_t>(bracket || mark) +
                             static_cast<std::size_t>(bracket && speaker.next(out.tokens + 1).is("-"));
        auto const& group = speaker.next(out.tokens + skipped);
        if (!group.is_digits() || group.text.size() > longest_number) break;
        hyphens &= out.groups.empty() || mark;
        out.groups.push_back(group.text);
        digits += group.text.size();
        out.tokens += skipped + 1;
    }
    if (out.groups.empty() || digits > longest_number) return std::nullopt;
    auto const& first = out.groups.front();
    bool const local = out.groups.size() == 2 && hyphens && first.size() == 3 && out.groups[1].size() == 4;
    bool const three = out.groups.size() == 3 && hyphens && first.size() == 3 && out.groups[2].size() == 4;
    bool const trunk = out.groups.size() > 1 && first[0] == '0' && first.size() >= 3 && digits >= 9;
    if (local || three || trunk || (out.plus && digits >= 7)) return out;
    return std::nullopt;
}

}  // namespace broadsheet::speech
