#include <fmt/format.h>

#include <fstream>
#include <system_error>

#include "theme/theme.h"

namespace broadsheet::theme {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 5'000;
constexpr std::uintmax_t most_bytes = 64 << 20;

std::unexpected<Problem> refuse_folder(std::string message) {
    return refuse(ProblemKind::invalid, "theme_folder", std::move(message));
}

bool is_inside(fs::path const& path, fs::path const& root) {
    std::error_code error;
    auto const real = fs::canonical(path, error);
    if (error) return false;
    return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

bool is_left_out(fs::path const& path) {
    auto const name = path.filename().string();
    return name.starts_with('.') || name == "node_modules";
}

}  // namespace

Result<ThemeFiles> read_theme_folder(fs::path const& folder) {
    std::error_code error;
    auto const root = fs::canonical(folder, error);
    if (error || !fs::is_directory(root))
        return refuse_folder(fmt::format("There is no theme folder at {}.", folder.string()));
    ThemeFiles files;
    std::uintmax_t total = 0;
    // Links to folders are not followed, so the walk ends; links to files must stay inside.
    for (fs::recursive_directory_iterator at(root, error), end; !error && at != end; at.increment(error)) {
        if (is_left_out(at->path())) {
            at.disable_recursion_pending();
            continue;
        }
        if (!at->is_regular_file(error) || !is_inside(at->path(), root)) continue;
        auto const size = at->file_size(error);
        if (error) break;
        total += size;
        if (files.size() == most_files || total > most_bytes) {
            return refuse_folder(
                fmt::format("A theme may hold {} files and {} MB, this one holds more.", most_files, most_bytes >> 20));
        }
        std::string bytes(size, '\0');
        std::ifstream file(at->path(), std::ios::binary);
        file.read(bytes.data(), static_cast<std::streamsize>(size));
        if (file.gcount() != static_cast<std::streamsize>(size)) {
            return refuse_folder(fmt::format("{} cannot be read.", at->path().string()));
        }
        files.emplace(at->path().lexically_relative(root).generic_string(), std::move(bytes));
    }
    if (error) return refuse_folder(fmt::format("{} cannot be read: {}.", folder.string(), error.message()));
    return files;
}

}  // namespace broadsheet::theme
