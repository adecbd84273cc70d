#include "store/themes.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "store/changes.h"
#include "store/sql.h"

namespace broadsheet::store {
namespace {

constexpr char const* setting = "active_theme";

template <class... Parameters>
std::vector<ThemeRecord> read_themes(Reader& reader, std::string const& tail, Parameters const&... parameters) {
    std::vector<ThemeRecord> out;
    for (auto& [name, version, archive, templates, assets, report, at, by] :
         select<std::string, std::string, std::string, int, int, std::string, Time, StaffId>(
             reader,
             "SELECT name, version, archive, templates, assets, report, uploaded_at, uploaded_by FROM themes " + tail,
             parameters...))
        out.push_back(
            {std::move(name), std::move(version), std::move(archive), templates, assets, std::move(report), at, by});
    return out;
}

}  // namespace

std::vector<ThemeRecord> list_themes(Reader& reader) { return read_themes(reader, "ORDER BY name"); }

std::optional<ThemeRecord> find_theme(Reader& reader, std::string_view name) {
    auto found = read_themes(reader, "WHERE name = :name", name);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void save_theme(Transaction& transaction, ThemeRecord const& theme) {
    execute(transaction,
            "INSERT INTO themes (name, version, archive, templates, assets, report, uploaded_at, uploaded_by) VALUES "
            "(:name, :version, :archive, :templates, :assets, :report, :at, :by) ON CONFLICT (name) DO UPDATE SET "
            "version = excluded.version, archive = excluded.archive, templates = excluded.templates, assets = "
            "excluded.assets, report = excluded.report, uploaded_at = excluded.uploaded_at, uploaded_by = "
            "excluded.uploaded_by",
            theme.name, theme.version, theme.archive, theme.templates, theme.assets, theme.report, theme.uploaded_at,
            theme.uploaded_by);
}

void delete_theme(Transaction& transaction, std::string_view name) {
    execute(transaction, "DELETE FROM themes WHERE name = :name", name);
}

std::string active_theme(Reader& reader) {
    auto const text = find_setting(reader, setting);
    return text ? std::string(boost::json::parse(*text).as_string()) : std::string();
}

void set_active_theme(Transaction& transaction, std::string_view name) {
    save_setting(transaction, setting, boost::json::serialize(boost::json::value(name)));
}

}  // namespace broadsheet::store
