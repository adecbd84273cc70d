// How often appeals were seen and followed: counted in memory, written every few seconds. No reader is remembered. Any
// thread.
#pragma once
#include <map>
#include <mutex>
#include <utility>

#include "frame/frame.h"
#include "store/appeals.h"

namespace broadsheet::membership {

class AppealCounts {
  public:
    AppealCounts(store::Database& database, frame::Frame const& frame) : database_(database), frame_(frame) {}

    enum class What { seen, clicked };
    void count(content::AppealId appeal, int wording, What what);
    void write();  // what has come since; nothing where nothing has

  private:
    struct Counted {
        std::int64_t seen = 0, clicked = 0;
    };
    static constexpr std::size_t most = 10'000;  // strangers may name any id

    store::Database& database_;
    frame::Frame const& frame_;
    std::mutex mutex_;
    std::map<std::pair<content::AppealId, int>, Counted> counted_;
};

}  // namespace broadsheet::membership
