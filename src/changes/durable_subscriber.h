// A subscriber that must not miss a change nor do its work twice: it keeps its position in the database and writes it
// in the transaction that does the work. Killed at any instant it goes on where it was. Of several processes one works
// at a time. It first takes in what is there already (`fill`), in batches, then follows the log.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/changes.h"

namespace broadsheet::changes {

struct DurableWork {
    std::string name;
    // Does within the transaction what these changes ask for. May be given changes again that a fill had seen already.
    std::function<void(store::Transaction&, std::vector<store::Change> const&)> hear;
    // One batch of what was there before: `progress` is empty at first, then what the last batch returned; nothing is
    // returned when all is done.
    std::function<std::optional<std::string>(store::Transaction&, std::string const& progress)> fill;
};

class DurableSubscriber {
  public:
    DurableSubscriber(store::Database& database, DurableWork work, Millis poll = Millis(500));
    ~DurableSubscriber();

    void start();  // a thread of its own; errors are logged and tried again, ever later, at most a minute
    void stop();
    void wake();     // there may be something new; any thread
    bool advance();  // one batch on this thread; false if there was nothing to do
    // How many changes it has not dealt with; all there are while it fills.
    std::int64_t behind(store::Reader& reader) const;

  private:
    void run_until_stopped();
    Millis next_pause();

    store::Database& database_;
    DurableWork work_;
    Millis poll_;
    int failures_ = 0;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool awake_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::changes
