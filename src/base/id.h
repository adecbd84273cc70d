// Ids: strong types over 64 time-ordered bits, made by our own process before the insert, shown as 13 base-32
// characters (Crockford's alphabet, lower case). JSON carries the text, never the number.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet {

std::string id_text(std::int64_t value);
std::optional<std::int64_t> parse_id(
    std::string_view text);  // nothing unless 13 characters of the alphabet and positive
std::int64_t new_id_bits();  // strictly rising within this process; any thread

template <class Record>
struct Id {
    std::int64_t value = 0;
    explicit operator bool() const { return value != 0; }
    std::string text() const { return id_text(value); }
    auto operator<=>(Id const&) const = default;
    static std::optional<Id> parse(std::string_view text) {
        auto const bits = parse_id(text);
        return bits ? std::optional(Id{*bits}) : std::nullopt;
    }
    static Id make() { return Id{new_id_bits()}; }
};

}  // namespace broadsheet

template <class Record>
struct std::hash<broadsheet::Id<Record>> {
    std::size_t operator()(broadsheet::Id<Record> const& id) const noexcept {
        return std::hash<std::int64_t>()(id.value);
    }
};
