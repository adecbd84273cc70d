#include "newsletters/ledger.h"

#include <algorithm>
#include <stdexcept>

#include "base/log.h"

namespace broadsheet::newsletters {

Ledger::Ledger(store::Database& database) : database_(database), thread_([this] { run(); }) {}

Ledger::~Ledger() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    came_.notify_all();
    thread_.join();
}

void Ledger::write(Entry entry) {
    {
        std::lock_guard const lock(mutex_);
        lines_.push_back({std::move(entry), 0});
    }
    came_.notify_one();
}

void Ledger::write_and_wait(Entry entry) {
    std::unique_lock lock(mutex_);
    auto const ticket = ++tickets_;
    lines_.push_back({std::move(entry), ticket});
    came_.notify_one();
    done_.wait(lock, [&] { return settled_ >= ticket; });
    if (std::erase(failed_, ticket) > 0) throw std::runtime_error("the mail's intent could not be written");
}

std::size_t Ledger::waiting() {
    std::lock_guard const lock(mutex_);
    return lines_.size();
}

void Ledger::flush() {
    write_and_wait([](store::Transaction&) {});
}

bool Ledger::commit(std::vector<Line>& lines) try {
    auto const transaction = database_.begin();
    for (auto const& line : lines) line.entry(*transaction);
    transaction->commit();
    return true;
} catch (std::exception const& error) {
    log_error("ledger_failed lines={} error=\"{}\"", lines.size(), error.what());
    return false;
}

void Ledger::run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        came_.wait(lock, [&] { return stopping_ || !lines_.empty(); });
        if (lines_.empty()) return;
        std::vector<Line> lines;
        lines.swap(lines_);
        auto const newest = tickets_;
        lock.unlock();
        bool const written = commit(lines);
        lock.lock();
        settled_ = newest;
        if (!written) {
            for (auto const& line : lines)
                if (line.ticket != 0) failed_.push_back(line.ticket);
            // What has happened already must be told; what has not, will not.
            std::erase_if(lines, [](auto const& line) { return line.ticket != 0; });
            lines_.insert(lines_.begin(), std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
        }
        done_.notify_all();
        if (written) continue;
        if (stopping_) return;
        came_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_; });
    }
}

}  // namespace broadsheet::newsletters
