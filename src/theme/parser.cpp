#include "theme/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "theme/lexer.h"

namespace broadsheet::theme {
namespace {

Strip strip_of(std::string_view open, std::string_view close) {
    return {open.size() > 2 && open[2] == '~', close.size() > 2 && close[close.size() - 3] == '~'};
}

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

class Parser {
  public:
    explicit Parser(std::string_view source) : source_(source), tokens_(tokenize(source)) {
        line_starts_.push_back(0);
        for (std::size_t i = 0; i < source.size(); ++i) {
            if (source[i] == '\n') line_starts_.push_back(i + 1);
        }
    }

    Program run() {
        auto program = parse_program();
        switch (now().type) {
            case TokenType::end:
                return program;
            case TokenType::open_end_block:
                fail("expected no closing tag here, nothing is open");
            case TokenType::inverse:
            case TokenType::open_inverse_chain:
                fail("expected a block around {{else}}");
            default:
                unexpected("text or a tag");
        }
    }

  private:
    struct Deeper {  // guards the stack
        explicit Deeper(Parser& owner) : parser(owner) {
            if (++parser.depth_ > deepest_nesting) {
                parser.fail(fmt::format("expected no more than {} levels of nesting", deepest_nesting));
            }
        }
        ~Deeper() { --parser.depth_; }
        Deeper(Deeper const&) = delete;
        Deeper& operator=(Deeper const&) = delete;
        Parser& parser;
    };

    struct Arguments {
        std::vector<Expression> args;
        std::vector<HashPair> hash;
    };

    struct Inverse {  // {{else}}… or {{else name}}…
        ProgramPtr program;
        Strip strip;
        bool chain = false;
    };

    Token const& now() const { return tokens_[at_]; }
    TokenType next_type() const { return at_ + 1 < tokens_.size() ? tokens_[at_ + 1].type : TokenType::end; }
    Place place(Token const& token) const {
        auto const line = std::ranges::upper_bound(line_starts_, token.offset) - line_starts_.begin();
        return {static_cast<int>(line), static_cast<int>(token.offset - line_starts_[line - 1]) + 1};
    }

    [[noreturn]] void fail(std::string const& message) const { throw SyntaxError(place(now()), message); }
    [[noreturn]] void unexpected(std::string_view expected) const {
        auto const text = now().text;
        if (now().type != TokenType::invalid)
            fail(fmt::format("expected {}, found {}", expected, describe(now().type)));
        if (text.starts_with("{{!") || text.starts_with("{{~!")) fail("expected an end of this comment");
        auto length = std::min(text.find_first_of(" \t\r\n"), std::min<std::size_t>(text.size(), 20));
        while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
        fail(fmt::format("expected {}, found '{}'", expected, text.substr(0, length)));
    }
    Token const& take() { return tokens_[at_++]; }
    Token const& expect(TokenType type) {
        if (now().type != type) unexpected(describe(type));
        return take();
    }

    Program parse_program() {
        Deeper const deeper(*this);
        Program program;
        while (statement(program.body)) {
        }
        return program;
    }

    bool statement(std::vector<Node>& body) {
        switch (now().type) {
            case TokenType::content:
                body.push_back(Content{std::string(take().text)});
                return true;
            case TokenType::comment:
                body.push_back(comment());
                return true;
            case TokenType::open:
            case TokenType::open_unescaped:
                mustache(body);
                return true;
            case TokenType::open_block:
                block(body);
                return true;
            case TokenType::open_inverse:
                inverted_block(body);
                return true;
            case TokenType::open_raw_block:
                body.push_back(raw_block());
                return true;
            case TokenType::open_partial:
                body.push_back(partial());
                return true;
            case TokenType::open_partial_block:
                body.push_back(partial_block());
                return true;
            default:
                return false;
        }
    }

    Comment comment() {
        auto const text = take().text;
        auto const strip = strip_of(text, text);
        auto inner = text.substr(strip.open ? 4 : 3);
        inner.remove_suffix(std::min(inner.size(), std::size_t(strip.close ? 3 : 2)));
        return {std::string(inner), strip};
    }

    void mustache(std::vector<Node>& body) {
        auto const open = take();
        auto call = invocation();
        auto const close = expect(open.type == TokenType::open ? TokenType::close : TokenType::close_unescaped);
        auto const strip = strip_of(open.text, close.text);
        if (open.text.ends_with('*')) {
            body.push_back(DecoratorUse{std::move(call), nullptr, strip, strip});
            return;
        }
        bool const raw = open.text.ends_with('{') && open.type == TokenType::open_unescaped;
        body.push_back(Mustache{std::move(call), !raw && !open.text.ends_with('&'), strip});
    }

