// How fast mails may go: in all, to one domain, and slower where servers say that it is too much. Any thread.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/time.h"

namespace broadsheet::newsletters {

struct PaceSettings {
    double mails_per_second = 0;   // 0: as fast as the server takes them
    double domain_per_minute = 0;  // to each receiving domain; 0: not limited
};

class Pace {
  public:
    explicit Pace(PaceSettings settings) : settings_(settings) {}

    // When a mail may go to this domain; a time that is not after `now` takes the place.
    Time take_domain(std::string_view domain, Time now);
    // How long the caller must wait before it hands over the next mail; takes the place.
    Millis take_turn(Time now);

    // A domain's server put a mail off: nothing goes there for half a minute, then twice as long, up to a quarter of an
    // hour; a mail that is taken ends that.
    void put_off(std::string_view domain, Time now);
    void taken(std::string_view domain);

    // Our own server did not answer, or said 421: nothing goes at all for a second, then twice as long, up to a minute.
    void server_failed(Time now);
    void server_works();
    Time server_free_at() const;

  private:
    struct Domain {
        Millis pause{};
        Time free_at{};
        double tokens = 0;
        Time filled_at{};
    };
    PaceSettings settings_;
    mutable std::mutex mutex_;
    std::map<std::string, Domain, std::less<>> domains_;
    double next_turn_ = 0;  // ms, fractions kept
    Millis server_pause_{};
    Time server_free_at_{};
};

}  // namespace broadsheet::newsletters
