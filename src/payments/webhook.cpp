#include "payments/webhook.h"

#include <sodium.h>

#include <array>
#include <boost/json/parse.hpp>
#include <charconv>

#include "base/utf8.h"
#include "payments/stripe_objects.h"

namespace broadsheet::payments {
namespace {

std::string hmac(std::string_view secret, std::string_view time, std::string_view body) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
    crypto_auth_hmacsha256_state state;
    auto const add = [&](std::string_view text) {
        crypto_auth_hmacsha256_update(&state, reinterpret_cast<unsigned char const*>(text.data()), text.size());
    };
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<unsigned char const*>(secret.data()), secret.size());
    add(time);
    add(".");
    add(body);
    crypto_auth_hmacsha256_final(&state, mac.data());
    std::string hex(mac.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), mac.data(), mac.size());
    hex.pop_back();
    return hex;
}

}  // namespace

Result<void> check_signature(std::string_view header, std::string_view body, std::string_view secret, Time now) {
    std::string_view time;
    std::vector<std::string_view> signatures;
    for (auto rest = header; !rest.empty();) {
        auto const part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        if (part.starts_with("t=")) time = part.substr(2);
        if (part.starts_with("v1=") && signatures.size() < 10) signatures.push_back(part.substr(3));
    }
    if (secret.empty() || time.empty() || signatures.empty())
        return refuse(ProblemKind::invalid, "signature_missing", "The signature is missing.");
    auto const right = hmac(secret, time, body);
    bool good = false;
    for (auto const given : signatures)
        if (given.size() == right.size() && sodium_memcmp(given.data(), right.data(), right.size()) == 0) good = true;
    if (!good) return refuse(ProblemKind::invalid, "signature_wrong", "The signature is not right.");
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(time.data(), time.data() + time.size(), seconds);
    auto const age = to_ms(now) / 1000 - seconds, most = webhook_tolerance.count() / 1000;
    if (error != std::errc{} || end != time.data() + time.size() || age > most || age < -most)
        return refuse(ProblemKind::invalid, "signature_old", "The signature is too old.");
    return {};
}

Result<Event> read_event(std::string_view body) {
    boost::system::error_code error;
    auto const value = boost::json::parse(body, error);
    auto const* const event = error || !value.is_object() ? nullptr : &value.get_object();
    auto const* const object = event ? object_in(*event, {"data", "object"}) : nullptr;
    if (!object) return refuse(ProblemKind::invalid, "event_shape", "This is no event.");
    Event out{text_in(*event, "id"), text_in(*event, "type"), text_in(*object, "object"), text_in(*object, "id"),
              id_in(*object, "charge")};
    for (auto const* const text : {&out.id, &out.type, &out.kind, &out.object, &out.charge})
        if (!is_clean_text(*text)) return refuse(ProblemKind::invalid, "event_shape", "This is no event.");
    if (out.id.empty() || out.type.empty() || out.id.size() > 255 || out.type.size() > 255 || out.object.size() > 255)
        return refuse(ProblemKind::invalid, "event_shape", "This is no event.");
    return out;
}

}  // namespace broadsheet::payments
