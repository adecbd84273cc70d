// The files that ship inside the binary (themes, migrations), by their path in the source tree; sorted by path.
#pragma once
#include <span>
#include <string_view>

namespace broadsheet {

struct EmbeddedFile {
    std::string_view path;
    std::string_view bytes;
};

std::span<EmbeddedFile const> embedded_files();

}  // namespace broadsheet
