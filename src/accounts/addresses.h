// What is known of a reader's mail address: whose it is, and whether it is written to. In the caller's transaction.
#pragma once
#include <string>
#include <string_view>

#include "base/seal.h"
#include "store/readers.h"

namespace broadsheet::accounts {

// Whoever decides by what is known of an address and then writes it takes turns with others (Transaction::hold).
// `folded`: mail::fold_address.
void hold_address(store::Transaction& transaction, std::string_view folded);

// Who came with an address that is theirs.
struct NewReader {
    std::string email;
    std::string name;
    std::string language;
    std::string source;  // content::Reader
};
// The reader with this address, made where there is none. Lifts a suppression for bounces: whoever has just followed a
// link in a mail gets mail.
content::Reader ensure_reader(store::Transaction& transaction, Seal const& seal, NewReader const& given);

// The key of a suppression.
std::string address_hash(Seal const& seal, std::string_view folded);
bool is_suppressed(store::Reader& reader, Seal const& seal, std::string_view folded, content::SuppressionReason reason);

}  // namespace broadsheet::accounts
