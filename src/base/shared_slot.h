// A place for a shared pointer that several threads read and put, as std::atomic<std::shared_ptr> is; but that one, in
// libstdc++ 12, gives its lock back after reading without release (load() in bits/shared_ptr_atomic.h), which is a race
// by the standard and on processors that reorder. Any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace broadsheet {

template <class T>
class SharedSlot {
  public:
    std::shared_ptr<T> load() const {
        std::lock_guard const lock(gate_);
        return held_;
    }

    void store(std::shared_ptr<T> next) {
        std::lock_guard const lock(gate_);
        held_.swap(next);
    }  // what was there goes after the lock: parameters outlive locals

  private:
    // Held for the time of one count; whoever finds it closed looks again at once.
    class Gate {
      public:
        void lock() {
            while (closed_.test_and_set(std::memory_order_acquire))
                if (closed_.test(std::memory_order_relaxed)) std::this_thread::yield();
        }
        void unlock() { closed_.clear(std::memory_order_release); }

      private:
        std::atomic_flag closed_;
    };

    mutable Gate gate_;
    std::shared_ptr<T> held_;
};

}  // namespace broadsheet
