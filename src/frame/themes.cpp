#include "frame/themes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/log.h"
#include "frame/frame.h"
#include "frame/helpers.h"
#include "media/blobs.h"

namespace broadsheet::frame {
namespace {

std::filesystem::file_time_type newest_change(std::string const& folder) {
    auto newest = std::filesystem::file_time_type::min();
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator next(folder, error), end; !error && next != end;
         next.increment(error))
        newest = std::max(newest, next->last_write_time(error));
    return newest;
}

std::string package_text(theme::ThemeFiles const& files, char const* name) {
    auto const found = files.find("package.json");
    if (found == files.end()) return {};
    boost::system::error_code error;
    auto const package = boost::json::parse(found->second, error);
    auto const* const value = !error && package.is_object() ? package.get_object().if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

boost::json::array findings_json(std::vector<theme::Finding> const& findings) {
    boost::json::array out;
    for (auto const& finding : findings)
        out.push_back(
            {{"file", finding.file}, {"line", finding.line}, {"column", finding.column}, {"message", finding.message}});
    return out;
}

ThemeEntry entry_of(theme::ThemeFiles const& files, std::string name, char const* source,
                    theme::ThemeReport const& report) {
    return {std::move(name), package_text(files, "version"),
            source,          false,
            std::nullopt,    report.templates,
            report.assets,   report_json(report)};
}

}  // namespace

boost::json::object report_json(theme::ThemeReport const& report) {
    return {{"errors", findings_json(report.errors)},
            {"warnings", findings_json(report.warnings)},
            {"missing", boost::json::array(report.missing.begin(), report.missing.end())}};
}

Themes::Themes(store::Database& database, media::BlobStore& blobs, Frame& frame, theme::ThemeFiles (*shipped)(),
               std::string folder)
    : database_(database), blobs_(blobs), frame_(frame), shipped_(shipped), folder_(std::move(folder)) {}

Result<void> Themes::wear(theme::ThemeFiles files) {
    return frame_.wear(theme::completed(std::move(files), shipped_()));
}

void Themes::start() {
    std::lock_guard const lock(mutex_);
    if (is_fixed()) {
        folder_time_ = newest_change(folder_);
        auto files = theme::read_theme_folder(folder_);
        auto const worn = files ? wear(std::move(*files)) : refuse(files.error());
        if (!worn) throw std::runtime_error("theme: " + worn.error().message);
        return;
    }
    if (auto const worn = wear(shipped_()); !worn) throw std::runtime_error("theme: " + worn.error().message);
    follow_choice();
}

void Themes::follow_choice() {
    auto const reader = database_.snapshot();
    auto const name = store::active_theme(*reader);
    auto const record = store::find_theme(*reader, name);
    auto const choice = record ? name + " " + record->archive : std::string();
    if (choice == chosen_) return;
    chosen_ = choice;
    fault_.reset();
    auto files = record ? files_of(*reader, name) : Result<theme::ThemeFiles>(shipped_());
    auto const worn = files ? wear(std::move(*files)) : refuse(files.error());
    if (worn) {
        worn_ = choice;
        return log_info("theme_taken name={}", record ? name : built_in());
    }
    fault_ = worn.error();
    log_error("theme_refused name={} kept=last error=\"{}\"", name, worn.error().message);
}

void Themes::hear(std::vector<store::Change> const& changes) {
    bool const chosen = std::any_of(changes.begin(), changes.end(),
                                    [](auto const& change) { return change.kind.starts_with("theme."); });
    if (!chosen || is_fixed()) return;
    std::lock_guard const lock(mutex_);
    try {
        follow_choice();
    } catch (std::exception const& error) {
        chosen_.clear();
        log_error("theme_failed kept=last error=\"{}\"", error.what());
    }
}

void Themes::follow_folder() {
    std::lock_guard const lock(mutex_);
    auto const now = database_.clock().now();
    if (!is_fixed() || now - folder_checked_ < Millis(1000)) return;
    folder_checked_ = now;
    auto const newest = newest_change(folder_);
    if (newest == folder_time_) return;
    folder_time_ = newest;
    auto files = theme::read_theme_folder(folder_);
    if (auto const worn = files ? wear(std::move(*files)) : refuse(files.error()); !worn)
        return log_error("theme_refused kept=last error=\"{}\"", worn.error().message);
    log_info("theme_taken folder={}", folder_);
}

std::string Themes::built_in() const { return package_text(shipped_(), "name"); }

theme::ThemeReport Themes::report_on(theme::ThemeFiles const& files) const {
    auto data = std::make_shared<HelperData>();
    return theme::report_on(files, shipped_(), newspaper_helpers(std::move(data)));
}

std::vector<ThemeEntry> Themes::list(store::Reader& reader) {
    std::vector<ThemeEntry> out;
    auto const shipped = shipped_();
    out.push_back(entry_of(shipped, package_text(shipped, "name"), "built-in", report_on(shipped)));
    if (is_fixed()) {
        auto const files = theme::read_theme_folder(folder_).value_or(theme::ThemeFiles());
        auto entry = entry_of(files, "folder", "folder", report_on(files));
        entry.active = true;
        out.push_back(std::move(entry));
    }
    std::string worn;
    {
        std::lock_guard const lock(mutex_);
        worn = worn_;
    }
    for (auto const& record : store::list_themes(reader)) {
        ThemeEntry entry{
            record.name,        record.version,   "uploaded",    false,
            record.uploaded_at, record.templates, record.assets, boost::json::parse(record.report).as_object()};
        entry.active = !is_fixed() && worn == record.name + " " + record.archive;
        out.push_back(std::move(entry));
    }
    out.front().active = std::none_of(out.begin(), out.end(), [](auto const& entry) { return entry.active; });
    return out;
}

Result<theme::ThemeFiles> Themes::files_of(store::Reader& reader, std::string_view name) const {
    if (auto shipped = shipped_(); name == package_text(shipped, "name")) return shipped;
    if (is_fixed() && name == "folder") return theme::read_theme_folder(folder_);
    auto const record = store::find_theme(reader, name);
    if (!record) return refuse(ProblemKind::not_found, "not_found", "There is no such theme.");
    auto const archive = blobs_.get(record->archive);
    if (!archive)
        return refuse(ProblemKind::gone, "theme_lost",
                      "The files of this theme are not there; please upload it again.");
    auto packed = theme::read_theme_zip(*archive);
    if (!packed) return refuse(packed.error());
    return std::move(packed->files);
}

std::optional<Problem> Themes::fault() {
    std::lock_guard const lock(mutex_);
    return fault_;
}

}  // namespace broadsheet::frame
