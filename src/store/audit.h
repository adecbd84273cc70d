// Who did what in the newsroom: one entry for each deed, written in the transaction that does it. Entries are never
// changed and outlive what they are about; `label` says what that was called then.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "content/records.h"
#include "store/database.h"

namespace broadsheet::store {

struct AuditEntry {
    content::StaffId staff;
    std::string action;   // "story.published"
    std::string subject;  // "story:ID", "settings:site"
    std::string label;    // the headline, the name
    boost::json::object detail = {};
};
void append_audit(Transaction& transaction, AuditEntry const& entry);

struct AuditRecord {
    std::int64_t id = 0;
    Time at{};
    std::string staff_name;  // as it is now
    AuditEntry entry;
    bool gone = false;  // what it is about was deleted or merged later, or by this deed
};
struct AuditFilter {
    std::string subject;  // empty: all
    std::optional<content::StaffId> staff;
    std::int64_t before = 0;  // the id of the last one of the page before; 0: from the newest
    int limit = 50;
};
// Newest first.
std::vector<AuditRecord> list_audit(Reader& reader, AuditFilter const& filter);
// Who last did this to this subject.
std::optional<content::StaffId> last_actor(Reader& reader, std::string_view subject, std::string_view action);

}  // namespace broadsheet::store
