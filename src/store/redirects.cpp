#include "store/redirects.h"

#include "base/collation.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr char const* columns =
    "SELECT id, source, target, target_path, permanent, gone, hits, last_hit_at, created_at, created_by FROM "
    "redirects ";

template <class... Parameters>
std::vector<Redirect> read_redirects(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<Redirect> out;
    for (auto& [id, from, to, target_path, permanent, gone, hits, last, created, by] :
         select<RedirectId, std::string, std::string, std::string, bool, bool, std::int64_t, Time, Time, StaffId>(
             reader, columns + tail, parameters...))
        out.push_back({id, std::move(from), std::move(to), std::move(target_path), permanent, gone, hits,
                       last == Time{} ? std::nullopt : std::optional(last), created, by});
    return out;
}

template <class... Parameters>
std::optional<Redirect> first_redirect(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    auto found = read_redirects(reader, tail, parameters...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

char const* table_of(std::string_view kind) {
    if (kind == "section") return "sections";
    if (kind == "tag") return "tags";
    if (kind == "author") return "authors";
    throw std::logic_error("no former slugs of " + std::string(kind));
}

}  // namespace

std::optional<Redirect> find_redirect(Reader& reader, RedirectId id) {
    return first_redirect(reader, "WHERE id = :id", id);
}

std::optional<Redirect> find_redirect(Reader& reader, std::string_view from) {
    return first_redirect(reader, "WHERE source = :source", from);
}

std::vector<Redirect> list_redirects(Reader& reader, std::string_view query, std::optional<RedirectId> before,
                                     int limit) {
    return read_redirects(
        reader, "WHERE id < :before AND folded LIKE :query ESCAPE '\\' ORDER BY id DESC LIMIT " + std::to_string(limit),
        before.value_or(RedirectId{INT64_MAX}), like_pattern(fold_case(query)));
}

std::vector<Redirect> all_redirects(Reader& reader) { return read_redirects(reader, "ORDER BY id"); }

RedirectNeighbours neighbours_of(Reader& reader, Redirect const& redirect) {
    RedirectNeighbours out;
    if (!redirect.target_path.empty())
        if (auto const onward =
                first_redirect(reader, "WHERE source = :path AND id <> :id", redirect.target_path, redirect.id))
            out.onward = onward->to;
    out.inward = static_cast<int>(std::get<0>(*select_one<std::int64_t>(
        reader, "SELECT COUNT(*) FROM redirects WHERE target_path = :path AND id <> :id", redirect.from, redirect.id)));
    return out;
}

void save_redirect(Transaction& transaction, Redirect const& redirect) {
    execute(transaction,
            "INSERT INTO redirects (id, source, target, target_path, permanent, gone, hits, last_hit_at, created_at, "
            "created_by, folded) VALUES (:id, :source, :target, :path, :permanent, :gone, 0, 0, :at, :by, :folded) "
            "ON CONFLICT (id) DO UPDATE SET source = excluded.source, target = excluded.target, target_path = "
            "excluded.target_path, permanent = excluded.permanent, gone = excluded.gone, folded = excluded.folded",
            redirect.id, redirect.from, redirect.to, redirect.target_path, redirect.permanent, redirect.gone,
            redirect.created_at, redirect.created_by, fold_case(redirect.from + "\n" + redirect.to));
}

void delete_redirect(Transaction& transaction, RedirectId id) {
    execute(transaction, "DELETE FROM redirects WHERE id = :id", id);
}

void add_redirect_hits(Transaction& transaction, RedirectId id, std::int64_t hits, Time last) {
    execute(transaction,
            "UPDATE redirects SET hits = hits + :hits, last_hit_at = CASE WHEN last_hit_at < :last THEN :same ELSE "
            "last_hit_at END WHERE id = :id",
            hits, last, last, id);
}

void keep_former_slug(Transaction& transaction, std::string_view kind, std::string_view slug, std::int64_t record) {
    execute(transaction,
            "INSERT INTO former_slugs (kind, slug, record_id) VALUES (:kind, :slug, :record) ON CONFLICT (kind, slug) "
            "DO UPDATE SET record_id = excluded.record_id",
            kind, slug, record);
}

void forget_former_slug(Transaction& transaction, std::string_view kind, std::string_view slug) {
    execute(transaction, "DELETE FROM former_slugs WHERE kind = :kind AND slug = :slug", kind, slug);
}

void forget_former_slugs(Transaction& transaction, std::int64_t record) {
    execute(transaction, "DELETE FROM former_slugs WHERE record_id = :record", record);
}

void move_former_slugs(Transaction& transaction, std::int64_t from, std::int64_t to) {
    execute(transaction, "UPDATE former_slugs SET record_id = :to WHERE record_id = :from", to, from);
}

std::optional<std::string> present_slug(Reader& reader, std::string_view kind, std::string_view former) {
    auto const row = select_one<std::string>(reader,
                                             std::string("SELECT r.slug FROM former_slugs f JOIN ") + table_of(kind) +
                                                 " r ON r.id = f.record_id WHERE f.kind = :kind AND f.slug = :slug",
                                             kind, former);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

}  // namespace broadsheet::store
