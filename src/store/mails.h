// Mails that wait to be handed over. What stands in `message` is sealed by whoever puts it there.
#pragma once
#include <optional>
#include <string>

#include "store/database.h"

namespace broadsheet::store {

struct QueuedMail {
    std::int64_t id = 0;
    std::string recipient;
    std::string message;
};
void insert_mail(Transaction& transaction, QueuedMail const& mail);
std::optional<QueuedMail> find_mail(Reader& reader, std::int64_t id);
void delete_mail(Transaction& transaction, std::int64_t id);

}  // namespace broadsheet::store
