#include "desk_call/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/utf8.h"
#include "http/problem.h"

namespace broadsheet::desk_call {
namespace {

namespace json = boost::json;

std::optional<std::string> check_text(std::string_view text, std::size_t longest, Fields::Lines lines) {
    if (!is_clean_text(text)) return "This text holds characters that cannot be printed.";
    if (lines == Fields::Lines::one && text.find_first_of("\r\n") != std::string_view::npos)
        return "This must be one line.";
    if (count_code_points(text) > longest) return fmt::format("This is too long: at most {} characters.", longest);
    return std::nullopt;
}

}  // namespace

Result<json::object> read_body(http::Request const& request) {
    json::parse_options options;
    options.max_depth = 60;
    boost::system::error_code error;
    auto value = json::parse(request.body, error, {}, options);
    if (error)
        return refuse(ProblemKind::invalid, "json_broken", "The body is not valid JSON: " + error.message() + ".");
    if (!value.is_object())
        return refuse(ProblemKind::invalid, "json_object_expected", "The body must be a JSON object.");
    return std::move(value.get_object());
}

http::Response json_answer(int status, json::value const& value) {
    return http::json_response(status, json::serialize(value));
}

Problem unknown(char const* what) {
    return {ProblemKind::not_found, "not_found", std::string("There is no such ") + what + ".", {}};
}

json::value const* Fields::value(std::string_view name) {
    known_.emplace_back(name);
    return body_.if_contains(name);
}

bool Fields::has(std::string_view name) { return value(name) != nullptr; }

void Fields::refuse(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
}

void Fields::refuse(std::string_view field, std::string code, std::string message) {
    refuse(Problem{ProblemKind::invalid, std::move(code), std::move(message), std::string(field)});
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t longest, Lines lines) {
    auto const* const found = value(name);
    if (!found) return std::nullopt;
    if (found->is_null()) return std::string{};
    if (!found->is_string()) {
        refuse(name, "text_expected", "This must be text.");
        return std::nullopt;
    }
    auto const& text = found->get_string();
    if (auto message = check_text(text, longest, lines)) {
        refuse(name, "text_refused", std::move(*message));
        return std::nullopt;
    }
    return std::string(text);
}

std::optional<bool> Fields::boolean(std::string_view name) {
    auto const* const found = value(name);
    if (!found) return std::nullopt;
    if (found->is_bool()) return found->get_bool();
    refuse(name, "boolean_expected", "This must be true or false.");
    return std::nullopt;
}

std::optional<double> Fields::number(std::string_view name, double least, double most) {
    auto const* const found = value(name);
    if (!found) return std::nullopt;
    if (found->is_number()) {
        auto const number = found->to_number<double>();
        if (number >= least && number <= most) return number;
    }
    refuse(name, "number_refused", fmt::format("This must be a number from {} to {}.", least, most));
    return std::nullopt;
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name, std::size_t most, std::size_t longest) {
    auto const* const found = value(name);
    if (!found) return std::nullopt;
    std::vector<std::string> out;
    if (!found->is_array()) {
        refuse(name, "list_expected", "This must be a list of texts.");
        return std::nullopt;
    }
    if (found->get_array().size() > most) refuse(name, "list_too_long", fmt::format("At most {} entries.", most));
    for (std::size_t i = 0; i < found->get_array().size(); ++i) {
        auto const& item = found->get_array()[i];
        auto const place = fmt::format("{}/{}", name, i);
        if (!item.is_string())
            refuse(place, "text_expected", "This must be text.");
        else if (auto message = check_text(item.get_string(), longest, Lines::one))
            refuse(place, "text_refused", std::move(*message));
        else
            out.emplace_back(item.get_string());
    }
    return out;
}

std::optional<Problem> Fields::problem() {
    if (problem_) return problem_;
    for (auto const& [key, item] : body_)
        if (std::find(known_.begin(), known_.end(), key) == known_.end())
            return Problem{ProblemKind::invalid, "unknown_field", "This address knows no such field.",
                           std::string(key)};
    return std::nullopt;
}

}  // namespace broadsheet::desk_call
