#include "newsletters/bounces.h"

#include <algorithm>
#include <optional>

#include "base/log.h"
#include "mail/address.h"
#include "mail/report.h"
#include "newsletters/finished_mail.h"
#include "newsletters/joining.h"
#include "store/mailings.h"
#include "store/readers.h"

namespace broadsheet::newsletters {
namespace {

constexpr std::size_t most_soft_bounces = 5;

// By the header in the returned mail, the address it came back to, or its Message-ID: whatever the other server kept.
std::optional<MailKey> key_of(Seal const& seal, mail::Report const& report) {
    if (auto const key = read_mail_key(seal, report.mail)) return key;
    for (auto const& address : report.delivered_to)
        if (auto const text = mail_key_in(address))
            if (auto const key = read_mail_key(seal, *text)) return key;
    return read_mail_key(seal, report.message_id.substr(0, report.message_id.find('@')));
}

void suppress(store::Transaction& transaction, Seal const& seal, content::Reader const& reader,
              content::SuppressionReason reason, std::string const& detail) {
    auto const folded = mail::fold_address(reader.email);
    store::suppress(transaction, folded, address_hash(seal, folded), {reader.email, reason, detail, transaction.now()});
}

void leave_all(store::Transaction& transaction, content::ReaderId reader, std::string_view zone) {
    std::vector<content::NewsletterId> got;
    for (auto const& one : store::newsletters_of(transaction, reader)) got.push_back(one.newsletter);
    depart(transaction, reader, got, zone);
}

// Nothing that was sent to them lately went through.
bool is_dead(store::Transaction& transaction, content::ReaderId reader) {
    auto const mails = store::mails_to(transaction, reader);
    return mails.size() >= most_soft_bounces &&
           std::all_of(mails.begin(), mails.begin() + most_soft_bounces,
                       [](auto const& mail) { return mail.delivery.state == content::DeliveryState::bounced; });
}

void act(store::Transaction& transaction, Seal const& seal, MailKey const& key, mail::Report const& report,
         std::string_view zone) {
    using mail::ReportKind;
    auto const detail = (report.status.empty() ? "" : report.status + " ") + report.diagnostic.substr(0, 250);
    auto const reader = store::find_reader(transaction, key.reader);
    if (report.kind == ReportKind::complaint) {
        store::note_left(transaction, key.mailing, key.reader, transaction.now());
        if (!reader) return;
        leave_all(transaction, key.reader, zone);
        return suppress(transaction, seal, *reader, content::SuppressionReason::complaint, detail);
    }
    if (report.kind != ReportKind::hard && report.kind != ReportKind::soft) return;
    // A report that comes twice, or a soft one before the hard, is one bounce.
    auto delivery = store::find_delivery(transaction, key.mailing, key.reader);
    if (!delivery) return;
    delivery->state = content::DeliveryState::bounced;
    delivery->answer = detail;
    store::save_delivery(transaction, *delivery);
    if (!reader || !reader->mailable) return;
    if (report.kind == ReportKind::hard || is_dead(transaction, key.reader))
        suppress(transaction, seal, *reader, content::SuppressionReason::bounce, detail);
}

}  // namespace

bool take_report(store::Database& database, Seal const& seal, std::string_view mime, std::string_view zone) {
    bool ours = false;
    auto const transaction = database.begin();
    for (auto const& report : mail::read_reports(mime)) {
        auto const key = key_of(seal, report);
        if (!key) {
            log_info("report_of_nothing kind={} recipient={}", static_cast<int>(report.kind), report.recipient);
            continue;
        }
        ours = true;
        act(*transaction, seal, *key, report, zone);
    }
    transaction->commit();
    return ours;
}

}  // namespace broadsheet::newsletters
