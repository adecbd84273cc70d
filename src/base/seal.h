// Keeps short secrets from whoever holds the database alone: sealed with a key that stands in a file beside it.
// Immutable; any thread.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet {

class Seal {
  public:
    // The key in this file (32 bytes, readable by its owner alone), which is made if it is not there. Throws
    // std::runtime_error if it cannot be read or made, or is no key.
    explicit Seal(std::filesystem::path const& key_file);

    std::string close(std::string_view secret) const;  // base64url; another text each time
    // Nothing if this was not closed with this key, or has been changed since.
    std::optional<std::string> open(std::string_view sealed) const;
    // One way, the same each time, and not to be guessed without the key, however short the secret. base64url.
    std::string hash(std::string_view secret) const;

  private:
    std::string key_;
};

}  // namespace broadsheet
