// Mails that wait to be handed over. What stands in `message` is sealed by whoever puts it there.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace broadsheet::store {

struct QueuedMail {
    std::int64_t id = 0;
    std::string recipient;
    std::string message;
    std::optional<Time> handed_at =
        {};  // when it began to be handed over: in doubt, if it still stands here after that
};
void insert_mail(Transaction& transaction, QueuedMail const& mail);
std::optional<QueuedMail> find_mail(Reader& reader, std::int64_t id);
// Nothing: it is not being handed over.
void set_handed(Transaction& transaction, std::int64_t id, std::optional<Time> at);
// Those that began to be handed over before `before`, the oldest first, at most 1,000.
std::vector<QueuedMail> mails_in_doubt(Reader& reader, Time before);
void delete_mail(Transaction& transaction, std::int64_t id);

}  // namespace broadsheet::store
