// How a statement is run: typed columns in, typed parameters out, NULL as std::optional. Private to store/.
// Columns are read by typed into() only: soci::row would cut 64-bit numbers to 32 on SQLite.
#pragma once
#include <soci/soci.h>

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/id.h"
#include "store/database.h"

namespace broadsheet::store {

// What a C++ type is in SQL: the carrier that SOCI knows, and the way there and back.
template <class T>
struct Column {
    using Carrier = T;
    static Carrier out(T const& value) { return value; }
    static T in(Carrier&& value) { return std::move(value); }
};
template <>
struct Column<std::int64_t> {
    using Carrier = long long;
    static Carrier out(std::int64_t value) { return value; }
    static std::int64_t in(Carrier value) { return value; }
};
template <>
struct Column<bool> {
    using Carrier = int;
    static Carrier out(bool value) { return value ? 1 : 0; }
    static bool in(Carrier value) { return value != 0; }
};
template <>
struct Column<std::string_view> {
    using Carrier = std::string;
    static Carrier out(std::string_view value) { return std::string(value); }
};
template <>
struct Column<char const*> {
    using Carrier = std::string;
    static Carrier out(char const* value) { return value; }
};
template <>
struct Column<Time> {
    using Carrier = long long;
    static Carrier out(Time value) { return to_ms(value); }
    static Time in(Carrier value) { return from_ms(value); }
};
template <class Record>
struct Column<Id<Record>> {
    using Carrier = long long;
    static Carrier out(Id<Record> value) { return value.value; }
    static Id<Record> in(Carrier value) { return Id<Record>{value}; }
};

template <class T>
struct Slot {  // one column of a row, or one parameter
    typename Column<T>::Carrier value{};
    soci::indicator indicator = soci::i_ok;
    Slot() = default;
    explicit Slot(T const& given) : value(Column<T>::out(given)) {}
    T take() { return Column<T>::in(std::move(value)); }
};
template <class T>
struct Slot<std::optional<T>> {
    typename Column<T>::Carrier value{};
    soci::indicator indicator = soci::i_null;
    Slot() = default;
    explicit Slot(std::optional<T> const& given) {
        if (given) {
            value = Column<T>::out(*given);
            indicator = soci::i_ok;
        }
    }
    std::optional<T> take() {
        return indicator == soci::i_null ? std::nullopt : std::optional<T>(Column<T>::in(std::move(value)));
    }
};

// PostgreSQL runs it in one exchange; repeatable, it would be prepared, run and deallocated in three.
inline constexpr auto one_time = soci::details::st_one_time_query;

// Rows of a SELECT (or RETURNING), parameters in the order of their placeholders (:a, :b …, each named once).
template <class... Columns, class... Parameters>
std::vector<std::tuple<Columns...>> select(Reader& reader, std::string const& text, Parameters const&... parameters) {
    std::tuple<Slot<std::decay_t<Parameters>>...> in{Slot<std::decay_t<Parameters>>(parameters)...};
    std::tuple<Slot<Columns>...> out;
    soci::statement statement(reader.session());
    std::apply([&](auto&... slot) { (statement.exchange(soci::into(slot.value, slot.indicator)), ...); }, out);
    std::apply([&](auto&... slot) { (statement.exchange(soci::use(slot.value, slot.indicator)), ...); }, in);
    statement.alloc();
    statement.prepare(text, one_time);
    statement.define_and_bind();
    std::vector<std::tuple<Columns...>> rows;
    for (bool more = statement.execute(true); more; more = statement.fetch())
        rows.push_back(std::apply([](auto&... slot) { return std::tuple<Columns...>{slot.take()...}; }, out));
    return rows;
}

template <class... Columns, class... Parameters>
std::optional<std::tuple<Columns...>> select_one(Reader& reader, std::string const& text,
                                                 Parameters const&... parameters) {
    auto rows = select<Columns...>(reader, text, parameters...);
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

// Runs a statement without rows; returns how many rows it touched.
template <class... Parameters>
long long execute(Transaction& transaction, std::string const& text, Parameters const&... parameters) {
    std::tuple<Slot<std::decay_t<Parameters>>...> in{Slot<std::decay_t<Parameters>>(parameters)...};
    soci::statement statement(transaction.session());
    std::apply([&](auto&... slot) { (statement.exchange(soci::use(slot.value, slot.indicator)), ...); }, in);
    statement.alloc();
    statement.prepare(text, one_time);
    statement.define_and_bind();
    statement.execute(true);
    return statement.get_affected_rows();
}

// "1,2,3" for an IN list: numbers of our own making, so nothing to escape; never empty ("0" is nobody's id).
template <class Record>
std::string in_list(std::vector<Id<Record>> const& ids) {
    std::string out = "0";
    for (auto const id : ids) out += "," + std::to_string(id.value);
    return out;
}

inline std::string number_list(std::vector<std::int64_t> const& numbers) {  // as above; NULL is nobody's number
    std::string out = "NULL";
    for (auto const number : numbers) out += "," + std::to_string(number);
    return out;
}

// For LIKE … ESCAPE '\': what contains `words` as they are, % and _ included.
inline std::string like_pattern(std::string_view words) {
    std::string out = "%";
    for (char const c : words) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out + "%";
}

}  // namespace broadsheet::store
