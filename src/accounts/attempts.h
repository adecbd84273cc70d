// Limits sign-in attempts by account and by address: after five failures each further one doubles the wait. Any thread.
#pragma once
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace broadsheet::accounts {

class Attempts {
  public:
    // How long this key must wait; zero: it may try now.
    Millis wait(std::string const& key, Time now);
    void failed(std::string const& key, Time now);
    void succeeded(std::string const& key);

  private:
    struct Record {
        int failures = 0;
        Time free_at{};
        Time last{};
    };
    std::mutex mutex_;
    std::unordered_map<std::string, Record> records_;
};

}  // namespace broadsheet::accounts
