// The captured outbox: a folder of mails that were written but go nowhere, for a newsroom that has no mail server yet.
// Any thread, any process.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "mail/read_message.h"

namespace broadsheet::mail {

class Outbox {
  public:
    explicit Outbox(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Writes the mail whole, then gives it its name, YYYYMMDD-HHMMSS-RANDOM.eml (UTC); readable by its owner alone.
    // Throws if the disk does not take it.
    void keep(std::string_view mime, Time now) const;

    struct Mail {
        std::string name;
        Time at{};
        ReadMessage message;
        std::string source;
    };
    // The newest first, at most so many.
    std::vector<Mail> list(std::size_t most) const;
    // Nothing for a name that is none of ours, or no longer there.
    std::optional<Mail> find(std::string_view name) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace broadsheet::mail
