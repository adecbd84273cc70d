#include "store/practice.h"

#include "store/sql.h"

namespace broadsheet::store {
namespace {

template <class... Parameters>
std::vector<PracticeObject> read(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<PracticeObject> out;
    for (auto& [id, kind, parent, at, body] : select<std::string, std::string, std::string, Time, std::string>(
             reader, "SELECT id, kind, parent, at, body FROM practice_objects " + tail, parameters...))
        out.push_back({std::move(id), std::move(kind), std::move(parent), at, std::move(body)});
    return out;
}

}  // namespace

void save_practice(Transaction& transaction, PracticeObject const& object) {
    execute(transaction,
            "INSERT INTO practice_objects (id, kind, parent, at, body) VALUES (:id, :kind, :parent, :at, :body) ON "
            "CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body",
            object.id, object.kind, object.parent, object.at, object.body);
}

std::optional<PracticeObject> find_practice(Reader& reader, std::string_view id) {
    auto found = read(reader, "WHERE id = :id", id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<PracticeObject> practice_children(Reader& reader, std::string_view parent) {
    return read(reader, "WHERE parent = :parent ORDER BY at DESC, id DESC", parent);
}

std::vector<PracticeObject> list_practice(Reader& reader, std::string_view kind, Time since) {
    return read(reader, "WHERE kind = :kind AND at >= :since ORDER BY at DESC, id DESC", kind, since);
}

}  // namespace broadsheet::store
