#include "membership/appeal_counts.h"

#include "base/log.h"
#include "membership/settling.h"

namespace broadsheet::membership {

void AppealCounts::count(content::AppealId appeal, int wording, What what) {
    std::lock_guard const lock(mutex_);
    if (counted_.size() >= most && !counted_.contains({appeal, wording})) return;
    auto& one = counted_[{appeal, wording}];
    ++(what == What::seen ? one.seen : one.clicked);
}

void AppealCounts::write() try {
    std::map<std::pair<content::AppealId, int>, Counted> taken;
    {
        std::lock_guard const lock(mutex_);
        taken.swap(counted_);
    }
    if (taken.empty()) return;
    auto const transaction = database_.begin();
    auto const day = day_text(transaction->now(), frame_.site().timezone);
    for (auto const& [key, one] : taken)
        store::note_appeal(*transaction, key.first, key.second, day, one.seen, one.clicked);
    transaction->commit();
} catch (std::exception const& error) {
    log_warning("appeals_not_counted error=\"{}\"", error.what());  // figures, nobody's money
}

}  // namespace broadsheet::membership
