// Method and path to handler. Patterns are literal segments and {names}; a trailing slash counts.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace broadsheet::http {

using Handler = std::function<Response(Request const&)>;

struct Route {
    Method method = Method::get;
    std::string pattern;
    Handler handler;
    std::size_t body_limit = 64 * 1024;  // bytes
};

class Router {
  public:
    void add(Route route);
    void add(std::vector<Route> routes) {
        for (auto& route : routes) add(std::move(route));
    }

    struct Match {
        Route const* route = nullptr;  // null: no such path, or not for this method
        std::vector<std::pair<std::string, std::string>> parameters;
        std::string allowed;  // for Allow, where the path is known
    };
    // HEAD goes to GET's handler.
    Match match(Method method, std::string_view path) const;

  private:
    struct Entry {
        std::vector<std::string> segments;
        Route route;
    };
    std::vector<Entry> entries_;
};

}  // namespace broadsheet::http
