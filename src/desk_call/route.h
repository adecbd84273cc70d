// A route of the desk's API: who may ask, and what it takes.
#pragma once
#include <functional>

#include "desk_call/call.h"
#include "http/router.h"

namespace broadsheet::desk_call {

using Handle = std::function<http::Response(DeskCall const&)>;

// `second_factor`: signed in is enough, though the publication asks for a second factor that is not set up yet. What a
// story's own state adds is asked in the handler, by content/workflow.h
enum class Needs { second_factor, sign_in, editor, administrator };

// Where the session's CSRF token stands: a page that closes cannot send a header of its own (sendBeacon).
enum class Token { in_header, in_body };

inline constexpr std::size_t small_body = 64 * 1024;  // bytes

// Refuses who is not signed in, whose request does not come from our own pages, and who may not.
http::Route route(App& app, http::Method method, char const* pattern, Needs needs, Handle handle,
                  std::size_t limit = small_body, Token token = Token::in_header);

}  // namespace broadsheet::desk_call
