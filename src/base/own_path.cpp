#include "base/own_path.h"

#include <algorithm>

namespace broadsheet {

std::string own_path(std::string_view text) {
    bool const plain = std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c != 0x7f && c != '\\'; });
    return plain && text.starts_with('/') && !text.starts_with("//") ? std::string(text) : std::string();
}

}  // namespace broadsheet
