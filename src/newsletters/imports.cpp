#include "newsletters/imports.h"

#include "base/id.h"
#include "base/log.h"

namespace broadsheet::newsletters {

Imports::~Imports() {
    if (thread_.joinable()) thread_.join();
}

Result<std::string> Imports::start(std::function<Result<ImportReport>(std::atomic<std::int64_t>& done)> work) {
    std::lock_guard const lock(mutex_);
    if (running_ && !running_->ended)
        return refuse(ProblemKind::conflict, "import_under_way", "Another list is being imported; please wait for it.");
    if (thread_.joinable()) thread_.join();
    auto const name = id_text(new_id_bits());
    auto const run = std::make_shared<Run>();
    runs_[name] = running_ = run;
    thread_ = std::thread([run, work = std::move(work)] {
        try {
            run->result = work(run->done);
        } catch (std::exception const& error) {
            log_error("import_failed error=\"{}\"", error.what());
            run->result = refuse(ProblemKind::conflict, "import_failed",
                                 "The import ended early. What was read so far is kept; give the same file again.");
        }
        run->ended = true;
    });
    return name;
}

std::optional<Imports::State> Imports::find(std::string const& name) {
    std::lock_guard const lock(mutex_);
    auto const found = runs_.find(name);
    if (found == runs_.end()) return std::nullopt;
    State out;
    out.ended = found->second->ended;
    out.done = found->second->done;
    if (out.ended) out.result = found->second->result;
    return out;
}

}  // namespace broadsheet::newsletters
