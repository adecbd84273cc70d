// The readable part of an address.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet {

inline constexpr std::size_t max_made_slug = 80;  // bytes, of slugs that we make
inline constexpr std::size_t max_slug = 191;      // bytes, of slugs that we accept (imports bring long ones)

// Lower-case ASCII words joined by '-', at most 80 bytes cut at a word; "story" when nothing is left. Every script is
// romanised; Ukrainian by the national rules (KMU 2010), known by `language` or by its letters. Any thread.
std::string slug_from(std::string_view headline, std::string_view language = {});

// a-z, 0-9 and single hyphens between, 1 to 191 bytes.
bool is_slug(std::string_view text);

}  // namespace broadsheet