    // The name of a helper or a value; literals stand for the member of that name.
    Invocation invocation() {
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

    Arguments arguments() {
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

    std::optional<Expression> parameter() {
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

    std::unique_ptr<Invocation> sub_expression() {
        Deeper const deeper(*this);
        auto const start = place(expect(TokenType::open_sexpr));
        auto call = std::make_unique<Invocation>(invocation());
        call->place = start;
        expect(TokenType::close_sexpr);
        return call;
    }

    Expression helper_name() {
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

    static std::string segment(Token const& token) {
        if (!token.text.starts_with('[')) return std::string(token.text);
        return without_escapes(token.text.substr(1, token.text.size() - 2), "\\]");
    }

    Path path() {
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

    std::vector<std::string> block_params() {
        std::vector<std::string> names;
        if (now().type != TokenType::open_block_params) return names;
        take();
        do names.push_back(segment(expect(TokenType::id)));
        while (now().type == TokenType::id);
        expect(TokenType::close_block_params);
        return names;
    }

    void block(std::vector<Node>& body) {
        auto const open = take();
        Block block;
        block.call = invocation();
        auto params = block_params();
        block.open_strip = strip_of(open.text, expect(TokenType::close).text);
        block.program = std::make_unique<Program>(parse_program());
        block.program->block_params = std::move(params);
        auto inverse = inverse_chain();
        bool const decorator = open.text.ends_with('*');
        if (inverse && decorator) fail("expected no {{else}} in a decorator's block");
        block.close_strip = close_block(block.call.path.original, block.call.place);
        if (inverse) attach(block, std::move(*inverse));
        if (!decorator) return void(body.push_back(std::move(block)));
        body.push_back(
            DecoratorUse{std::move(block.call), std::move(block.program), block.open_strip, block.close_strip});
    }

    static void attach(Block& block, Inverse inverse) {
        block.inverse_strip = inverse.strip;
        if (inverse.chain) std::get<Block>(inverse.program->body[0]).close_strip = block.close_strip;
        block.inverse = std::move(inverse.program);
    }

    std::optional<Inverse> inverse_chain() {
        if (now().type == TokenType::inverse) return plain_inverse();
        if (now().type != TokenType::open_inverse_chain) return std::nullopt;
        Deeper const deeper(*this);
        auto const open = take();
        Block block;
        block.call = invocation();
        auto params = block_params();
        block.open_strip = strip_of(open.text, expect(TokenType::close).text);
        block.close_strip = block.open_strip;
        block.program = std::make_unique<Program>(parse_program());
        block.program->block_params = std::move(params);
        if (auto inverse = inverse_chain()) {
            block.close_strip = inverse->strip;
            attach(block, std::move(*inverse));
        }
        Inverse chained{std::make_unique<Program>(), block.open_strip, true};
        chained.program->chained = true;
        chained.program->body.push_back(std::move(block));
        return chained;
    }

    Inverse plain_inverse() {
        auto const tag = take().text;
        return {std::make_unique<Program>(parse_program()), strip_of(tag, tag)};
    }

    void inverted_block(std::vector<Node>& body) {
        auto const open = take();
        Block block;
        block.call = invocation();
        auto params = block_params();
        block.open_strip = strip_of(open.text, expect(TokenType::close).text);
        block.inverse = std::make_unique<Program>(parse_program());
        block.inverse->block_params = std::move(params);
        if (now().type == TokenType::inverse) {
            auto inverse = plain_inverse();
            block.inverse_strip = inverse.strip;
            block.program = std::move(inverse.program);
        }
        block.close_strip = close_block(block.call.path.original, block.call.place);
        body.push_back(std::move(block));
    }

    Strip close_block(std::string_view name, Place opened) {
        if (now().type != TokenType::open_end_block) {
            unexpected(fmt::format("{{{{/{}}}}} for the block of line {}", name, opened.line));
        }
        auto const open = take();
        auto const start = now();
        auto const closing = helper_name();
        auto const path = std::get_if<Path>(&closing);
        auto const& original = path ? path->original : std::get<Literal>(closing).original;
        if (original != name) {
            throw SyntaxError(place(start),
                              fmt::format("expected {{{{/{0}}}}} for the block of line {1}, found {{{{/{2}}}}}: "
                                          "{0} doesn't match {2}",
                                          name, opened.line, original));
        }
        return strip_of(open.text, expect(TokenType::close).text);
    }

    Block raw_block() {
        take();
        Block block;
        block.call = invocation();
        expect(TokenType::close_raw_block);
        block.program = std::make_unique<Program>();
        while (now().type == TokenType::content) block.program->body.push_back(Content{std::string(take().text)});
        auto const& end = expect(TokenType::end_raw_block);
        auto const name = end.text.substr(5, end.text.size() - 9);
        if (name != block.call.path.original) {
            throw SyntaxError(place(end), fmt::format("expected {{{{{{{{/{0}}}}}}}}}: {0} doesn't match {1}",
                                                      block.call.path.original, name));
        }
        return block;
    }

    // {{> name …  up to the closing mark.
    Partial partial_head(Token const& open) {
        Partial partial;
        partial.place = place(open);
        if (now().type == TokenType::open_sexpr) {
            partial.dynamic = sub_expression();
        } else {
            auto const name = helper_name();
            auto const path = std::get_if<Path>(&name);
            partial.name = path ? path->original : std::get<Literal>(name).original;
        }
        auto [args, hash] = arguments();
        if (args.size() > 1) {
            throw SyntaxError(
                partial.place,
                fmt::format("Unsupported number of partial arguments: {}, expected one context at most", args.size()));
        }
        partial.args = std::move(args);
        partial.hash = std::move(hash);
        return partial;
    }

    Partial partial() {
        auto const open = take();
        auto partial = partial_head(open);
        partial.open_strip = strip_of(open.text, expect(TokenType::close).text);
        return partial;
    }

    Partial partial_block() {
        auto const open = take();
        auto partial = partial_head(open);
        partial.open_strip = strip_of(open.text, expect(TokenType::close).text);
        partial.block = std::make_unique<Program>(parse_program());
        partial.close_strip = close_block(partial.dynamic ? "undefined" : partial.name, partial.place);
        return partial;
    }

    std::string_view source_;
    std::vector<Token> tokens_;
    std::vector<std::size_t> line_starts_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

Program parse(std::string_view source) { return Parser(source).run(); }

}  // namespace broadsheet::theme
