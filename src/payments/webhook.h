// What Stripe tells us by itself: whether it is Stripe, and what it is about. Pure.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace broadsheet::payments {

inline constexpr Millis webhook_tolerance{5 * 60 * 1000};

// Checks a Stripe-Signature header (t=…,v1=…: HMAC-SHA256 of "t.body") and that it was made within the tolerance.
// Refused: "signature_missing", "signature_wrong", "signature_old".
Result<void> check_signature(std::string_view header, std::string_view body, std::string_view secret, Time now);

// An event names an object; what state that is in is asked of the processor, never read from the event.
struct Event {
    std::string id;
    std::string type;    // "charge.succeeded"
    std::string kind;    // of the object: "charge"
    std::string object;  // its id
    std::string charge;  // of a refund or dispute
};
Result<Event> read_event(std::string_view body);

}  // namespace broadsheet::payments
