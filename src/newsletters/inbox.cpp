#include "newsletters/inbox.h"

#include "base/log.h"
#include "newsletters/bounces.h"

namespace broadsheet::newsletters {

Inbox::Inbox(store::Database& database, Seal const& seal, mail::MailboxSettings settings, std::string zone,
             Millis pause)
    : database_(database), seal_(seal), mailbox_(std::move(settings)), zone_(std::move(zone)), pause_(pause) {}

Inbox::~Inbox() { stop(); }

void Inbox::start() {
    thread_ = std::thread([this] { run(); });
}

void Inbox::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Inbox::look() try {
    std::size_t reports = 0;
    auto const looked_at = mailbox_.for_each([&](std::string_view mime) {
        if (take_report(database_, seal_, mime, zone_)) ++reports;
        return true;
    });
    if (!looked_at) return log_warning("mailbox_failed error=\"{}\"", looked_at.error().message);
    if (*looked_at > 0) log_info("mailbox_read mails={} reports={}", *looked_at, reports);
} catch (std::exception const& error) {
    log_error("mailbox_failed error=\"{}\"", error.what());
}

void Inbox::run() {
    for (;;) {
        look();
        std::unique_lock lock(mutex_);
        if (woken_.wait_for(lock, pause_, [&] { return stopping_; })) return;
    }
}

}  // namespace broadsheet::newsletters
