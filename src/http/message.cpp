#include "http/message.h"

#include <algorithm>
#include <array>

namespace broadsheet::http {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
    return -1;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Cuts the next item off a separated list.
std::string_view next_item(std::string_view& list, char separator) {
    auto const end = list.find(separator);
    auto const item = list.substr(0, end);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
    return trim(item);
}

bool refused(std::string_view parameters) {
    auto const q = parameters.find("q=");
    if (q == std::string_view::npos) return false;
    auto const value = parameters.substr(q + 2);
    return value.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string_view method_name(Method method) {
    constexpr std::array<std::string_view, 8> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "?"};
    return names[static_cast<std::size_t>(method)];
}

bool equal_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

void Headers::set(std::string_view name, std::string value) {
    std::erase_if(fields_, [&](auto const& field) { return equal_without_case(field.first, name); });
    fields_.emplace_back(std::string(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const {
    for (auto const& [key, value] : fields_)
        if (equal_without_case(key, name)) return value;
    return {};
}

bool Headers::has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](auto const& field) { return equal_without_case(field.first, name); });
}

std::string Request::parameter(std::string_view name) const {
    for (auto const& [key, value] : parameters)
        if (key == name) return value;
    return {};
}

std::string Request::query_value(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        auto const pair = next_item(rest, '&');
        auto const equals = pair.find('=');
        if (percent_decode(pair.substr(0, equals), true) == name)
            return equals == std::string_view::npos ? std::string{} : percent_decode(pair.substr(equals + 1), true);
    }
    return {};
}

std::string Request::cookie(std::string_view name) const {
    for (auto const& [key, value] : headers) {
        if (!equal_without_case(key, "cookie")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            auto const pair = next_item(rest, ';');
            auto const equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

Response text_response(int status, std::string text) {
    Response response{status, {}, std::move(text)};
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    return response;
}

Response json_response(int status, std::string json) {
    Response response{status, {}, std::move(json)};
    response.headers.add("Content-Type", "application/json");
    response.headers.add("Cache-Control", "private, no-store");
    return response;
}

Response redirect_response(int status, std::string location) {
    Response response{status, {}, std::string{}};
    response.headers.add("Location", std::move(location));
    return response;
}

Response no_content() { return Response{204, {}, std::string{}}; }

std::string_view status_text(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 423:
            return "Locked";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if ((lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
            c == '~') {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

bool etag_listed(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto item = next_item(if_none_match, ',');
        if (item == "*") return true;
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == etag) return true;
    }
    return false;
}

Accepted accepted_encodings(std::string_view accept_encoding) {
    Accepted accepted;
    bool any = false, gzip_named = false;
    while (!accept_encoding.empty()) {
        auto item = next_item(accept_encoding, ',');
        auto const coding = next_item(item, ';');
        bool const yes = !refused(item);
        if (coding == "*") any = yes;
        if (equal_without_case(coding, "gzip")) {
            accepted.gzip = yes;
            gzip_named = true;
        }
        if (equal_without_case(coding, "br")) accepted.brotli = yes;
    }
    if (!gzip_named) accepted.gzip = any;
    return accepted;
}

}  // namespace broadsheet::http
