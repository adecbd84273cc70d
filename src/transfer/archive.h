// A backup's file: a tar archive (POSIX.1-2001, pax) packed with zstd (RFC 8878), written and read from beginning to
// end.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::transfer {

// Writes to a file descriptor that stays the caller's. Every call throws std::runtime_error where it cannot write.
class ArchiveWriter {
  public:
    explicit ArchiveWriter(int descriptor);
    ~ArchiveWriter();
    void add(std::string const& name, std::string_view bytes);
    // False where the file is not there.
    bool add_file(std::string const& name, std::filesystem::path const& file);
    std::string digest() const;  // of all that was added so far: BLAKE2b-256 of names, sizes and bytes
    void finish();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Reads from a file descriptor that stays the caller's. Throws std::runtime_error where what it reads is no such
// archive, is damaged, or names anything but plain files below one folder.
class ArchiveReader {
  public:
    explicit ArchiveReader(int descriptor);
    ~ArchiveReader();
    std::optional<std::string> next();  // the name of the next file; nothing at the end
    std::string bytes(std::size_t most = std::size_t{1} << 30);
    std::string digest() const;  // of all files whose bytes were read

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::transfer
