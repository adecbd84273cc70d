#include "content/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace broadsheet::content {
namespace {

constexpr double off_shape = 0.01;     // as a share of the shape's ratio
constexpr double least_share = 0.1;    // of a side
constexpr double rounding = 0.000'01;  // what is lost where numbers go through JSON and pixels

std::optional<int> number(std::string_view digits) {
    int value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    bool const plain = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return error == std::errc{} && end == digits.data() + digits.size() && plain ? std::optional(value) : std::nullopt;
}

std::chrono::year_month_day calendar(Day day) {
    return std::chrono::year(day.year) / std::chrono::month(unsigned(day.month)) / std::chrono::day(unsigned(day.day));
}

// Where a part of length `length` begins whose middle is as near to `focus` as can be.
double start_around(double focus, double length) { return std::clamp(focus - length / 2, 0.0, 1 - length); }

}  // namespace

Shape const* find_shape(std::string_view name) {
    auto const found = std::ranges::find(shapes, name, &Shape::name);
    return found == shapes.end() ? nullptr : found;
}

bool has_shape(Picture const& picture, Shape const& shape) {
    if (picture.width < 1 || picture.height < 1) return false;
    return std::abs(double(picture.width) / picture.height / shape.ratio() - 1) <= off_shape;
}

PictureBox cut_of(Picture const& picture, Shape const& shape) {
    if (auto const crop = picture.crops.find(std::string(shape.name)); crop != picture.crops.end()) return crop->second;
    if (picture.width < 1 || picture.height < 1 || has_shape(picture, shape)) return {};
    double const wider = double(picture.width) / picture.height / shape.ratio();
    PictureBox box;
    box.width = std::min(1.0, 1 / wider);
    box.height = std::min(1.0, wider);
    box.x = start_around(picture.focal_x, box.width);
    box.y = start_around(picture.focal_y, box.height);
    return box;
}

bool is_whole(PictureBox const& box) { return box == PictureBox{}; }

int podcast_cover_width(Picture const& picture) {
    auto const box = cut_of(picture, *find_shape("1:1"));
    return std::min(largest_podcast_cover, static_cast<int>(std::lround(box.width * picture.width)));
}

Result<void> crop_rule(Picture const& picture, Shape const& shape, PictureBox const& box) {
    auto const refused = [&](char const* code, std::string message) -> Result<void> {
        return refuse(ProblemKind::invalid, code, std::move(message), fmt::format("crops/{}", shape.name));
    };
    bool const inside = box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 &&
                        box.x + box.width <= 1 + rounding && box.y + box.height <= 1 + rounding;
    if (!inside) return refused("crop_outside", "The crop must lie within the picture.");
    if (box.width < least_share - rounding || box.height < least_share - rounding)
        return refused("crop_small", "The crop must be at least a tenth of the picture's width and height.");
    double const ratio = box.width * picture.width / (box.height * picture.height);
    if (!(std::abs(ratio / shape.ratio() - 1) <= off_shape + rounding))
        return refused("crop_shape", fmt::format("The crop must have the shape {}.", shape.name));
    return {};
}

std::string_view name_of(Rights rights) {
    switch (rights) {
        case Rights::valid:
            return "valid";
        case Rights::expiring:
            return "expiring";
        case Rights::expired:
            return "expired";
        case Rights::unknown:
            break;
    }
    return "unknown";
}

Rights rights_of(Picture const& picture, Day today) {
    if (auto const last = parse_day(picture.rights_expire)) {
        if (*last < today) return Rights::expired;
        return *last <= days_after(today, expiring_days) ? Rights::expiring : Rights::valid;
    }
    return picture.rights.empty() && picture.usage_terms.empty() ? Rights::unknown : Rights::valid;
}

std::string day_text(Day day) { return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day); }

std::optional<Day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const year = number(text.substr(0, 4)), month = number(text.substr(5, 2)), day = number(text.substr(8, 2));
    if (!year || !month || !day || *year < 1) return std::nullopt;
    Day const out{*year, *month, *day};
    return calendar(out).ok() ? std::optional(out) : std::nullopt;
}

Day days_after(Day day, int days) {
    std::chrono::year_month_day const moved = std::chrono::sys_days(calendar(day)) + std::chrono::days(days);
    return {int(moved.year()), int(unsigned(moved.month())), int(unsigned(moved.day()))};
}

Taken taken_of(std::string_view text) {
    if (auto const at = parse_iso_time(text)) return {{}, at};
    if (text.size() == 4) return {parse_day(std::string(text) + "-01-01"), {}};
    if (text.size() == 7) return {parse_day(std::string(text) + "-01"), {}};
    if (text.size() > 10 && text[10] != 'T') return {};
    return {parse_day(text.substr(0, 10)), {}};
}

}  // namespace broadsheet::content
