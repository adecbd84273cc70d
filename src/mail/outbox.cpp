#include "mail/outbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <tuple>

#include "mail/gmime.h"

namespace broadsheet::mail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".eml";
constexpr std::size_t largest = 32 * 1024 * 1024;

[[noreturn]] void fail(char const* what, fs::path const& path) {
    throw std::runtime_error(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(errno)));
}

void write_file(fs::path const& path, std::string_view bytes) {
    int const file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) fail("make", path);
    bool good = true;
    while (good && !bytes.empty()) {
        auto const written = ::write(file, bytes.data(), bytes.size());
        good = written > 0 || (written < 0 && errno == EINTR);
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    good = good && ::fsync(file) == 0;
    int const reason = errno;
    ::close(file);
    if (good) return;
    ::unlink(path.c_str());
    errno = reason;
    fail("write", path);
}

void sync_folder(fs::path const& path) {
    int const folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const good = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0) ::close(folder);
    if (!good) fail("sync", path);
}

// 2026-11-23T20:05:07.000Z → 20261123-200507
std::string name_of(Time now) {
    auto const text = iso_time(now);
    std::string out;
    for (char const c : text.substr(0, text.find('.')))
        if (c != '-' && c != ':') out += c == 'T' ? '-' : c;
    return fmt::format("{}-{:08x}{:08x}", out, randombytes_random(), randombytes_random());
}

// When a file of this name was written; nothing if it is none of ours.
std::optional<Time> time_of(std::string_view name) {
    if (name.size() < 21 || name.size() > 60 || !name.ends_with(ending) || name[8] != '-' || name[15] != '-')
        return std::nullopt;
    auto const random = name.substr(16, name.size() - 16 - ending.size());
    if (random.empty() || random.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") != std::string_view::npos)
        return std::nullopt;
    auto const part = [&](std::size_t at, std::size_t size) { return name.substr(at, size); };
    return parse_iso_time(
        fmt::format("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 2), part(6, 2), part(9, 2), part(11, 2), part(13, 2)));
}

}  // namespace

void Outbox::keep(std::string_view mime, Time now) const {
    start_gmime();
    std::error_code error;
    if (fs::create_directories(folder_, error)) fs::permissions(folder_, fs::perms::owner_all);
    auto const name = name_of(now);
    auto const aside = folder_ / (name + ".part");
    write_file(aside, mime);
    if (::rename(aside.c_str(), (folder_ / (name + std::string(ending))).c_str()) != 0) fail("rename", aside);
    sync_folder(folder_);
}

std::vector<Outbox::Mail> Outbox::list(std::size_t most) const {
    // Names tell the second; within one, the file system tells which came first.
    std::vector<std::tuple<Time, fs::file_time_type, std::string>> files;
    std::error_code error, gone;
    for (fs::directory_iterator next(folder_, error), end; !error && next != end; next.increment(error))
        if (auto name = next->path().filename().string(); auto const at = time_of(name))
            files.emplace_back(*at, next->last_write_time(gone), std::move(name));
    std::sort(files.rbegin(), files.rend());
    if (files.size() > most) files.resize(most);
    std::vector<Mail> out;
    for (auto const& [at, written, name] : files)
        if (auto mail = find(name)) out.push_back(std::move(*mail));
    return out;
}

std::optional<Outbox::Mail> Outbox::find(std::string_view name) const {
    auto const at = time_of(name);
    if (!at) return std::nullopt;
    auto const path = folder_ / name;
    std::error_code error;
    auto const size = fs::file_size(path, error);
    if (error || size > largest) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string source(size, '\0');
    if (!file.read(source.data(), static_cast<std::streamsize>(size))) return std::nullopt;
    auto message = read_mime(source);
    if (!message) return std::nullopt;
    return Mail{std::string(name), *at, std::move(*message), std::move(source)};
}

}  // namespace broadsheet::mail
