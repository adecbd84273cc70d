// The one way out for requests that strangers can steer (embeds, webhooks, feeds): http and https only, to public
// addresses only, checked when the connection is made (after DNS) and again on each redirect; bounded in time and bytes
// after decompression; no cookies, no proxy from the environment, no credentials. Any thread; blocks.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace broadsheet::http {

inline constexpr std::size_t most_fetched_bytes = 2'000'000;           // of a body, unpacked
inline constexpr std::size_t most_fetched_picture_bytes = 20'000'000;  // of a picture

struct Fetch {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};  // beside ours
    std::string body = {};                                          // not empty: sent by POST, never sent on elsewhere
    std::size_t most_bytes = most_fetched_bytes;
    Millis time{5000};  // in all, redirects included
    enum class TooLong { refuse, cut };
    TooLong too_long = TooLong::refuse;  // cut: the first `most_bytes` are enough
};

struct Fetched {
    int status = 0;
    std::string url;  // after redirects
    std::string content_type;
    std::string body;  // unpacked
};

class GuardedClient {
    struct Leave {
        void operator()(std::atomic<int>* waiting) const { --*waiting; }
    };

  public:
    // How many requests of people may wait for the outside at once: the workers they hold are missed by everybody.
    static constexpr int most_turns = 3;
    using Turn = std::unique_ptr<std::atomic<int>, Leave>;

    // `trusted`: "host:port" as addresses name them, reached whatever their network address is. Throws
    // std::invalid_argument naming an entry without a port.
    explicit GuardedClient(std::vector<std::string> trusted = {});

    // Any status of the last answer is a success here. At most 5 redirects are followed. Refusals, code and sentence:
    // fetch_address (no web address), fetch_private (leads into a private network), fetch_timeout, fetch_redirects,
    // fetch_too_large, fetch_failed (no such host, refused connection, broken TLS or HTTP). A POST is not redirected:
    // its 3xx is the answer.
    Result<Fetched> fetch(Fetch const& request) const;

    // Held while a person's request waits for one fetch or several; null when `most_turns` are held. Jobs, which have
    // threads of their own, need none. Must not outlive the client.
    Turn turn() const;

  private:
    bool trusts(std::string_view url) const;

    std::vector<std::string> trusted_;
    mutable std::atomic<int> waiting_ = 0;
};

}  // namespace broadsheet::http
