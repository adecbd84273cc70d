// Whatever a processor, or somebody who says so, tells: without the secret nothing is believed, and what is read of an
// event can be kept. The first line is the signature's header.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "payments/webhook.h"

using namespace broadsheet;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    auto const header = bytes.substr(0, bytes.find('\n'));
    auto const body = bytes.substr(std::min(size, header.size() + 1));
    if (payments::check_signature(header, body, "a secret that no input holds", from_ms(1'790'000'000'000)))
        std::abort();
    if (payments::check_signature(header, body, "", from_ms(1'790'000'000'000))) std::abort();
    auto const event = payments::read_event(body);
    if (!event) return 0;
    for (auto const* text : {&event->id, &event->type, &event->kind, &event->object, &event->charge})
        if (!is_clean_text(*text)) std::abort();
    if (event->id.empty() || event->id.size() > 255 || event->type.empty()) std::abort();
    return 0;
}
