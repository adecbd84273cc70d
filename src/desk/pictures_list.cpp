// The library's search.
#include <boost/json/array.hpp>

#include "desk/handlers.h"
#include "desk/records.h"
#include "frame/frame.h"
#include "http/problem.h"
#include "store/pictures.h"

namespace broadsheet::desk {
namespace {

namespace json = boost::json;
using store::PictureFilter;

constexpr std::size_t longest_query = 400;  // bytes

// Reads the query strictly: the first refusal is kept.
class Question {
  public:
    explicit Question(http::Request const& request) : request_(request) {}

    std::string words(char const* name) {
        auto value = request_.query_value(name);
        if (value.size() > longest_query) refuse(name, "query_long", "Please search for less.");
        return value;
    }
    std::optional<Day> day(char const* name) {
        auto const value = request_.query_value(name);
        auto const day = content::parse_day(value);
        if (!value.empty() && !day) refuse(name, "day_shape", "This must be a day such as 2026-09-01.");
        return day;
    }
    // One of these names, or nothing.
    template <class Value>
    std::optional<Value> choice(char const* name, std::initializer_list<std::pair<char const*, Value>> choices) {
        auto const value = request_.query_value(name);
        for (auto const& [text, meaning] : choices)
            if (value == text) return meaning;
        if (!value.empty()) refuse(name, "unknown_choice", "There is no such choice.");
        return std::nullopt;
    }
    std::optional<content::PictureId> id(char const* name) {
        auto const value = request_.query_value(name);
        auto const id = content::PictureId::parse(value);
        if (!value.empty() && !id) refuse(name, "id_shape", "This must be the id of a picture.");
        return id;
    }
    void refuse(char const* field, char const* code, char const* message) {
        if (!problem_) problem_ = Problem{ProblemKind::invalid, code, message, field};
    }
    std::optional<Problem> const& problem() const { return problem_; }

  private:
    http::Request const& request_;
    std::optional<Problem> problem_;
};

Result<PictureFilter> filter_of(DeskCall const& call) {
    using enum content::Rights;
    Question question(call.request);
    PictureFilter filter;
    filter.words = question.words("q");
    filter.credit = question.words("credit");
    filter.from = question.day("from");
    filter.until = question.day("to");
    if (filter.from && filter.until && *filter.until < *filter.from)
        question.refuse("to", "days_reversed", "The last day stands before the first.");
    using OfRights = std::optional<content::Rights>;
    filter.rights = question
                        .choice<OfRights>("rights", {{"any", OfRights()},
                                                     {"valid", valid},
                                                     {"expiring", expiring},
                                                     {"expired", expired},
                                                     {"unknown", unknown}})
                        .value_or(std::nullopt);
    filter.missing = question.choice<store::MissingText>(
        "missing", {{"alt", store::MissingText::alt}, {"credit", store::MissingText::credit}});
    filter.unused = question.choice<bool>("unused", {{"1", true}, {"0", false}}).value_or(false);
    filter.before = question.id("after");
    filter.zone = call.app.frame.site().timezone;
    filter.now = call.app.clock.now();
    if (question.problem()) return refuse(*question.problem());
    return filter;
}

std::string next_page(http::Request const& request, content::PictureId last) {
    std::string out = "/desk/api/pictures?";
    for (auto const* name : {"q", "credit", "from", "to", "rights", "missing", "unused"})
        if (auto const value = request.query_value(name); !value.empty())
            out += std::string(name) + "=" + http::percent_encode(value) + "&";
    return out + "after=" + last.text();
}

}  // namespace

http::Response list_pictures(DeskCall const& call) {
    auto const filter = filter_of(call);
    if (!filter) return http::problem_response(filter.error());
    auto const pictures = store::list_pictures(*call.app.database.snapshot(), *filter);
    json::array out;
    for (auto const& picture : pictures)
        out.push_back(picture_json(picture, call.app.frame.site(), call.app.clock.now()));
    json::value next = nullptr;
    if (static_cast<int>(pictures.size()) == filter->limit) next = next_page(call.request, pictures.back().id);
    return json_answer(200, json::object{{"pictures", std::move(out)}, {"next", std::move(next)}});
}

}  // namespace broadsheet::desk
