#include "content/appeals.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace broadsheet::content {
namespace {

constexpr std::array<std::pair<AppealPlace, std::string_view>, 5> places{{{AppealPlace::before, "before"},
                                                                          {AppealPlace::paragraph, "paragraph"},
                                                                          {AppealPlace::end, "end"},
                                                                          {AppealPlace::front, "front"},
                                                                          {AppealPlace::bar, "bar"}}};
constexpr std::array<std::pair<AppealAudience, std::string_view>, 3> audiences{
    {{AppealAudience::everybody, "everybody"},
     {AppealAudience::strangers, "strangers"},
     {AppealAudience::members, "members"}}};

}  // namespace

std::string_view name_of(AppealPlace place) {
    return std::ranges::find(places, place, &std::pair<AppealPlace, std::string_view>::first)->second;
}

std::optional<AppealPlace> appeal_place(std::string_view name) {
    for (auto const& [place, known] : places)
        if (known == name) return place;
    return std::nullopt;
}

std::string_view name_of(AppealAudience audience) {
    return std::ranges::find(audiences, audience, &std::pair<AppealAudience, std::string_view>::first)->second;
}

std::optional<AppealAudience> appeal_audience(std::string_view name) {
    for (auto const& [audience, known] : audiences)
        if (known == name) return audience;
    return std::nullopt;
}

bool stands(Appeal const& appeal, Time now) {
    return appeal.active && !appeal.wordings.empty() && (!appeal.starts_at || *appeal.starts_at <= now) &&
           (!appeal.ends_at || *appeal.ends_at > now);
}

std::optional<Time> next_turn(Appeal const& appeal, Time now) {
    if (!appeal.active) return std::nullopt;
    if (appeal.starts_at && *appeal.starts_at > now) return appeal.starts_at;
    return appeal.ends_at && *appeal.ends_at > now ? appeal.ends_at : std::nullopt;
}

bool is_for(Appeal const& appeal, std::string_view audience) {
    if (audience.starts_with("paid")) return false;
    if (appeal.audience == AppealAudience::strangers) return audience == "public";
    return appeal.audience == AppealAudience::everybody || audience == "member";
}

Share share_of(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return {};
    constexpr double z = 1.959963984540054;
    auto const n = static_cast<double>(whole);
    auto const p = std::clamp(static_cast<double>(part) / n, 0.0, 1.0);
    auto const middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    auto const reach = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {p, std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

Share difference_of(std::int64_t part_a, std::int64_t whole_a, std::int64_t part_b, std::int64_t whole_b) {
    auto const a = share_of(part_a, whole_a), b = share_of(part_b, whole_b);
    auto const square = [](double x) { return x * x; };
    auto const difference = b.value - a.value;
    return {difference, difference - std::sqrt(square(b.value - b.low) + square(a.high - a.value)),
            difference + std::sqrt(square(b.high - b.value) + square(a.value - a.low))};
}

}  // namespace broadsheet::content
