// The rules of the picture library: the shapes that pictures are cut to, what may be used until when, and the day that
// a picture counts for. Pure; any thread.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/locale.h"
#include "base/result.h"
#include "content/records.h"

namespace broadsheet::content {

// What a picture is cut to beside being shown whole. Why these: docs/decisions/0018-shapes-of-pictures.md.
struct Shape {
    std::string_view name;
    int across = 1;
    int down = 1;
    double ratio() const { return double(across) / down; }
};
inline constexpr std::array<Shape, 4> shapes = {{{"16:9", 16, 9}, {"4:3", 4, 3}, {"3:2", 3, 2}, {"1:1", 1, 1}}};
Shape const* find_shape(std::string_view name);
// The one square that podcast directories show, larger than pages need it: its files have this name in place of a
// shape's, and are made of the podcast's picture alone.
inline constexpr char const* podcast_cover = "podcast";
inline constexpr int least_podcast_cover = 1400, largest_podcast_cover = 3000;  // pixels (Apple's rules)

// Whether the whole picture has this shape already, within 1 %.
bool has_shape(Picture const& picture, Shape const& shape);
// What a page shows of the picture in this shape: the editors' crop, or the largest part of the shape whose middle is
// as near to the focal point as can be. All of a picture that has the shape.
PictureBox cut_of(Picture const& picture, Shape const& shape);
bool is_whole(PictureBox const& box);
int podcast_cover_width(Picture const& picture);  // pixels, of what it can be cut to

// Refuses (field "crops/16:9") a box that is not within the picture, is under a tenth of one of its sides, or is more
// than 1 % off the shape.
Result<void> crop_rule(Picture const& picture, Shape const& shape, PictureBox const& box);

// valid: something is known of the rights and they have not ended; expiring: they end within 30 days.
enum class Rights { valid, expiring, expired, unknown };
std::string_view name_of(Rights rights);
inline constexpr int expiring_days = 30;
// `today` in the publication's zone. Rights that end on a day last through it.
Rights rights_of(Picture const& picture, Day today);

std::string day_text(Day day);                        // "2026-09-01"
std::optional<Day> parse_day(std::string_view text);  // of a day that there is
Day days_after(Day day, int days);

// When a picture was taken, as its text says: a day of no zone, or a moment; neither where it says nothing readable.
// "2024" and "2024-05" count as their first day.
struct Taken {
    std::optional<Day> day;
    std::optional<Time> at;
};
Taken taken_of(std::string_view text);

}  // namespace broadsheet::content
