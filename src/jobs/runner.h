// Runs the durable queue: takes what is due, holds it by a lease (so that a killed process's job is taken up again),
// retries with growing pauses, parks what fails ten times. Handlers must bear being run twice.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/changes.h"

namespace broadsheet::jobs {

using Work = std::function<void(store::Job const&)>;  // throws to be tried again

class Runner {
  public:
    Runner(store::Database& database, std::map<std::string, Work> kinds, int threads = 2);
    ~Runner();

    void start();
    void stop();     // waits for the jobs under way
    void wake();     // something may have become due; any thread
    bool run_one();  // takes and runs one due job on this thread; false if there was none

  private:
    void run_until_stopped();
    void release();

    store::Database& database_;
    std::map<std::string, Work> kinds_;
    int thread_count_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::uint64_t wakes_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace broadsheet::jobs
