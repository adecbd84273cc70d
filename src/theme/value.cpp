#include "theme/value.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

#include "theme/escape.h"

namespace broadsheet::theme {
namespace {

constexpr int deepest_text = 64;  // lists inside lists are printed no deeper

// JavaScript's Number.prototype.toString: the shortest digits that read back, plain from 1e-6 up to 1e21.
void append_number(std::string& out, double number) {
    if (std::isnan(number)) return void(out += "NaN");
    if (std::isinf(number)) return void(out += number < 0 ? "-Infinity" : "Infinity");
    if (number == 0) return void(out += '0');
    char buffer[40];
    auto const end = std::to_chars(buffer, buffer + sizeof buffer, std::abs(number), std::chars_format::scientific).ptr;
    auto const exponent_mark = std::find(buffer, end, 'e');
    int exponent = 0;
    std::from_chars(exponent_mark[1] == '+' ? exponent_mark + 2 : exponent_mark + 1, end, exponent);
    std::string digits(buffer, exponent_mark);
    std::erase(digits, '.');
    int const count = static_cast<int>(digits.size());
    if (number < 0) out += '-';
    if (exponent >= 21 || exponent < -6) {
        out += digits[0];
        if (count > 1) out.append(".").append(digits, 1);
        out.append(exponent < 0 ? "e-" : "e+").append(std::to_string(std::abs(exponent)));
    } else if (exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits);
    } else if (count <= exponent + 1) {
        out.append(digits).append(static_cast<std::size_t>(exponent + 1 - count), '0');
    } else {
        digits.insert(static_cast<std::size_t>(exponent + 1), ".");
        out += digits;
    }
}

void append_integer(std::string& out, std::int64_t number) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
}

void append_text_of(std::string& out, Value const& value, int depth) {
    switch (value.kind()) {
        case Kind::undefined:
            out += "undefined";
            return;
        case Kind::null:
            out += "null";
            return;
        case Kind::boolean:
            out += *value.boolean() ? "true" : "false";
            return;
        case Kind::integer:
            append_integer(out, *value.integer());
            return;
        case Kind::real:
            append_number(out, *value.to_number());
            return;
        case Kind::text:
        case Kind::html:
            out += *value.text();
            return;
        case Kind::object:
            out += "[object Object]";
            return;
        case Kind::function:
            out += "[object Function]";
            return;
        case Kind::array:
            break;
    }
    if (depth == deepest_text) return;
    bool first = true;
    for (auto const& item : *value.array()) {
        if (!std::exchange(first, false)) out += ',';
        if (!item.is_nullish()) append_text_of(out, item, depth + 1);
    }
}

// The position that a key like "12" names; nothing for "01", "-1" or "x".
std::optional<std::size_t> list_position(std::string_view key) {
    if (key.empty() || key.size() > 9 || (key.size() > 1 && key[0] == '0')) return std::nullopt;
    std::size_t position = 0;
    for (char const c : key) {
        if (c < '0' || c > '9') return std::nullopt;
        position = position * 10 + static_cast<std::size_t>(c - '0');
    }
    return position;
}

// How many of JavaScript's UTF-16 units a byte of UTF-8 begins.
std::size_t units_of(char byte) {
    auto const c = static_cast<unsigned char>(byte);
    return (c & 0xC0) == 0x80 ? 0 : c >= 0xF0 ? 2 : 1;
}

std::size_t text_length(std::string_view text) {
    std::size_t units = 0;
    for (char const c : text) units += units_of(c);
    return units;
}

// The character that begins at that unit.
Value character(std::string_view text, std::size_t unit) {
    std::size_t units = 0;
    for (std::size_t i = 0; i < text.size() && units <= unit; units += units_of(text[i++])) {
        if (units != unit || units_of(text[i]) == 0) continue;
        auto end = i + 1;
        while (end < text.size() && units_of(text[end]) == 0) ++end;
        return text.substr(i, end - i);
    }
    return {};
}

}  // namespace

Value::Value(Array items) : data_(std::make_shared<Array const>(std::move(items))) {}
Value::Value(Object members) : data_(std::make_shared<Object const>(std::move(members))) {}

Value::Value(std::shared_ptr<Array const> items) : data_(nullptr) {
    if (items) data_ = std::move(items);
}
Value::Value(std::shared_ptr<Object const> members) : data_(nullptr) {
    if (members) data_ = std::move(members);
}

Value Value::function(Function callable) {
    Value value;
    value.data_ = std::make_shared<Function const>(std::move(callable));
    return value;
}

bool Value::is_js_truthy() const {
    switch (kind()) {
        case Kind::undefined:
        case Kind::null:
            return false;
        case Kind::boolean:
            return std::get<bool>(data_);
        case Kind::integer:
            return std::get<std::int64_t>(data_) != 0;
        case Kind::real:
            return std::get<double>(data_) != 0 && !std::isnan(std::get<double>(data_));
        case Kind::text:
        case Kind::html:
            return !text()->empty();
        default:
            return true;
    }
}

bool Value::is_truthy() const {
    if (auto const items = array()) return !items->empty();
    return is_js_truthy();
}

Value const* Value::find(std::string_view key) const {
    if (auto const members = object()) return members->find(key);
    auto const items = array();
    if (!items) return nullptr;
    auto const position = list_position(key);
    return position && *position < items->size() ? &(*items)[*position] : nullptr;
}

