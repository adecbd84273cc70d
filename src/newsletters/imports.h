// Imports under way and those that ended since the program started; one at a time. Any thread.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "newsletters/import.h"

namespace broadsheet::newsletters {

class Imports {
  public:
    ~Imports();  // waits for the one under way

    struct State {
        bool ended = false;
        std::int64_t done = 0;                       // rows so far
        std::optional<Result<ImportReport>> result;  // once it has ended
    };
    // Runs the import on a thread of its own, and `told` with its report there; refused ("import_under_way") while
    // another runs. Gives the name to ask by.
    Result<std::string> start(std::function<Result<ImportReport>(std::atomic<std::int64_t>& done)> work);
    std::optional<State> find(std::string const& name);

  private:
    struct Run {
        std::atomic<std::int64_t> done{0};
        std::atomic<bool> ended{false};
        std::optional<Result<ImportReport>> result;
    };
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Run>> runs_;
    std::thread thread_;
    std::shared_ptr<Run> running_;
};

}  // namespace broadsheet::newsletters
