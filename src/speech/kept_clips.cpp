#include "speech/kept_clips.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

namespace broadsheet::speech {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".clip", temporary = ".new";
constexpr std::string_view magic = "BSC1";
constexpr std::size_t digest_bytes = 16;

std::string digest(std::string_view bytes) {
    std::string out(digest_bytes, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                       reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), nullptr, 0);
    return out;
}

// magic, rate, samples as this machine writes them, and the digest of all that.
std::string pack(Clip const& clip) {
    std::string out(magic);
    auto const rate = static_cast<std::uint32_t>(clip.rate);
    out.append(reinterpret_cast<char const*>(&rate), sizeof rate);
    out.append(reinterpret_cast<char const*>(clip.samples.data()), clip.samples.size() * sizeof(std::int16_t));
    return out + digest(out);
}

std::optional<Clip> unpack(std::string_view bytes) {
    std::uint32_t rate = 0;
    auto const head = magic.size() + sizeof rate;
    if (bytes.size() < head + digest_bytes || !bytes.starts_with(magic)) return std::nullopt;
    auto const body = bytes.substr(0, bytes.size() - digest_bytes);
    if (digest(body) != bytes.substr(body.size())) return std::nullopt;
    std::memcpy(&rate, body.data() + magic.size(), sizeof rate);
    Clip out{static_cast<int>(rate), std::vector<std::int16_t>((body.size() - head) / sizeof(std::int16_t))};
    std::memcpy(out.samples.data(), body.data() + head, out.samples.size() * sizeof(std::int16_t));
    return out;
}

std::optional<std::string> read_file(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    if (!file || !(bytes << file.rdbuf())) return std::nullopt;
    return std::move(bytes).str();
}

bool write_file(fs::path const& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return !file.fail();
}

// What is written has the time of the kernel's last tick, which may be before the use of another file: so for both.
void mark_used(fs::path const& path) {
    std::error_code ignored;  // only the order after the next start depends on it
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
}

std::string hex(std::string_view bytes) {
    std::string out(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
    out.pop_back();
    return out;
}

}  // namespace

KeptClips::KeptClips(fs::path folder, std::uint64_t most_bytes) : folder_(std::move(folder)), most_bytes_(most_bytes) {
    fs::create_directories(folder_);
    std::vector<fs::directory_entry> found;
    for (auto const& entry : fs::directory_iterator(folder_)) {
        std::error_code vanished;
        if (entry.path().extension() == temporary) fs::remove(entry.path(), vanished);
        if (entry.path().extension() == extension && entry.is_regular_file(vanished)) found.push_back(entry);
    }
    std::ranges::sort(found, {}, [](auto const& entry) { return entry.last_write_time(); });
    for (auto const& entry : found) {
        entries_[entry.path().filename().string()] = {entry.file_size(), ++uses_};
        bytes_ += entry.file_size();
    }
    make_room();
}

std::string KeptClips::key(std::string_view voice_id, std::string_view script) {
    return hex(digest(fmt::format("{} {}\n{}", voice_id.size(), voice_id, script))).append(extension);
}

std::optional<Clip> KeptClips::find(std::string const& key) {
    {
        std::lock_guard const lock(mutex_);
        auto const entry = entries_.find(key);
        if (entry == entries_.end()) return std::nullopt;
        entry->second.used = ++uses_;
    }
    auto const bytes = read_file(path(key));
    auto clip = bytes ? unpack(*bytes) : std::nullopt;
    if (!clip) {
        std::lock_guard const lock(mutex_);
        forget(key);
        return std::nullopt;
    }
    mark_used(path(key));
    return clip;
}

bool KeptClips::has(std::string const& key) const {
    std::lock_guard const lock(mutex_);
    return entries_.contains(key);
}

bool KeptClips::keep(std::string const& key, Clip const& clip) {
    auto const bytes = pack(clip);
    std::lock_guard const lock(mutex_);
    auto const half = path(key + std::string(temporary));
    std::error_code error;
    if (write_file(half, bytes))
        fs::rename(half, path(key), error);
    else
        error = std::make_error_code(std::errc::io_error);
    if (error) {
        fs::remove(half, error);
        return false;
    }
    mark_used(path(key));
    auto& entry = entries_[key];
    bytes_ += bytes.size() - entry.bytes;
    entry = {bytes.size(), ++uses_};
    make_room();
    return true;
}

std::uint64_t KeptClips::bytes() const {
    std::lock_guard const lock(mutex_);
    return bytes_;
}

void KeptClips::forget(std::string const& key) {
    auto const entry = entries_.find(key);
    if (entry == entries_.end()) return;
    bytes_ -= entry->second.bytes;
    entries_.erase(entry);
    std::error_code ignored;  // it is gone already, or will be overwritten
    fs::remove(path(key), ignored);
}

void KeptClips::make_room() {
    while (bytes_ > most_bytes_ && !entries_.empty()) {
        auto const oldest = std::ranges::min_element(entries_, {}, [](auto const& entry) { return entry.second.used; });
        forget(std::string(oldest->first));
    }
}

}  // namespace broadsheet::speech
