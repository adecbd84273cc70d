#include "theme/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/utf8.h"

namespace broadsheet::theme {
namespace {

constexpr std::size_t most_entries = 5'000;
constexpr std::size_t most_bytes = 64 << 20;
constexpr std::size_t most_times_larger = 100;
constexpr std::size_t free_bytes = 1 << 20;  // below which the ratio does not matter: text packs well
constexpr std::size_t longest_path = 255;

struct Free {
    void operator()(archive* reader) const { archive_read_free(reader); }
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct FreeWriter {
    void operator()(archive* writer) const { archive_write_free(writer); }
};

std::unexpected<Problem> no_zip(char const* why) {
    return refuse(ProblemKind::invalid, "theme_zip", fmt::format("This zip file cannot be read: {}.", why), "file");
}

std::unexpected<Problem> bad_path(std::string_view path, char const* why) {
    return refuse(ProblemKind::invalid, "theme_path", fmt::format("{}: {}", path, why), "file");
}

std::unexpected<Problem> too_large() {
    return refuse(ProblemKind::too_large, "theme_too_large",
                  fmt::format("A theme may hold {} files and {} MB, and be packed to a hundredth at most.",
                              most_entries, most_bytes >> 20),
                  "file");
}

// Segments of letters and such between single slashes: nothing that another system would read as leading elsewhere.
char const* fault_of(std::string_view path) {
    if (path.empty() || path.size() > longest_path) return "this path is empty or too long";
    if (!is_clean_text(path) || path.find_first_of("\\:\r\n\t") != std::string_view::npos)
        return "this path holds characters that no theme needs";
    for (std::size_t at = 0; at <= path.size();) {
        auto const segment = path.substr(at, path.find('/', at) - at);
        if (segment.empty() || segment == "." || segment == "..") return "this path leads out of the theme's folder";
        at += segment.size() + 1;
    }
    return nullptr;
}

bool is_left_out(std::string_view path) {
    for (std::size_t at = 0; at < path.size();) {
        auto const segment = path.substr(at, path.find('/', at) - at);
        if (segment.starts_with('.') || segment == "node_modules" || segment == "__MACOSX") return true;
        at += segment.size() + 1;
    }
    return false;
}

Result<std::string> read_bytes(archive* reader, std::string_view path, std::size_t room) {
    std::string bytes;
    char block[64 * 1024];
    for (;;) {
        auto const count = archive_read_data(reader, block, sizeof block);
        if (count == 0) return bytes;
        if (count < 0) return bad_path(path, "this file is damaged or encrypted");
        if (bytes.size() + static_cast<std::size_t>(count) > room) return too_large();
        bytes.append(block, static_cast<std::size_t>(count));
    }
}

// Where everything stands in one folder, that folder.
std::string common_folder(ThemeFiles const& files) {
    if (files.empty()) return {};
    auto const& first = files.begin()->first;
    auto const slash = first.find('/');
    if (slash == std::string::npos) return {};
    auto const folder = first.substr(0, slash + 1);
    if (folder == "partials/" || folder == "assets/" || folder == "locales/") return {};
    return std::all_of(files.begin(), files.end(), [&](auto const& file) { return file.first.starts_with(folder); })
               ? folder
               : std::string();
}

PackedTheme without_folder(ThemeFiles files) {
    auto const folder = common_folder(files);
    if (folder.empty()) return {std::move(files), {}};
    PackedTheme out;
    out.folder = folder.substr(0, folder.size() - 1);
    for (auto& [path, bytes] : files) out.files.emplace(path.substr(folder.size()), std::move(bytes));
    return out;
}

la_ssize_t append_to(archive*, void* text, void const* bytes, std::size_t size) {
    static_cast<std::string*>(text)->append(static_cast<char const*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<PackedTheme> read_theme_zip(std::string_view zip) {
    std::unique_ptr<archive, Free> const reader(archive_read_new());
    if (!reader) throw std::bad_alloc();
    archive_read_support_format_zip_seekable(reader.get());
    if (archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK)
        return no_zip("it is none, or it is damaged");
    auto const room = std::min(most_bytes, free_bytes + zip.size() * most_times_larger);
    ThemeFiles files;
    std::size_t entries = 0, total = 0;
    archive_entry* entry = nullptr;
    for (int status; (status = archive_read_next_header(reader.get(), &entry)) != ARCHIVE_EOF;) {
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return no_zip("its list of files is damaged");
        if (++entries > most_entries) return too_large();
        auto const* const name = archive_entry_pathname_utf8(entry);
        if (!name) return no_zip("a file's name is not UTF-8");
        std::string path(name);
        auto const type = archive_entry_filetype(entry);
        if (type == AE_IFDIR && path.ends_with('/')) path.pop_back();
        if (auto const* const fault = fault_of(path)) return bad_path(path, fault);
        if (archive_entry_hardlink(entry) || archive_entry_symlink(entry) || (type != AE_IFREG && type != AE_IFDIR))
            return bad_path(path, "a theme holds files and folders only, no links");
        if (archive_entry_is_encrypted(entry)) return bad_path(path, "this file is encrypted");
        if (type == AE_IFDIR || is_left_out(path)) continue;
        auto bytes = read_bytes(reader.get(), path, room - total);
        if (!bytes) return refuse(bytes.error());
        total += bytes->size();
        if (!files.emplace(path, std::move(*bytes)).second) return bad_path(path, "this path is there twice");
    }
    if (files.empty()) return no_zip("there is no file in it");
    return without_folder(std::move(files));
}

std::string write_theme_zip(ThemeFiles const& files) {
    std::string out;
    std::unique_ptr<archive, FreeWriter> const writer(archive_write_new());
    std::unique_ptr<archive_entry, Free> const entry(archive_entry_new());
    if (!writer || !entry) throw std::bad_alloc();
    auto const check = [&](la_ssize_t status) {
        if (status < ARCHIVE_OK) throw std::runtime_error(fmt::format("zip: {}", archive_error_string(writer.get())));
    };
    check(archive_write_set_format_zip(writer.get()));
    check(archive_write_set_bytes_in_last_block(writer.get(), 1));
    check(archive_write_open(writer.get(), &out, nullptr, append_to, nullptr));
    for (auto const& [path, bytes] : files) {
        archive_entry_clear(entry.get());
        archive_entry_set_pathname_utf8(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_mtime(entry.get(), 315'532'800, 0);  // 1980: the first moment that zip can say
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        check(archive_write_header(writer.get(), entry.get()));
        check(archive_write_data(writer.get(), bytes.data(), bytes.size()));
    }
    check(archive_write_close(writer.get()));
    return out;
}

}  // namespace broadsheet::theme
