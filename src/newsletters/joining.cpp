#include "newsletters/joining.h"

#include <fmt/format.h>
#include <sodium.h>

#include "base/locale.h"
#include "mail/address.h"
#include "store/support.h"

namespace broadsheet::newsletters {
namespace {

std::string today(store::Transaction& transaction, std::string_view zone) {
    auto const day = day_of(transaction.now(), zone);
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string leaving_key(Seal const& seal, LeavingLink const& link) {
    return seal.hash(fmt::format("leave {} {} {}", link.reader.text(), link.newsletter.text(), link.mailing))
        .substr(0, 22);
}

}  // namespace

void join(store::Transaction& transaction, content::Reader const& reader,
          std::vector<content::Newsletter> const& newsletters, std::string_view zone) {
    for (auto const& newsletter : newsletters)
        if (store::subscribe(transaction, reader, newsletter.id))
            store::note_growth(transaction, newsletter.id, today(transaction, zone), 1, 0);
}

void depart(store::Transaction& transaction, content::ReaderId reader,
            std::vector<content::NewsletterId> const& newsletters, std::string_view zone) {
    for (auto const newsletter : newsletters)
        if (store::unsubscribe(transaction, reader, newsletter))
            store::note_growth(transaction, newsletter, today(transaction, zone), 0, 1);
}

void note_access(store::Transaction& transaction, content::ReaderId reader) {
    transaction.append({"reader.access", reader.text(), {"reader:" + reader.text()}});
}

void forget(store::Transaction& transaction, Seal const& seal, content::Reader const& reader, std::string_view zone) {
    std::vector<content::NewsletterId> got;
    for (auto const& one : store::newsletters_of(transaction, reader.id)) got.push_back(one.newsletter);
    depart(transaction, reader.id, got, zone);
    auto const folded = mail::fold_address(reader.email);
    if (auto const pending = store::find_sign_up_by_address(transaction, folded))
        store::delete_sign_up(transaction, pending->id);
    store::forget_suppressed_address(transaction, address_hash(seal, folded));
    store::forget_supporter(transaction, reader.id);
    note_access(transaction, reader.id);
    store::delete_reader(transaction, reader.id);
}

std::string leaving_path(Seal const& seal, LeavingLink const& link) {
    auto out = fmt::format("/newsletters/leave/?reader={}&newsletter={}", link.reader.text(), link.newsletter.text());
    if (!link.mailing.empty()) out += "&mailing=" + link.mailing;
    return out + "&key=" + leaving_key(seal, link);
}

std::optional<LeavingLink> read_leaving_link(Seal const& seal, std::string_view reader, std::string_view newsletter,
                                             std::string_view mailing, std::string_view key) {
    auto const who = content::ReaderId::parse(reader);
    auto const what = content::NewsletterId::parse(newsletter);
    if (!who || !what || (!mailing.empty() && !parse_id(mailing))) return std::nullopt;
    LeavingLink link{*who, *what, std::string(mailing)};
    auto const right = leaving_key(seal, link);
    if (key.size() != right.size() || sodium_memcmp(key.data(), right.data(), right.size()) != 0) return std::nullopt;
    return link;
}

std::vector<content::Newsletter> newsletters_with(store::Reader& reader,
                                                  std::vector<content::NewsletterId> const& ids) {
    std::vector<content::Newsletter> out;
    for (auto const id : ids)
        if (auto found = store::find_newsletter(reader, id)) out.push_back(std::move(*found));
    return out;
}

}  // namespace broadsheet::newsletters
