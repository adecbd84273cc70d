#include "store/audit.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "store/sql.h"

namespace broadsheet::store {

namespace json = boost::json;

void append_audit(Transaction& transaction, AuditEntry const& entry) {
    execute(transaction,
            "INSERT INTO audit (id, at, staff_id, action, subject, label, detail) VALUES (:id, :at, :staff, :action, "
            ":subject, :label, :detail)",
            new_id_bits(), transaction.now(), entry.staff, entry.action, entry.subject, entry.label,
            json::serialize(entry.detail));
}

std::vector<AuditRecord> list_audit(Reader& reader, AuditFilter const& filter) {
    std::string where = "a.id < :before";
    if (filter.staff) where += " AND a.staff_id = " + std::to_string(filter.staff->value);
    // Named in every case, so that the parameters stay the same: an empty subject is nobody's.
    where += filter.subject.empty() ? " AND a.subject <> :subject" : " AND a.subject = :subject";
    std::vector<AuditRecord> out;
    for (auto& [id, at, staff, name, action, subject, label, detail, gone] :
         select<std::int64_t, Time, content::StaffId, std::string, std::string, std::string, std::string, std::string,
                int>(
             reader,
             "SELECT a.id, a.at, a.staff_id, COALESCE(s.name, ''), a.action, a.subject, a.label, a.detail, CASE WHEN "
             "EXISTS (SELECT 1 FROM audit d WHERE d.subject = a.subject AND d.id >= a.id AND (d.action LIKE "
             "'%.deleted' OR d.action LIKE '%.merged')) THEN 1 ELSE 0 END AS gone FROM audit a "
             "LEFT JOIN staff s ON s.id = a.staff_id WHERE " +
                 where + " ORDER BY a.id DESC LIMIT " + std::to_string(filter.limit),
             filter.before == 0 ? INT64_MAX : filter.before, filter.subject))
        out.push_back(
            {id,
             at,
             std::move(name),
             {staff, std::move(action), std::move(subject), std::move(label), json::parse(detail).as_object()},
             gone != 0});
    return out;
}

std::optional<content::StaffId> last_actor(Reader& reader, std::string_view subject, std::string_view action) {
    auto const row = select_one<content::StaffId>(
        reader, "SELECT staff_id FROM audit WHERE subject = :subject AND action = :action ORDER BY id DESC LIMIT 1",
        subject, action);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

}  // namespace broadsheet::store
