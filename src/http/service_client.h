// Requests to one service that the operator has set up (a card processor, a voice): its address is trusted, redirects
// are not followed, connections are kept. Any thread; blocks.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "http/message.h"

namespace broadsheet::http {

struct ServiceRequest {
    Method method = Method::get;
    std::string path;  // with its query, "/v1/charges/ch_1"
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    Millis time{30'000};
    std::size_t most_bytes = 16'000'000;  // a longer answer is none
};

struct ServiceAnswer {
    int status = 0;  // 0: there was none, or not all of it; `failure` says why
    std::string body;
    std::string failure;
    Headers headers;
    bool too_large = false;  // there was none because it was longer than the request allows
};

class ServiceClient {
  public:
    // `origin`: "https://api.example.com". Proxies of the environment are not used.
    explicit ServiceClient(std::string origin);
    ~ServiceClient();

    ServiceAnswer ask(ServiceRequest const& request) const;
    std::string const& origin() const { return origin_; }

  private:
    void* take() const;
    void give_back(void* handle) const;

    std::string origin_;
    mutable std::mutex mutex_;
    mutable std::vector<void*> idle_;  // CURL*
};

}  // namespace broadsheet::http
