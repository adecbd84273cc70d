// Refusals as answers: one table from problem kinds to statuses, RFC 9457 documents for programs.
#pragma once
#include <boost/json/fwd.hpp>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace broadsheet::http {

int status_of(ProblemKind kind);
// {type title status code detail field?}, with the members of `more` behind them.
Response problem_response(Problem const& problem, boost::json::object const& more);
Response problem_response(Problem const& problem);
// For what has no Problem: unknown paths, refused methods, broken requests.
Response problem_response(int status, std::string_view detail);

}  // namespace broadsheet::http
