// For whom a page is made (content::audience_of): who a reader's cookie is stands in memory, and goes when the change
// log names the reader. Any thread.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "accounts/readers.h"
#include "store/changes.h"

namespace broadsheet::accounts {

class Audiences {
  public:
    Audiences(store::Database& database, Readers const& readers) : database_(database), readers_(readers) {}

    // From memory: of the Cookie field of a request. Nothing: it has to be asked.
    std::optional<std::string> known(std::string_view cookies, Time now) const;
    // Asks the store where memory does not know; "public" for strangers, and while the database is away.
    std::string of(http::Request const& request);
    void hear(std::vector<store::Change> const& changes);

  private:
    struct Known {
        std::string audience;
        std::string reader;  // id text
        Time until{};
    };
    static constexpr std::size_t most_known = 100'000;

    Known ask(std::string const& secret);

    store::Database& database_;
    Readers const& readers_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Known> known_;  // by the cookie's value
    std::uint64_t heard_ = 0;
};

}  // namespace broadsheet::accounts
