#include "media/blobs.h"

namespace broadsheet::media {

std::string MemoryBlobs::put(std::string_view bytes, std::string_view extension) {
    std::string name = blob_name(bytes, extension);
    std::lock_guard const lock(mutex_);
    blobs_.try_emplace(name, bytes);
    return name;
}

std::optional<std::string> MemoryBlobs::get(std::string_view name) const {
    std::lock_guard const lock(mutex_);
    auto const found = blobs_.find(name);
    return found == blobs_.end() ? std::nullopt : std::optional(found->second);
}

bool MemoryBlobs::exists(std::string_view name) const {
    std::lock_guard const lock(mutex_);
    return blobs_.contains(name);
}

bool MemoryBlobs::remove(std::string_view name) {
    std::lock_guard const lock(mutex_);
    auto const found = blobs_.find(name);
    if (found == blobs_.end()) return false;
    blobs_.erase(found);
    return true;
}

std::optional<std::filesystem::path> MemoryBlobs::path(std::string_view) const { return std::nullopt; }

}  // namespace broadsheet::media
