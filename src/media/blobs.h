// Files kept by the name of their content: pictures, renditions, audio. A blob never changes; its name is made of the
// hash of its bytes, so the same bytes are stored once and an address may be cached for ever. Every call: any thread.
#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"

namespace broadsheet::media {

// The name of these bytes: `ab/abcdef….jpg`, 40 hex digits of BLAKE2b behind their first two. `extension` is 1 to 8 of
// a-z 0-9, without a dot; anything else is a bug and throws std::invalid_argument.
std::string blob_name(std::string_view bytes, std::string_view extension);
std::string_view extension_of(std::string_view blob);  // of a valid name: "jpg"; lives as long as `blob`
// Whether `name` has exactly the form that blob_name gives. Names come from addresses: nothing else reaches the disk.
bool valid_blob_name(std::string_view name);

class BlobStore {
  public:
    virtual ~BlobStore() = default;

    // Returns the blob's name once it is durable. The same bytes again: the same name, nothing written. Throws
    // std::system_error (disk full, not allowed …) and leaves nothing half-written.
    virtual std::string put(std::string_view bytes, std::string_view extension) = 0;
    // The bytes, or nothing when there is no such blob or the name is not a blob's.
    virtual std::optional<std::string> get(std::string_view name) const = 0;
    virtual bool exists(std::string_view name) const = 0;
    // Removes the blob durably; false when there was none.
    virtual bool remove(std::string_view name) = 0;
    // Whether somebody copies what is here: whoever sweeps waits.
    virtual bool is_held() const { return false; }
    // The file to serve from (whole or in ranges), or nothing: no such blob, or a store without files (then use get).
    virtual std::optional<std::filesystem::path> path(std::string_view name) const = 0;
};

// Blobs in a folder, fanned out over 256 sub-folders. Several processes may use one folder at the same time.
class FolderBlobs : public BlobStore {
  public:
    // Makes the folder when it is not there; sweeps out temporary files that a killed process left over a day ago.
    explicit FolderBlobs(std::filesystem::path folder);
    std::string put(std::string_view bytes, std::string_view extension) override;
    std::optional<std::string> get(std::string_view name) const override;
    bool exists(std::string_view name) const override;
    bool remove(std::string_view name) override;
    bool is_held() const override;
    std::optional<std::filesystem::path> path(std::string_view name) const override;
    // Held for as long as this lives, by any number of processes at once.
    Descriptor hold() const;
    std::vector<std::string> names() const;  // of all blobs, sorted

  private:
    std::filesystem::path folder_;
};

// The same in memory, for tests.
class MemoryBlobs : public BlobStore {
  public:
    std::string put(std::string_view bytes, std::string_view extension) override;
    std::optional<std::string> get(std::string_view name) const override;
    bool exists(std::string_view name) const override;
    bool remove(std::string_view name) override;
    std::optional<std::filesystem::path> path(std::string_view name) const override;

  private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> blobs_;
};

}  // namespace broadsheet::media
