#include "theme/report.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "theme/engine.h"

namespace broadsheet::theme {
namespace {

constexpr std::string_view extension = ".hbs";

bool is_template(std::string_view path) { return path.ends_with(extension); }

std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ':') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

// Messages say "post.hbs:12:8: expected …", a manifest's "package.json: …".
Finding finding_of(Problem const& problem) {
    Finding out{problem.field, 0, 0, problem.message};
    std::string_view rest = problem.message;
    if (out.file.empty() || !rest.starts_with(out.file + ":")) return out;
    rest.remove_prefix(out.file.size() + 1);
    if (auto const line = take_number(rest)) {
        out.line = *line;
        if (auto const column = take_number(rest)) out.column = *column;
    }
    out.message = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
    return out;
}

bool is_read(std::string_view path) {
    static constexpr std::string_view known[] = {"package.json", "README.md", "LICENSE", "README", "LICENSE.txt"};
    return is_template(path) || path.starts_with("assets/") ||
           (path.starts_with("locales/") && path.ends_with(".json")) ||
           std::find(std::begin(known), std::end(known), path) != std::end(known);
}

void look_at(std::string const& path, std::string const& bytes, ThemeReport& report) {
    if (is_template(path)) {
        ++report.templates;
        CompileOptions options;
        options.prevent_indent = true;
        if (auto const page = compile(path, bytes, options); !page) report.errors.push_back(finding_of(page.error()));
    } else if (path.starts_with("assets/")) {
        ++report.assets;
    } else if (!is_read(path)) {
        report.warnings.push_back({path, 0, 0, "This file is not used: only templates, assets/ and locales/ are."});
    } else if (path.starts_with("locales/")) {
        boost::system::error_code error;
        if (!boost::json::parse(bytes, error).is_object() || error)
            report.warnings.push_back({path, 0, 0, "This is not a JSON object, so nothing is translated by it."});
    }
}

// The theme's own words, and the standard one's for what its templates do not say themselves.
std::string with_words(std::string const& own, std::string const& standard) {
    boost::system::error_code broken, lost;
    auto words = boost::json::parse(own, broken);
    auto const more = boost::json::parse(standard, lost);
    if (broken || lost || !words.is_object() || !more.is_object()) return own;
    for (auto const& word : more.get_object()) words.get_object().insert(word);
    return boost::json::serialize(words);
}

}  // namespace

ThemeReport report_on(ThemeFiles const& files, ThemeFiles const& standard, HelperRegistry const& helpers) {
    ThemeReport report;
    for (auto const& [path, bytes] : files) look_at(path, bytes, report);
    for (auto const& [path, bytes] : standard)
        if (is_template(path) && !path.starts_with("partials/") && !files.contains(path))
            report.missing.push_back(path.substr(0, path.size() - extension.size()));
    if (!files.contains("package.json"))
        report.warnings.push_back({"package.json", 0, 0, "There is none: name, version and settings are unknown."});
    if (!report.errors.empty()) return report;
    if (auto const whole = Theme::load(completed(files, standard), helpers); !whole)
        report.errors.push_back(finding_of(whole.error()));
    return report;
}

ThemeFiles completed(ThemeFiles files, ThemeFiles const& standard) {
    for (auto const& [path, bytes] : standard) {
        if (path == "package.json") continue;
        auto const [place, added] = files.emplace(path, bytes);
        if (!added && path.starts_with("locales/")) place->second = with_words(place->second, bytes);
    }
    return files;
}

}  // namespace broadsheet::theme
