#include "theme/expression_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace broadsheet::theme {
namespace {

std::string without_escapes(std::string_view text, std::string_view escapable) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        bool const escape =
            text[i] == '\\' && i + 1 < text.size() && escapable.find(text[i + 1]) != std::string_view::npos;
        out += text[escape ? ++i : i];
    }
    return out;
}

Value number_of(std::string_view text) {
    std::int64_t whole = 0;
    auto const [end, error] = std::from_chars(text.begin(), text.end(), whole);
    if (error == std::errc() && end == text.end()) return whole;
    double number = 0;
    std::from_chars(text.begin(), text.end(), number);
    return number;
}

// `.x`, `./x`, `../x`, `this.x`: looked up in the context, never a helper. As loose as JavaScript's /^\.|this\b/.
bool is_scoped(std::string_view original) {
    if (original.starts_with('.')) return true;
    for (auto at = original.find("this"); at != std::string_view::npos; at = original.find("this", at + 1)) {
        if (at + 4 == original.size()) return true;
        auto const next = static_cast<unsigned char>(original[at + 4]);
        if (!std::isalnum(next) && next != '_') return true;
    }
    return false;
}

std::string segment(Token const& token) {
    if (!token.text.starts_with('[')) return std::string(token.text);
    return without_escapes(token.text.substr(1, token.text.size() - 2), "\\]");
}

}  // namespace

ExpressionParser::ExpressionParser(std::string_view source) : tokens_(tokenize(source)) {
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\n') line_starts_.push_back(i + 1);
    }
}

void ExpressionParser::too_deep() const {
    fail(fmt::format("expected no more than {} levels of nesting", deepest_nesting));
}

Place ExpressionParser::place(Token const& token) const {
    auto const line = std::ranges::upper_bound(line_starts_, token.offset) - line_starts_.begin();
    return {static_cast<int>(line), static_cast<int>(token.offset - line_starts_[line - 1]) + 1};
}

void ExpressionParser::fail(std::string const& message) const { throw SyntaxError(place(now()), message); }

void ExpressionParser::unexpected(std::string_view expected) const {
    auto const text = now().text;
    if (now().type != TokenType::invalid) fail(fmt::format("expected {}, found {}", expected, describe(now().type)));
    if (text.starts_with("{{!") || text.starts_with("{{~!")) fail("expected an end of this comment");
    auto length = std::min(text.find_first_of(" \t\r\n"), std::min<std::size_t>(text.size(), 20));
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
    fail(fmt::format("expected {}, found '{}'", expected, text.substr(0, length)));
}

Token const& ExpressionParser::expect(TokenType type) {
    if (now().type != type) unexpected(describe(type));
    return take();
}

Invocation ExpressionParser::invocation() {
    Invocation call;
    call.place = place(now());
    auto name = helper_name();
    if (auto const literal = std::get_if<Literal>(&name)) {
        call.path.original = literal->original;
        call.path.parts.emplace_back(literal->original);
        call.path.place = call.place;
    } else {
        call.path = std::move(std::get<Path>(name));
    }
    auto [args, hash] = arguments();
    call.args = std::move(args);
    call.hash = std::move(hash);
    return call;
}

ExpressionParser::Arguments ExpressionParser::arguments() {
    Arguments found;
    while (true) {
        if (now().type == TokenType::id && next_type() == TokenType::equals) break;
        auto value = parameter();
        if (!value) return found;
        found.args.push_back(std::move(*value));
    }
    while (now().type == TokenType::id && next_type() == TokenType::equals) {
        auto key = segment(take());
        take();
        auto value = parameter();
        if (!value) unexpected("a value");
        found.hash.push_back({std::move(key), std::move(*value)});
    }
    return found;
}

std::optional<Expression> ExpressionParser::parameter() {
    switch (now().type) {
        case TokenType::open_sexpr:
            return Expression(sub_expression());
        case TokenType::id:
        case TokenType::data:
        case TokenType::string:
        case TokenType::number:
        case TokenType::boolean:
        case TokenType::undefined:
        case TokenType::null:
            return helper_name();
        default:
            return std::nullopt;
    }
}

std::unique_ptr<Invocation> ExpressionParser::sub_expression() {
    Deeper const deeper(*this);
    auto const start = place(expect(TokenType::open_sexpr));
    auto call = std::make_unique<Invocation>(invocation());
    call->place = start;
    expect(TokenType::close_sexpr);
    return call;
}

Expression ExpressionParser::helper_name() {
    auto const text = now().text;
    switch (now().type) {
        case TokenType::string: {
            take();
            auto const quote = text.substr(0, 1);
            auto value = without_escapes(text.substr(1, text.size() - 2), quote);
            return Literal{value, value};
        }
        case TokenType::number: {
            take();
            auto const number = number_of(text);
            return Literal{number, number.to_text()};
        }
        case TokenType::boolean:
            take();
            return Literal{text == "true", std::string(text)};
        case TokenType::undefined:
            take();
            return Literal{Value(), "undefined"};
        case TokenType::null:
            take();
            return Literal{nullptr, "null"};
        case TokenType::data:
        case TokenType::id:
            return path();
        default:
            unexpected("a name or a value");
    }
}

Path ExpressionParser::path() {
    Path path;
    path.place = place(now());
    if (now().type == TokenType::data) {
        take();
        path.data = true;
        path.original = "@";
    }
    for (bool first = true;; first = false) {
        if (!first) path.original += take().text;
        if (now().type != TokenType::id) unexpected("a name");
        auto const& token = take();
        auto part = segment(token);
        path.original += part;
        bool const literal = token.text.starts_with('[');
        if (!literal && (part == ".." || part == "." || part == "this")) {
            if (!path.parts.empty()) throw SyntaxError(path.place, "Invalid path: " + path.original);
            if (part == "..") ++path.depth;
        } else {
            path.parts.emplace_back(std::move(part));
        }
        if (now().type != TokenType::separator) break;
    }
    path.scoped = is_scoped(path.original);
    return path;
}

std::vector<std::string> ExpressionParser::block_params() {
    std::vector<std::string> names;
    if (now().type != TokenType::open_block_params) return names;
    take();
    do names.push_back(segment(expect(TokenType::id)));
    while (now().type == TokenType::id);
    expect(TokenType::close_block_params);
    return names;
}

}  // namespace broadsheet::theme
