#include "accounts/addresses.h"

#include "mail/address.h"

namespace broadsheet::accounts {

void hold_address(store::Transaction& transaction, std::string_view folded) {
    transaction.hold("address " + std::string(folded));
}

content::Reader ensure_reader(store::Transaction& transaction, Seal const& seal, NewReader const& given) {
    auto const folded = mail::fold_address(given.email);
    hold_address(transaction, folded);
    if (is_suppressed(transaction, seal, folded, content::SuppressionReason::bounce))
        store::lift_suppression(transaction, folded, address_hash(seal, folded));
    if (auto known = store::find_reader_by_address(transaction, folded)) return *known;
    content::Reader reader;
    reader.id = content::ReaderId::make();
    reader.email = given.email;
    reader.name = given.name;
    reader.language = given.language;
    reader.source = given.source;
    reader.created_at = transaction.now();
    store::insert_reader(transaction, reader, folded);
    return reader;
}

std::string address_hash(Seal const& seal, std::string_view folded) {
    return seal.hash("address " + std::string(folded));
}

bool is_suppressed(store::Reader& reader, Seal const& seal, std::string_view folded,
                   content::SuppressionReason reason) {
    auto const found = store::find_suppression(reader, address_hash(seal, folded));
    return found && found->reason == reason;
}

}  // namespace broadsheet::accounts
