// How a call says that it was refused for a reason a person can act on. Absence is std::optional, broken things
// (database away, disk full, a bug) are exceptions; see docs/decisions/0005-error-lanes.md.
#pragma once
#include <expected>
#include <string>
#include <utility>

namespace broadsheet {

enum class ProblemKind {
    invalid,
    unauthorized,
    forbidden,
    not_found,
    conflict,
    overtaken,
    gone,
    locked,  // by somebody who is at work on it
    too_many,
    too_large,
    unsupported
};

// `code` is stable and for programs, `message` is one sentence for people, `field` names the input it stands beside:
// a form field's name or a JSON pointer (RFC 6901); empty where the whole input is meant.
struct Problem {
    ProblemKind kind = ProblemKind::invalid;
    std::string code;
    std::string message;
    std::string field;
};

template <class T>
using Result = std::expected<T, Problem>;

inline std::unexpected<Problem> refuse(ProblemKind kind, std::string code, std::string message,
                                       std::string field = {}) {
    return std::unexpected(Problem{kind, std::move(code), std::move(message), std::move(field)});
}

inline std::unexpected<Problem> refuse(Problem problem) { return std::unexpected(std::move(problem)); }

}  // namespace broadsheet
