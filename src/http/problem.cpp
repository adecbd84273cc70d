#include "http/problem.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace broadsheet::http {

int status_of(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::invalid:
            return 422;
        case ProblemKind::unauthorized:
            return 401;
        case ProblemKind::forbidden:
            return 403;
        case ProblemKind::not_found:
            return 404;
        case ProblemKind::conflict:
            return 409;
        case ProblemKind::overtaken:
            return 412;
        case ProblemKind::gone:
            return 410;
        case ProblemKind::locked:
            return 423;
        case ProblemKind::too_many:
            return 429;
        case ProblemKind::too_large:
            return 413;
        case ProblemKind::unsupported:
            return 415;
    }
    return 500;
}

Response problem_response(Problem const& problem, boost::json::object const& more) {
    int const status = status_of(problem.kind);
    boost::json::object document{{"type", "about:blank"},
                                 {"title", status_text(status)},
                                 {"status", status},
                                 {"code", problem.code},
                                 {"detail", problem.message}};
    if (!problem.field.empty()) document["field"] = problem.field;
    for (auto const& [key, value] : more) document[key] = value;
    auto response = json_response(status, boost::json::serialize(document));
    response.headers.set("Content-Type", "application/problem+json");
    if (status == 401) response.headers.add("WWW-Authenticate", "Bearer");
    return response;
}

Response problem_response(Problem const& problem) { return problem_response(problem, {}); }

Response problem_response(int status, std::string_view detail) {
    boost::json::object const document{
        {"type", "about:blank"}, {"title", status_text(status)}, {"status", status}, {"detail", detail}};
    auto response = json_response(status, boost::json::serialize(document));
    response.headers.set("Content-Type", "application/problem+json");
    return response;
}

}  // namespace broadsheet::http
