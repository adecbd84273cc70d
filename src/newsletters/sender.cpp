#include "newsletters/sender.h"

#include <algorithm>
#include <chrono>

#include "base/give_way.h"
#include "base/log.h"
#include "frame/frame.h"
#include "mail/address.h"
#include "newsletters/compose.h"
#include "newsletters/joining.h"
#include "store/newsletters.h"

namespace broadsheet::newsletters {
namespace {

using content::Delivery;
using content::DeliveryState;
using content::MailingStatus;

constexpr int round_size = 500;  // mails of one mailing between two looks at the store
constexpr Millis lease{10'000};
constexpr int most_refusals = 20;  // in a row, that are not about the recipients

}  // namespace

Sender::Sender(store::Database& database, frame::Frame& frame, mail::Transport const& transport, Seal const& seal,
               mail::DkimSigner const* signer, SenderSettings const& settings)
    : database_(database),
      frame_(frame),
      transport_(transport),
      seal_(seal),
      signer_(signer),
      settings_(settings),
      // One program has a SQLite file at a time: after a kill it goes on at once, not when the lease has ended.
      name_(database.is_postgres() ? id_text(new_id_bits()) : "this"),
      pace_(settings.pace),
      ledger_(database) {
    for (int i = 0; i < settings_.connections; ++i)
        connections_.push_back(std::make_unique<mail::Connection>(transport_.connection()));
}

Sender::~Sender() { stop(); }

void Sender::start() {
    thread_ = std::thread([this] { run(); });
}

void Sender::stop() {
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Sender::wake() {
    {
        std::lock_guard const lock(mutex_);
        awake_ = true;
    }
    woken_.notify_all();
}

void Sender::run() {
    // Readers go first; the connections' threads inherit this (Linux: of a thread alone).
    give_way();
    for (;;) {
        bool worked = false;
        try {
            worked = run_once();
        } catch (std::exception const& error) {
            log_error("sending_failed error=\"{}\"", error.what());
        }
        std::unique_lock lock(mutex_);
        if (!worked) woken_.wait_for(lock, std::chrono::seconds(1), [&] { return stopping_ || awake_; });
        awake_ = false;
        if (stopping_) return;
    }
}

std::vector<content::MailingId> Sender::due() {
    auto const reader = database_.snapshot();
    auto const next = store::next_mailing_time(*reader);
    if (!next || *next > now()) return {};
    return store::mailings_to_send(*reader, name_, now());
}

bool Sender::run_once() try {
    if (pace_.server_free_at() > now()) return false;
    std::vector<Task> tasks;
    auto const ids = due();
    std::erase_if(open_, [&](auto const& entry) { return std::ranges::find(ids, entry.first) == ids.end(); });
    for (auto const id : ids)
        if (auto const open = take_in_hand(id)) gather(open, tasks);
    if (tasks.empty()) return false;
    send_all(std::move(tasks));
    return true;
} catch (...) {
    // Whoever was gathered in this round and has no row yet must be asked for again.
    for (auto const& [id, open] : open_) open->last = open->before;
    throw;
}

// The stories as they are at this moment become the mail that everybody gets.
Result<void> Sender::begin(content::MailingId id) {
    auto const transaction = database_.begin();
    auto mailing = store::find_mailing(*transaction, id);
    if (!mailing || mailing->status != MailingStatus::scheduled) return {};
    if (auto const ready = content::may_be_sent(*mailing); !ready) return ready;
    auto const newsletter = store::find_newsletter(*transaction, mailing->newsletter);
    auto const rendered = compose(frame_, *transaction, *mailing, transaction->now());
    if (!rendered) return refuse(rendered.error());
    mailing->page =
        finished_page(frame_.site(), *newsletter, *mailing, *rendered, transport_.sender(), frame_.site().mail_figures);
    mailing->status = MailingStatus::sending;
    mailing->started_at = transaction->now();
    mailing->trouble.clear();
    mailing->audience = store::count_segment(*transaction, mailing->newsletter, mailing->segment, transaction->now());
    store::update_mailing(*transaction, *mailing, mailing->version);
    transaction->commit();
    log_info("mailing_begun id={} audience={}", id.text(), mailing->audience);
    return {};
}

void Sender::cannot_begin(content::MailingId id, Problem const& problem) {
    auto const transaction = database_.begin();
    auto mailing = store::find_mailing(*transaction, id);
    if (!mailing) return;
    mailing->status = MailingStatus::draft;
    mailing->trouble = problem.message;
    store::update_mailing(*transaction, *mailing, mailing->version);
    transaction->commit();
    log_error("mailing_refused id={} error=\"{}\"", id.text(), problem.message);
}

std::shared_ptr<Sender::Open> Sender::take_in_hand(content::MailingId id) {
    {
        auto const transaction = database_.begin();
        if (!store::hold_mailing(*transaction, id, name_, now(), now() + lease)) return nullptr;
        transaction->commit();
    }
    if (auto const known = open_.find(id); known != open_.end()) return known->second;
    if (store::mailing_status_of(*database_.snapshot(), id) == MailingStatus::scheduled)
        if (auto const begun = begin(id); !begun) {
            cannot_begin(id, begun.error());
            return nullptr;
        }
    auto const transaction = database_.begin();
    auto mailing = store::find_mailing(*transaction, id);
    if (!mailing || mailing->status != MailingStatus::sending) return nullptr;
    // Whoever had it before us has ended, or has not been heard of for a minute.
    if (auto const doubtful = store::doubt_handed(*transaction, id); doubtful > 0)
        log_warning("mails_in_doubt mailing={} count={}", id.text(), doubtful);
    transaction->commit();
    auto open = std::make_shared<Open>();
    open->id = id;
    open->last = open->before = mailing->last_reader;
    open->troubled = !mailing->trouble.empty();
    open->mail = std::make_unique<FinishedMail const>(id, mailing->page, seal_, signer_, transport_.sender());
    mailing->page.clear();
    open->mailing = std::move(*mailing);
    return open_[id] = std::move(open);
}

void Sender::gather(std::shared_ptr<Open> const& open, std::vector<Task>& tasks) {
    auto const before = tasks.size();
    auto const at = now();
    open->before = open->last;
    add_due(open, tasks, at);
    auto const fresh = add_fresh(open, tasks, at);
    if (tasks.size() == before && fresh == 0 && finish(*open)) open_.erase(open->id);
}

void Sender::add_due(std::shared_ptr<Open> const& open, std::vector<Task>& tasks, Time at) {
    auto const reader = database_.snapshot();
    auto const deliveries = store::due_deliveries(*reader, open->id, at, round_size);
    if (deliveries.empty()) return;
    auto const people = store::recipients_of(*reader, deliveries);
    for (auto const& delivery : deliveries) {
        auto const person = std::ranges::find(people, delivery.reader, &store::Recipient::reader);
        auto postponed = delivery;
        if (person == people.end()) {
            postponed.state = DeliveryState::refused;
            postponed.answer = "This reader has left.";
        } else {
            auto const free_at = pace_.take_domain(mail::domain_of(person->email), at);
            if (free_at <= at) {
                tasks.push_back({open, *person, delivery.attempts});
                continue;
            }
            postponed.next_at = free_at;
        }
        ledger_.write([postponed](store::Transaction& transaction) { store::save_delivery(transaction, postponed); });
    }
}

// How many there were, tasks or not.
std::size_t Sender::add_fresh(std::shared_ptr<Open> const& open, std::vector<Task>& tasks, Time at) {
    auto recipients = store::next_recipients(*database_.snapshot(), open->mailing, open->last, at, round_size);
    if (recipients.empty()) return 0;
    auto const last = recipients.back().reader;
    auto const count = recipients.size();
    for (auto& recipient : recipients) {
        auto const free_at = pace_.take_domain(mail::domain_of(recipient.email), at);
        if (free_at <= at) {
            tasks.push_back({open, std::move(recipient), 0});
            continue;
        }
        Delivery const later{open->id,
                             recipient.reader,
                             DeliveryState::deferred,
                             0,
                             at,
                             free_at,
                             "Waiting: this domain takes no more at present.",
                             {},
                             {},
                             {}};
        ledger_.write([later](store::Transaction& transaction) { store::save_delivery(transaction, later); });
    }
    open->last = last;
    return count;
}

// True: it is done. What was put off keeps it open.
bool Sender::finish(Open const& open) {
    ledger_.flush();
    if (store::next_due(*database_.snapshot(), open.id)) return false;
    auto const transaction = database_.begin();
    auto mailing = store::find_mailing(*transaction, open.id);
    if (!mailing || mailing->status != MailingStatus::sending) return true;
    // None of ours is on its way now. What says so was announced by somebody who lost the mailing to us, or by a commit
    // that came through after it had been given up.
    if (auto const doubtful = store::doubt_handed(*transaction, open.id); doubtful > 0)
        log_warning("mails_in_doubt mailing={} count={}", open.id.text(), doubtful);
    mailing->status = MailingStatus::sent;
    mailing->finished_at = transaction->now();
    mailing->trouble.clear();
    store::update_mailing(*transaction, *mailing, mailing->version);
    transaction->commit();
    log_info("mailing_sent id={}", open.id.text());
    return true;
}

void Sender::send_all(std::vector<Task> tasks) {
    std::atomic<std::size_t> next{0};
    std::atomic<int> running{0};
    std::vector<std::thread> threads;
    auto const count = std::min(tasks.size(), connections_.size());
    for (std::size_t i = 0; i < count; ++i) {
        ++running;
        threads.emplace_back([&, i] {
            work(tasks, next, *connections_[i]);
            --running;
            woken_.notify_all();
        });
    }
    while (running > 0) {
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, std::chrono::seconds(1), [&] { return running == 0; });
        bool const stopping = stopping_;
        lock.unlock();
        if (running > 0 && !stopping) keep_in_hand();
    }
    for (auto& thread : threads) thread.join();
    ledger_.flush();
    note_progress(tasks);
}

// Where all of a mailing's tasks were done, a restart may begin behind them; otherwise they are asked for once more.
void Sender::note_progress(std::vector<Task> const& tasks) {
    for (auto const& [id, open] : open_) {
        bool const whole =
            std::ranges::all_of(tasks, [&](auto const& task) { return task.open.get() != open.get() || task.done; });
        if (!whole) open->last = open->before;
        if (open->last == open->before) continue;
        ledger_.write([mailing = id, last = open->last](store::Transaction& transaction) {
            store::set_last_reader(transaction, mailing, last);
        });
    }
}

// A mailing may be stopped or called back while its mails go out, and must stay ours.
void Sender::keep_in_hand() try {
    for (auto const& [id, open] : open_) {
        auto const transaction = database_.begin();
        if (store::mailing_status_of(*transaction, id) != MailingStatus::sending) open->stopped = true;
        if (!store::hold_mailing(*transaction, id, name_, now(), now() + lease)) open->stopped = true;
        transaction->commit();
    }
} catch (std::exception const& error) {
    log_warning("lease_failed error=\"{}\"", error.what());
}

void Sender::work(std::vector<Task>& tasks, std::atomic<std::size_t>& next, mail::Connection& connection) {
    for (;;) {
        {
            std::lock_guard const lock(mutex_);
            if (stopping_) return;
        }
        if (pace_.server_free_at() > now()) return;
        auto const index = next++;
        if (index >= tasks.size()) return;
        auto& task = tasks[index];
        if (task.open->stopped) continue;
        if (auto const wait = pace_.take_turn(now()); wait > Millis{}) {
            std::unique_lock lock(mutex_);
            if (woken_.wait_for(lock, wait, [&] { return stopping_; })) return;
        }
        try {
            send_one(task, connection);
        } catch (std::exception const& error) {
            log_error("mail_not_sent mailing={} error=\"{}\"", task.open->id.text(), error.what());
            return;
        }
    }
}

void Sender::send_one(Task& task, mail::Connection& connection) {
    auto const at = now();
    Delivery delivery{task.open->id, task.to.reader, DeliveryState::handing, task.attempts + 1, at, {}, {}, {}, {}, {}};
    auto const mail = task.open->mail->for_reader(task.to, at);
    if (!mail) {
        delivery.state = DeliveryState::refused;
        delivery.answer = mail.error().message;
        ledger_.write([delivery](store::Transaction& transaction) { store::save_delivery(transaction, delivery); });
        task.done = true;
        return;
    }
    bool const ours = announce(delivery);
    task.done = true;
    if (!ours) return;
    settle(task, judge(std::move(delivery), hand_over(connection, *mail, task.to.email, at), now()));
}

// False: somebody else has this mail, or had it. Throws where that could not be written, or nobody knows whether it
// was: a database that goes in the middle of a commit says neither.
bool Sender::announce(Delivery const& delivery) {
    bool ours = false;
    try {
        ledger_.write_and_wait(
            [&](store::Transaction& transaction) { ours = store::announce_delivery(transaction, delivery); });
    } catch (...) {
        ledger_.write([delivery](store::Transaction& transaction) { store::withdraw_delivery(transaction, delivery); });
        throw;
    }
    return ours;
}

mail::Handover Sender::hand_over(mail::Connection& connection, FinishedMail::Mail const& mail, std::string const& to,
                                 Time at) {
    try {
        return connection.send(mail.envelope_sender, to, mail.mime, at);
    } catch (std::exception const& error) {  // the captured outbox cannot be written
        mail::Handover failed;
        failed.answer = error.what();
        return failed;
    }
}

void Sender::settle(Task const& task, Verdict const& verdict) {
    auto const domain = mail::domain_of(task.to.email);
    auto& open = *task.open;
    using About = Verdict::About;
    if (verdict.trouble_about == About::server) pace_.server_failed(now());
    if (verdict.trouble_about == About::recipient) pace_.put_off(domain, now());
    if (verdict.delivery.state == DeliveryState::taken) {
        pace_.taken(domain);
        pace_.server_works();
    }
    bool const no_mail_of_this =
        verdict.trouble_about == About::mail && verdict.delivery.state == DeliveryState::refused;
    open.refusals = no_mail_of_this ? open.refusals + 1 : 0;
    bool const pause = open.refusals >= most_refusals && !open.stopped.exchange(true);
    bool const works = verdict.delivery.state == DeliveryState::taken && open.troubled.exchange(false);
    bool const fails = verdict.trouble_about == About::server && !open.troubled.exchange(true);
    ledger_.write([=, this, id = open.id, email = task.to.email](store::Transaction& transaction) {
        store::save_delivery(transaction, verdict.delivery);
        if (works || fails) store::set_trouble(transaction, id, works ? "" : verdict.delivery.answer);
        if (verdict.no_such_mailbox) suppress(transaction, email, verdict.delivery.answer);
        if (pause) pause_mailing(transaction, id, verdict.delivery.answer);
    });
}

void Sender::suppress(store::Transaction& transaction, std::string const& email, std::string const& answer) {
    auto const folded = mail::fold_address(email);
    store::suppress(transaction, folded, address_hash(seal_, folded),
                    {email, content::SuppressionReason::bounce, answer, transaction.now()});
}

// The server takes none of this mailing's mails: whoever wrote it must know, and more of the same would harm.
void Sender::pause_mailing(store::Transaction& transaction, content::MailingId id, std::string const& answer) {
    auto mailing = store::find_mailing(transaction, id);
    if (!mailing || mailing->status != MailingStatus::sending) return;
    mailing->status = MailingStatus::paused;
    mailing->trouble = answer;
    store::update_mailing(transaction, *mailing, mailing->version);
}

}  // namespace broadsheet::newsletters
