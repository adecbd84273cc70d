#include "media/blobs.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/descriptor.h"

namespace broadsheet::media {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_bytes = 20;
constexpr std::size_t extension_at = 3 + 2 * hash_bytes;  // of the dot in "ab/abcdef….jpg"
constexpr std::string_view temporary_prefix = ".new-";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

bool valid_extension(std::string_view extension) {
    return !extension.empty() && extension.size() <= 8 &&
           std::ranges::all_of(extension, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
}

[[noreturn]] void fail(std::string_view doing, fs::path const& path) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("blob store: cannot {} {}", doing, path.string()));
}

void sync_path(fs::path const& path, int flags) {
    Descriptor const opened(::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC));
    if (opened.get() < 0 || ::fsync(opened.get()) != 0) fail("sync", path);
}

void sync_folder(fs::path const& folder) { sync_path(folder, O_DIRECTORY); }

void make_folder(fs::path const& folder) {
    if (::mkdir(folder.c_str(), 0755) == 0) {
        sync_folder(folder.parent_path());
    } else if (errno != EEXIST) {
        fail("make", folder);
    }
}

void write_all(int fd, std::string_view bytes, fs::path const& path) {
    while (!bytes.empty()) {
        ssize_t const written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

// A file of a name of its own in `folder`, gone again unless it was renamed.
class TemporaryFile {
  public:
    explicit TemporaryFile(fs::path const& folder)
        : path_((folder / fmt::format("{}XXXXXX", temporary_prefix)).string()),
          fd_(::mkostemp(path_.data(), O_CLOEXEC)) {
        if (fd_.get() < 0) fail("write into", folder);
    }
    TemporaryFile(TemporaryFile const&) = delete;
    TemporaryFile& operator=(TemporaryFile const&) = delete;
    ~TemporaryFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    void write(std::string_view bytes) {
        write_all(fd_.get(), bytes, path_);
        if (::fchmod(fd_.get(), 0644) != 0 || ::fsync(fd_.get()) != 0) fail("sync", path_);
        if (::close(fd_.release()) != 0) fail("close", path_);
    }
    void rename(fs::path const& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0) fail("rename to", target);
        path_.clear();
    }

  private:
    std::string path_;
    Descriptor fd_;
};

bool is_file_of_size(fs::path const& path, std::size_t size) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && std::cmp_equal(status.st_size, size);
}

void sweep_old_temporaries(fs::path const& folder) {
    auto const yesterday = fs::file_time_type::clock::now() - std::chrono::hours(24);
    for (fs::directory_entry const& entry : fs::directory_iterator(folder)) {
        std::error_code vanished;  // another process may sweep at the same time
        if (!entry.path().filename().string().starts_with(temporary_prefix)) continue;
        if (auto const written = entry.last_write_time(vanished); !vanished && written < yesterday) {
            fs::remove(entry.path(), vanished);
        }
    }
}

std::string read_whole(fs::path const& path) {
    Descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) fail("open", path);
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    for (std::size_t at = 0; at < bytes.size();) {
        ssize_t const got = ::read(file.get(), bytes.data() + at, bytes.size() - at);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO;  // shorter than it was a moment ago
        if (got <= 0) fail("read", path);
        at += static_cast<std::size_t>(got);
    }
    return bytes;
}

}  // namespace

std::string blob_name(std::string_view bytes, std::string_view extension) {
    if (!valid_extension(extension))
        throw std::invalid_argument(fmt::format("not a blob's extension: '{}'", extension));
    std::array<unsigned char, hash_bytes> hash{};
    std::array<char, 2 * hash_bytes + 1> hex{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    std::string_view const digits(hex.data(), 2 * hash_bytes);
    return fmt::format("{}/{}.{}", digits.substr(0, 2), digits, extension);
}

std::string_view extension_of(std::string_view blob) { return blob.substr(extension_at + 1); }

bool valid_blob_name(std::string_view name) {
    if (name.size() <= extension_at + 1 || name[2] != '/' || name[extension_at] != '.') return false;
    std::string_view const digits = name.substr(3, 2 * hash_bytes);
    return std::ranges::all_of(digits, is_hex) && name.substr(0, 2) == digits.substr(0, 2) &&
           valid_extension(extension_of(name));
}

FolderBlobs::FolderBlobs(fs::path folder) : folder_(fs::absolute(folder).lexically_normal()) {
    fs::create_directories(folder_);
    sweep_old_temporaries(folder_);
}

std::string FolderBlobs::put(std::string_view bytes, std::string_view extension) {
    std::string name = blob_name(bytes, extension);
    fs::path const target = folder_ / name;
    if (is_file_of_size(target, bytes.size())) {
        // Perhaps another process has renamed it this moment and is not done with syncing.
        sync_folder(target.parent_path());
        return name;
    }
    make_folder(target.parent_path());
    TemporaryFile file(folder_);
    file.write(bytes);
    file.rename(target);
    sync_folder(target.parent_path());
    return name;
}

std::optional<std::string> FolderBlobs::get(std::string_view name) const {
    auto const file = path(name);
    return file ? std::optional(read_whole(*file)) : std::nullopt;
}

bool FolderBlobs::exists(std::string_view name) const { return path(name).has_value(); }

bool FolderBlobs::remove(std::string_view name) {
    auto const file = path(name);
    if (!file) return false;
    if (::unlink(file->c_str()) != 0) {
        if (errno == ENOENT) return false;
        fail("remove", *file);
    }
    sync_folder(file->parent_path());
    return true;
}

namespace {

Descriptor open_hold(fs::path const& folder) {
    Descriptor file(::open((folder / ".held").c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!file) fail("hold", folder);
    return file;
}

}  // namespace

Descriptor FolderBlobs::hold() const {
    auto file = open_hold(folder_);
    while (::flock(file.get(), LOCK_SH) != 0)
        if (errno != EINTR) fail("hold", folder_);
    return file;
}

bool FolderBlobs::is_held() const { return ::flock(open_hold(folder_).get(), LOCK_EX | LOCK_NB) != 0; }

std::vector<std::string> FolderBlobs::names() const {
    std::vector<std::string> out;
    for (auto const& folder : fs::directory_iterator(folder_)) {
        if (!folder.is_directory()) continue;
        for (auto const& file : fs::directory_iterator(folder.path()))
            if (auto name = folder.path().filename().string() + "/" + file.path().filename().string();
                valid_blob_name(name))
                out.push_back(std::move(name));
    }
    std::ranges::sort(out);
    return out;
}

std::optional<fs::path> FolderBlobs::path(std::string_view name) const {
    if (!valid_blob_name(name)) return std::nullopt;
    fs::path file = folder_ / name;
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
        fail("look up", file);
    }
    return S_ISREG(status.st_mode) ? std::optional(std::move(file)) : std::nullopt;
}

}  // namespace broadsheet::media
