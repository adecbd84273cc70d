// Readers by the thousand, as a list that is imported brings them: a statement for each question, not for each reader.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "content/newsletters.h"
#include "store/database.h"

namespace broadsheet::store {

struct AddressedReader {
    content::Reader reader;
    std::string folded;  // the address as it is compared
};

// Who of these folded addresses is there, by it.
std::map<std::string, content::Reader, std::less<>> readers_with_addresses(Reader& reader,
                                                                           std::vector<std::string> const& folded);
// Which of these hashes of addresses get no mail, and why.
std::map<std::string, content::SuppressionReason, std::less<>> suppressions_among(
    Reader& reader, std::vector<std::string> const& hashes);
// None of them may be there.
void insert_readers(Transaction& transaction, std::vector<AddressedReader> const& readers);
// How many of them did not get it before.
long long subscribe_readers(Transaction& transaction, std::vector<content::Reader> const& readers,
                            content::NewsletterId newsletter);

}  // namespace broadsheet::store
