// An address that moved or is gone, and what may be written into one. Plain data and pure rules.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "content/records.h"

namespace broadsheet::content {

struct Redirect;
using RedirectId = Id<Redirect>;

struct Redirect {
    RedirectId id;
    std::string from;         // a path, percent-decoded, without its last slash
    std::string to;           // "/path…" here or an absolute web address; empty: it is gone
    std::string target_path;  // of `to` on this site, in the shape of `from`; else empty
    bool permanent = true;
    bool gone = false;
    std::int64_t hits = 0;
    std::optional<Time> last_hit_at;
    Time created_at{};
    StaffId created_by;
};

// A path as redirects are found by: percent-decoded, without its last slash. Nothing for what no address can be.
std::optional<std::string> redirect_key(std::string_view path);

// Fills from, or to and target_path, out of what somebody wrote: a path, or an address (of ours, for `from`). Refusals
// name the field, "from" or "to".
Result<void> set_from(Redirect& redirect, std::string_view written, std::string_view site_url);
Result<void> set_to(Redirect& redirect, std::string_view written, std::string_view site_url);

// Where a request with this query is sent: the query goes behind the target's own.
std::string redirect_location(std::string_view to, std::string_view query);

// The path of an address that only redirects, and what it may say of redirects that stand already.
struct RedirectNeighbours {
    std::optional<std::string> onward;  // where the target itself redirects to ("" if it is gone)
    int inward = 0;                     // how many redirects lead to `from`
};
// Refuses loops and chains: a reader is sent once.
Result<void> redirect_rule(Redirect const& redirect, RedirectNeighbours const& neighbours);

}  // namespace broadsheet::content
