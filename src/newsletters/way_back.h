// Where somebody came from who was asked to sign in: kept by their browser while they fetch the code from their mail.
// Private to newsletters/.
#pragma once
#include <fmt/format.h>

#include <string>

#include "base/own_path.h"
#include "http/message.h"

namespace broadsheet::newsletters {

inline constexpr char const* way_back_name = "broadsheet_from";

// A path of ours; empty: none is known.
inline std::string way_back(http::Request const& request) { return own_path(request.cookie(way_back_name)); }

// A Set-Cookie value. `path`: empty takes it away.
inline std::string way_back_cookie(std::string const& path, bool secure) {
    return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", way_back_name, path,
                       path.empty() ? 0 : 1800, secure ? "; Secure" : "");
}

}  // namespace broadsheet::newsletters
