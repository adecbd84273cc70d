#include "http/elsewhere.h"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

bool from_elsewhere(Method method, std::vector<std::pair<std::string, std::string>> const& fields) {
    Request request;
    request.method = method;
    request.headers.add("Host", "inside:8080");
    for (auto const& [name, value] : fields) request.headers.add(name, value);
    return is_from_elsewhere(request, "https://paper.example");
}

TEST(Elsewhere, BrowsersSayWhereAFormComesFrom) {
    struct Row {
        std::vector<std::pair<std::string, std::string>> fields;
        bool elsewhere;
    };
    Row const rows[] = {
        {{}, false},
        {{{"Sec-Fetch-Site", "same-origin"}}, false},
        {{{"Sec-Fetch-Site", "none"}}, false},
        {{{"Sec-Fetch-Site", "cross-site"}}, true},
        {{{"Sec-Fetch-Site", "same-site"}}, true},  // another host of the domain may be anybody's
        {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://paper.example"}}, true},
        {{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}}, false},
        {{{"Origin", "https://paper.example"}}, false},
        {{{"Origin", "http://INSIDE:8080"}}, false},
        {{{"Origin", "http://inside:8081"}}, true},
        {{{"Origin", "https://evil.example"}}, true},
        {{{"Origin", "https://paper.example.evil.example"}}, true},
        {{{"Origin", "https://evil.example/paper.example"}}, true},
        {{{"Origin", "null"}}, true},
        {{{"Origin", ""}}, true},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.fields.empty() ? "nothing" : row.fields.back().second);
        for (auto const method : {Method::post, Method::put, Method::patch, Method::delete_})
            EXPECT_EQ(from_elsewhere(method, row.fields), row.elsewhere);
        for (auto const method : {Method::get, Method::head, Method::options})
            EXPECT_FALSE(from_elsewhere(method, row.fields)) << "looking is free";
    }
}

}  // namespace
}  // namespace broadsheet::http
