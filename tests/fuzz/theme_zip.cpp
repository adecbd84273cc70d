// Whatever the bytes: a zip is refused, or every path in it stays inside, and packing it again changes nothing.
#include <cstdint>
#include <cstdlib>

#include "theme/archive.h"

namespace theme = broadsheet::theme;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const packed = theme::read_theme_zip({reinterpret_cast<char const*>(data), size});
    if (!packed) return 0;
    for (auto const& [path, bytes] : packed->files)
        if (path.empty() || path[0] == '/' || ("/" + path + "/").find("/../") != std::string::npos) std::abort();
    auto const zip = theme::write_theme_zip(packed->files);
    auto const again = theme::read_theme_zip(zip);
    if (again && again->folder.empty() && again->files != packed->files) std::abort();
    return 0;
}
