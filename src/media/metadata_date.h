// Dates as cameras and picture desks write them. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace broadsheet::media {

struct MetadataDate {
    std::string text;        // ISO 8601, as exact as the file is; empty where it makes no sense
    std::optional<Time> at;  // its first moment; nothing unless at least the day is known
    bool has_time = false;
};

// Reads `2024`, `2024-05`, `2024-05-31T18:04:05.120+02:00` (XMP), `2024:05:31 18:04:05` (Exif), `20240531` with
// `180405+0200` (IIM; joined by a space or T). Months and days of 00 and times that are no times are left out.
MetadataDate read_date(std::string_view text);

}  // namespace broadsheet::media
