// One request to the desk's API by someone known: what every handler gets, whatever feature it belongs to, and what a
// body's fields are read with.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "app.h"
#include "base/result.h"
#include "http/message.h"

namespace broadsheet::desk_call {

struct DeskCall {
    App& app;
    http::Request const& request;
    content::Staff const& staff;
    accounts::Identity const& identity;
};

// The body as a JSON object. Refuses what is none, deeper than 60 levels, or not UTF-8.
Result<boost::json::object> read_body(http::Request const& request);

http::Response json_answer(int status, boost::json::value const& value);
Problem unknown(char const* what);  // "There is no such …"

// Reads fields out of a body strictly: each asked for by name, the first refusal kept, unknown ones refused at the end.
class Fields {
  public:
    explicit Fields(boost::json::object const& body) : body_(body) {}

    bool has(std::string_view name);
    // A text without control characters, at most so many code points; `lines` allows line breaks.
    enum class Lines { one, many };
    std::optional<std::string> text(std::string_view name, std::size_t longest, Lines lines = Lines::one);
    std::optional<bool> boolean(std::string_view name);
    std::optional<double> number(std::string_view name, double least, double most);
    // A list of texts.
    std::optional<std::vector<std::string>> texts(std::string_view name, std::size_t most, std::size_t longest);
    boost::json::value const* value(std::string_view name);  // marks it as known
    void refuse(std::string_view field, std::string code, std::string message);
    void refuse(Problem problem);

    // The first refusal, or one for a field nobody asked for.
    std::optional<Problem> problem();

  private:
    boost::json::object const& body_;
    std::vector<std::string> known_;
    std::optional<Problem> problem_;
};

}  // namespace broadsheet::desk_call
