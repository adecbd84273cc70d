#include "frame/themes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/slug.h"
#include "base/utf8.h"
#include "desk/handlers.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "media/blobs.h"
#include "store/audit.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;

constexpr char const* own_folder = "folder";  // how the list names the operator's

json::object theme_json(frame::ThemeEntry const& theme) {
    return {{"name", theme.name},
            {"version", theme.version},
            {"active", theme.active},
            {"source", theme.source},
            {"uploaded_at", theme.uploaded_at ? json::value(iso_time(*theme.uploaded_at)) : json::value(nullptr)},
            {"templates", theme.templates},
            {"assets", theme.assets},
            {"report", theme.report}};
}

http::Response one_theme(DeskCall const& call, int status, std::string_view name) {
    for (auto const& theme : call.app.themes.list(*call.app.database.snapshot()))
        if (theme.name == name)
            return json_answer(status, json::object{{"theme", theme_json(theme)}, {"report", theme.report}});
    return http::problem_response(unknown("theme"));
}

// The file as the body itself, or as the form's part `file`.
Result<std::string_view> file_of(http::Request const& request) {
    if (!request.header("Content-Type").starts_with("multipart/")) return std::string_view(request.body);
    auto const parts = http::parse_multipart(request.header("Content-Type"), request.body);
    if (!parts) return refuse(parts.error());
    for (auto const& part : *parts)
        if (part.name == "file") return part.content;
    return refuse(ProblemKind::invalid, "file_missing", "Please send the zip file as the form's part `file`.", "file");
}

// Name and version by package.json, else by the folder that everything stood in.
store::ThemeRecord record_of(DeskCall const& call, theme::PackedTheme const& packed) {
    store::ThemeRecord record;
    std::string name = packed.folder;
    boost::system::error_code error;
    auto const file = packed.files.find("package.json");
    auto const package = file == packed.files.end() ? json::value() : json::parse(file->second, error);
    if (!error && package.is_object()) {
        auto const text = [&](char const* key) {
            auto const* const value = package.get_object().if_contains(key);
            return value && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        if (auto given = text("name"); !given.empty()) name = std::move(given);
        record.version = cut_at_code_point(clean_text(text("version")), 40);
    }
    record.name = name.empty() ? "theme" : slug_from(name);
    record.uploaded_at = call.app.clock.now();
    record.uploaded_by = call.staff.id;
    return record;
}

http::Response fixed() {
    return http::problem_response({ProblemKind::conflict,
                                   "theme_fixed",
                                   "The server's own file names a theme folder ([site] theme), and that goes first. "
                                   "Whoever runs the server can take the line out.",
                                   {}});
}

void append_deed(DeskCall const& call, store::Transaction& transaction, std::string const& theme, char const* action) {
    store::append_audit(transaction, {call.staff.id, action, "theme:" + theme, theme});
}

void choose(DeskCall const& call, std::string_view name) {
    auto const transaction = call.app.database.begin();
    store::set_active_theme(*transaction, name);
    transaction->append({"theme.activated", std::string(name), {"site"}});
    append_deed(call, *transaction, name.empty() ? call.app.themes.built_in() : std::string(name), "theme.activated");
    call.app.database.commit(*transaction);
}

}  // namespace

http::Response list_themes(DeskCall const& call) {
    json::array out;
    for (auto const& theme : call.app.themes.list(*call.app.database.snapshot())) out.push_back(theme_json(theme));
    return json_answer(200, json::object{{"themes", std::move(out)}, {"fixed", call.app.themes.is_fixed()}});
}

http::Response upload_theme(DeskCall const& call) {
    auto const file = file_of(call.request);
    if (!file) return http::problem_response(file.error());
    auto const packed = theme::read_theme_zip(*file);
    if (!packed) return http::problem_response(packed.error());
    auto const report = call.app.themes.report_on(packed->files);
    auto record = record_of(call, *packed);
    auto const told = frame::report_json(report);
    if (!report.errors.empty())
        return http::problem_response(
            {ProblemKind::invalid, "theme_refused", "This theme has mistakes; it was not taken.", "file"},
            {{"report", told}});
    if (record.name == call.app.themes.built_in() || record.name == own_folder)
        return http::problem_response({ProblemKind::invalid, "theme_name",
                                       fmt::format("The name {} is taken; please give the theme another in its "
                                                   "package.json.",
                                                   record.name),
                                       "file"});
    record.templates = report.templates;
    record.assets = report.assets;
    record.report = json::serialize(told);
    // Packed anew: only what was looked at is kept.
    record.archive = call.app.blobs.put(theme::write_theme_zip(packed->files), "zip");
    auto const transaction = call.app.database.begin();
    store::save_theme(*transaction, record);
    std::vector<std::string> tags;
    if (store::active_theme(*transaction) == record.name) tags.emplace_back("site");
    transaction->append({"theme.uploaded", record.name, std::move(tags)});
    append_deed(call, *transaction, record.name, "theme.uploaded");
    call.app.database.commit(*transaction);
    return one_theme(call, 201, record.name);
}

http::Response activate_theme(DeskCall const& call) {
    if (call.app.themes.is_fixed()) return fixed();
    auto const name = call.request.parameter("name");
    auto const chosen = name == call.app.themes.built_in() ? std::string() : name;
    std::string before;
    {
        auto const reader = call.app.database.snapshot();
        auto const files = call.app.themes.files_of(*reader, name);
        if (!files) return http::problem_response(files.error());
        before = store::active_theme(*reader);
    }
    choose(call, chosen);
    if (auto const fault = call.app.themes.fault()) {
        choose(call, before);
        return http::problem_response(*fault);
    }
    return one_theme(call, 200, name);
}

http::Response delete_theme(DeskCall const& call) {
    auto const name = call.request.parameter("name");
    auto const transaction = call.app.database.begin();
    auto const theme = store::find_theme(*transaction, name);
    if (!theme) {
        bool const shown = name == call.app.themes.built_in() || (call.app.themes.is_fixed() && name == own_folder);
        return http::problem_response(shown ? Problem{ProblemKind::conflict,
                                                      "theme_kept",
                                                      "This theme was not uploaded; it cannot be deleted here.",
                                                      {}}
                                            : unknown("theme"));
    }
    if (store::active_theme(*transaction) == name)
        return http::problem_response(
            {ProblemKind::conflict, "theme_active", "This theme is in use; please activate another one first.", {}});
    store::delete_theme(*transaction, name);
    auto const others = store::list_themes(*transaction);
    bool const shared =
        std::any_of(others.begin(), others.end(), [&](auto const& other) { return other.archive == theme->archive; });
    transaction->append({"theme.deleted", name, {}});
    append_deed(call, *transaction, name, "theme.deleted");
    call.app.database.commit(*transaction);
    if (!shared) call.app.blobs.remove(theme->archive);
    return http::no_content();
}

http::Response download_theme(DeskCall const& call) {
    auto const name = call.request.parameter("name");
    auto const files = call.app.themes.files_of(*call.app.database.snapshot(), name);
    if (!files) return http::problem_response(files.error());
    http::Response response{200, {}, theme::write_theme_zip(*files)};
    response.headers.add("Content-Type", "application/zip");
    response.headers.add("Content-Disposition", "attachment; filename=\"" + slug_from(name) + ".zip\"");
    response.headers.add("Cache-Control", "private, no-store");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace broadsheet::desk
