// Which stories are to be read out, anew or no longer: told by the change log.
#pragma once
#include <functional>

#include "changes/durable_subscriber.h"

namespace broadsheet::narration {

inline constexpr char const* subscription = "narration";

// `wake` is called when there is something to speak.
changes::DurableWork follow_work(std::function<void()> wake);

}  // namespace broadsheet::narration
