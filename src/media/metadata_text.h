// Words out of strangers' files: whatever bytes they are, what comes out is clean UTF-8. Pure; any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::media {

inline constexpr std::size_t max_metadata_text = 4000;  // bytes

// Bytes of a field that does not say its character set: UTF-8 where they are valid UTF-8 (most programs write that
// without declaring it), else Windows-1252, which holds Latin-1.
std::string utf8_from_legacy(std::string_view bytes);

// Trims; line ends become '\n'; control characters go, broken bytes become U+FFFD; at most max_metadata_text bytes.
std::string metadata_text(std::string_view text);

}  // namespace broadsheet::media