Value const* Value::find(Name const& key) const {
    if (auto const members = object()) return members->find(key);
    return array() ? find(std::string_view(key.text)) : nullptr;
}

Value Value::get(std::string_view key) const {
    if (auto const found = find(key)) return *found;
    auto const position = kind() == Kind::text ? list_position(key) : std::nullopt;
    if (position) return character(*text(), *position);
    if (key != "length") return {};
    if (auto const items = array()) return items->size();
    if (kind() == Kind::text) return text_length(*text());
    return {};
}

std::string Value::to_text() const {
    std::string out;
    append_text(out);
    return out;
}

void Value::append_text(std::string& out) const { append_text_of(out, *this, 0); }

void Value::append_plain(std::string& out) const {
    if (!is_nullish()) append_text(out);
}

void Value::append_html(std::string& out) const {
    switch (kind()) {
        case Kind::undefined:
        case Kind::null:
            return;
        case Kind::text:
            append_escaped(out, *text());
            return;
        case Kind::array:
            append_escaped(out, to_text());
            return;
        default:
            append_text(out);
    }
}

std::optional<double> Value::to_number() const {
    if (auto const whole_number = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*whole_number);
    if (auto const number = std::get_if<double>(&data_)) return *number;
    return std::nullopt;
}

std::string const* Value::text() const {
    if (auto const plain = std::get_if<std::shared_ptr<std::string const>>(&data_)) return plain->get();
    if (auto const html = std::get_if<std::shared_ptr<Html const>>(&data_)) return &(*html)->text();
    return nullptr;
}

Array const* Value::array() const {
    auto const items = std::get_if<std::shared_ptr<Array const>>(&data_);
    return items ? items->get() : nullptr;
}

Object const* Value::object() const {
    auto const members = std::get_if<std::shared_ptr<Object const>>(&data_);
    return members ? members->get() : nullptr;
}

Function const* Value::function() const {
    auto const callable = std::get_if<std::shared_ptr<Function const>>(&data_);
    return callable ? callable->get() : nullptr;
}

std::optional<bool> Value::boolean() const {
    auto const flag = std::get_if<bool>(&data_);
    return flag ? std::optional(*flag) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
    auto const number = std::get_if<std::int64_t>(&data_);
    return number ? std::optional(*number) : std::nullopt;
}

bool Value::same_as(Value const& other) const {
    if (kind() == Kind::text && other.kind() == Kind::text) return *text() == *other.text();
    if (kind() == Kind::integer && other.kind() == Kind::integer) return integer() == other.integer();
    if (to_number() && other.to_number()) return *to_number() == *other.to_number();
    return data_ == other.data_;  // shared things: the same storage
}

Object::Object(std::initializer_list<Member> members) {
    members_.reserve(members.size());
    for (auto const& member : members) set(member.key, member.value);
}

std::size_t Object::few_position(std::string_view key) const {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (members_[i].key == key) return i;
    }
    return members_.size();
}

std::size_t Object::position(std::string_view key, std::size_t hash) const {
    auto const mask = slots_.size() - 1;
    for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
        if (slots_[slot] == 0) return members_.size();
        if (members_[slots_[slot] - 1].key == key) return slots_[slot] - 1;
    }
}

Value const* Object::find(std::string_view key) const {
    auto const place = slots_.empty() ? few_position(key) : position(key, std::hash<std::string_view>()(key));
    return place < members_.size() ? &members_[place].value : nullptr;
}

Value const* Object::find(Name const& key) const {
    auto const place = slots_.empty() ? few_position(key.text) : position(key.text, key.hash);
    return place < members_.size() ? &members_[place].value : nullptr;
}

void Object::set(std::string key, Value value) {
    auto const place = slots_.empty() ? few_position(key) : position(key, std::hash<std::string_view>()(key));
    if (place < members_.size()) {
        members_[place].value = std::move(value);
        return;
    }
    members_.push_back({std::move(key), std::move(value)});
    if (members_.size() > few) index();
}

// Adds the newest member to the index; builds the index anew where it would be more than half full.
void Object::index() {
    auto const enter = [this](std::size_t place) {
        auto const mask = slots_.size() - 1;
        auto slot = std::hash<std::string_view>()(members_[place].key) & mask;
        while (slots_[slot] != 0) slot = (slot + 1) & mask;
        slots_[slot] = static_cast<std::uint32_t>(place + 1);
    };
    if (members_.size() * 2 <= slots_.size()) return enter(members_.size() - 1);
    slots_.assign(std::max<std::size_t>(32, slots_.size() * 2), 0);
    for (std::size_t place = 0; place < members_.size(); ++place) enter(place);
}

Value value_from_json(boost::json::value const& json) {
    switch (json.kind()) {
        case boost::json::kind::null:
            return nullptr;
        case boost::json::kind::bool_:
            return json.get_bool();
        case boost::json::kind::int64:
            return json.get_int64();
        case boost::json::kind::uint64:
            return json.get_uint64();
        case boost::json::kind::double_:
            return json.get_double();
        case boost::json::kind::string:
            return std::string(json.get_string());
        case boost::json::kind::array: {
            Array items;
            items.reserve(json.get_array().size());
            for (auto const& item : json.get_array()) items.push_back(value_from_json(item));
            return items;
        }
        case boost::json::kind::object:
            break;
    }
    Object members;
    members.reserve(json.get_object().size());
    for (auto const& [key, member] : json.get_object()) members.set(std::string(key), value_from_json(member));
    return members;
}

}  // namespace broadsheet::theme
