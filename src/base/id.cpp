#include "base/id.h"

#include <atomic>
#include <chrono>
#include <random>

namespace broadsheet {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int low_bits = 22;                          // room for 4 million ids a millisecond
constexpr std::int64_t epoch_ms = 1'577'836'800'000;  // 2020-01-01: 41 bits of milliseconds last until 2089

}  // namespace

std::string id_text(std::int64_t value) {
    std::string out(13, '0');
    auto bits = static_cast<std::uint64_t>(value);
    for (int i = 12; i >= 0; --i, bits >>= 5) out[static_cast<std::size_t>(i)] = alphabet[bits & 31];
    return out;
}

std::optional<std::int64_t> parse_id(std::string_view text) {
    if (text.size() != 13 || text[0] > '7') return std::nullopt;
    std::uint64_t bits = 0;
    for (char const c : text) {
        auto const digit = alphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 5 | digit;
    }
    if (bits == 0) return std::nullopt;
    return static_cast<std::int64_t>(bits);
}

std::int64_t new_id_bits() {
    // The low bits start at random within each millisecond, so that two nodes writing at once do not meet.
    thread_local std::mt19937_64 random{std::random_device{}()};
    static std::atomic<std::int64_t> last{0};
    auto const now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    std::int64_t const fresh =
        (now - epoch_ms) << low_bits | static_cast<std::int64_t>(random() & ((1u << low_bits) - 1));
    std::int64_t before = last.load();
    std::int64_t next = 0;
    do {
        next = fresh > before ? fresh : before + 1;
    } while (!last.compare_exchange_weak(before, next));
    return next;
}

}  // namespace broadsheet
