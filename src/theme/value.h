// What a template reads: an immutable value that is cheap to copy (text, lists and records are shared). Integers and
// decimals are kept apart so that 64-bit numbers print exactly; Html is printed as it is, plain text is escaped.
// Values may be read by any number of threads at once.
#pragma once
#include <boost/json/fwd.hpp>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/html.h"

namespace broadsheet::theme {

class Value;
class Object;
class Call;
struct Name;

using Array = std::vector<Value>;
using Function = std::function<Value(Call&)>;  // a helper, or a lambda inside a context

enum class Kind : std::uint8_t { undefined, null, boolean, integer, real, text, html, array, object, function };

class Value {
  public:
    Value() = default;  // undefined
    Value(std::nullptr_t) : data_(nullptr) {}
    template <std::same_as<bool> T>
    Value(T value) : data_(value) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Value(T value) : data_(whole(value)) {}
    Value(double value) : data_(value) {}
    Value(std::string text) : data_(std::make_shared<std::string const>(std::move(text))) {}
    Value(std::string_view text) : Value(std::string(text)) {}
    Value(char const* text) : Value(std::string(text)) {}
    Value(Html html) : data_(std::make_shared<Html const>(std::move(html))) {}
    Value(Array items);
    Value(Object members);
    Value(std::shared_ptr<Array const> items);     // shared with the caller; null is null
    Value(std::shared_ptr<Object const> members);  // the same
    template <class T>
    Value(std::optional<T> const& maybe) : data_(nullptr) {  // nothing is null
        if (maybe) *this = Value(*maybe);
    }
    static Value function(Function callable);

    Kind kind() const { return static_cast<Kind>(data_.index()); }
    bool is_undefined() const { return kind() == Kind::undefined; }
    bool is_nullish() const { return kind() <= Kind::null; }  // undefined or null
    bool is_text() const { return kind() == Kind::text || kind() == Kind::html; }

    // What `if` asks: false, 0, NaN, empty text, undefined, null and an empty list are not; everything else is.
    bool is_truthy() const;
    bool is_js_truthy() const;  // the same, but an empty list is, as in JavaScript

    // A member of a record, an item of a list or character of a text ("0" …), the `length` of either; else undefined.
    Value get(std::string_view key) const;
    // The same without copying; null where there is none or where it is not stored.
    Value const* find(std::string_view key) const;
    Value const* find(Name const& key) const;

    // As JavaScript's String() prints it ("undefined", "null", "1,2", "[object Object]" …), unescaped.
    std::string to_text() const;
    void append_text(std::string& out) const;
    // What a page gets: undefined and null print nothing; append_html escapes plain text and lets Html through.
    void append_plain(std::string& out) const;
    void append_html(std::string& out) const;
    std::optional<double> to_number() const;  // of integer and real; nothing for every other kind

    // Null, or the stored thing where kind() fits.
    std::string const* text() const;  // of text and html alike
    Array const* array() const;
    Object const* object() const;
    Function const* function() const;
    std::optional<bool> boolean() const;
    std::optional<std::int64_t> integer() const;

    // JavaScript's === : lists, records and functions are the same only if they are one thing.
    bool same_as(Value const& other) const;

  private:
    template <class T>
    static std::variant<std::int64_t, double> fit(T value) {
        if constexpr (std::unsigned_integral<T> && sizeof(T) == 8) {
            if (value > static_cast<T>(INT64_MAX)) return static_cast<double>(value);
        }
        return static_cast<std::int64_t>(value);
    }
    using Data =
        std::variant<std::monostate, std::nullptr_t, bool, std::int64_t, double, std::shared_ptr<std::string const>,
                     std::shared_ptr<Html const>, std::shared_ptr<Array const>, std::shared_ptr<Object const>,
                     std::shared_ptr<Function const>>;
    template <class T>
    static Data whole(T value) {
        return std::visit([](auto number) { return Data(number); }, fit(value));
    }
    Data data_;
};

// A name that is looked up again and again: its hash is made once.
struct Name {
    explicit Name(std::string name) : text(std::move(name)), hash(std::hash<std::string_view>()(text)) {}
    std::string text;
    std::size_t hash;
};

struct Member {
    std::string key;
    Value value;
};

// A record: members in the order in which they were first set. Built by one thread, then moved into a Value.
class Object {
  public:
    Object() = default;
    Object(std::initializer_list<Member> members);
    void set(std::string key, Value value);  // replaces
    Value const* find(std::string_view key) const;
    Value const* find(Name const& key) const;
    std::size_t size() const { return members_.size(); }
    bool empty() const { return members_.empty(); }
    auto begin() const { return members_.begin(); }
    auto end() const { return members_.end(); }
    void reserve(std::size_t count) { members_.reserve(count); }

  private:
    static constexpr std::size_t few = 8;  // up to here a plain search is faster than the index
    std::size_t few_position(std::string_view key) const;
    std::size_t position(std::string_view key, std::size_t hash) const;
    void index();

    std::vector<Member> members_;
    std::vector<std::uint32_t> slots_;  // open addressing: position + 1, 0 is free; empty while there are few members
};

// Numbers keep their kind; an unsigned number beyond 2^63 becomes a decimal.
Value value_from_json(boost::json::value const& json);

}  // namespace broadsheet::theme
