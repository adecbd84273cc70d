// Sentences that were spoken before, on disk, so that a changed story costs its changed sentences. Bounded in bytes;
// the least recently used go first. Only a cache: what is damaged, missing or could not be written is spoken again.
// Owns its folder, one process at a time for the bound to hold. Any thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "speech/voice.h"

namespace broadsheet::speech {

class KeptClips {
  public:
    // Makes the folder, sweeps out what a killed process left half-written, and drops what is over the bound. Throws
    // std::filesystem::filesystem_error where that is not possible.
    KeptClips(std::filesystem::path folder, std::uint64_t most_bytes);

    // The name under which this sentence of this voice is kept.
    static std::string key(std::string_view voice_id, std::string_view script);

    std::optional<Clip> find(std::string const& key);
    bool has(std::string const& key) const;               // that it is there, not that it is whole
    bool keep(std::string const& key, Clip const& clip);  // false: the disk did not take it
    std::uint64_t bytes() const;

  private:
    struct Entry {
        std::uint64_t bytes = 0;
        std::int64_t used = 0;  // the higher, the more recently
    };
    std::filesystem::path path(std::string const& key) const { return folder_ / key; }
    void forget(std::string const& key);
    void make_room();

    std::filesystem::path const folder_;
    std::uint64_t const most_bytes_;
    mutable std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    std::uint64_t bytes_ = 0;
    std::int64_t uses_ = 0;
};

}  // namespace broadsheet::speech
