// Writes down what is about to happen to each mail and what became of it, for all connections in shared transactions:
// tens of commits a second, not one a mail. What waits is written in the order in which it came.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"

namespace broadsheet::newsletters {

class Ledger {
  public:
    using Entry = std::function<void(store::Transaction&)>;

    explicit Ledger(store::Database& database);
    ~Ledger();  // writes what is left, if it can

    // With the next commit; kept and tried again while that fails. Any thread.
    void write(Entry entry);
    // On the disk, and all that was written before it, when this returns. Throws, with nothing of it kept, where it
    // could not be written: what it announces must not happen then. Any thread.
    void write_and_wait(Entry entry);
    std::size_t waiting();  // lines that are not on the disk
    void flush();           // waits until all that was written is on the disk; throws where that fails

  private:
    struct Line {
        Entry entry;
        std::uint64_t ticket = 0;  // 0: nobody waits
    };
    void run();
    bool commit(std::vector<Line>& lines);

    store::Database& database_;
    std::mutex mutex_;
    std::condition_variable came_, done_;
    std::vector<Line> lines_;
    std::uint64_t tickets_ = 0, settled_ = 0;  // given out; all up to this one are decided
    std::vector<std::uint64_t> failed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::newsletters
