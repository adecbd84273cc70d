#include "theme/parser.h"

#include <fmt/format.h>

#include <algorithm>

#include "theme/expression_parser.h"

namespace broadsheet::theme {
namespace {

Strip strip_of(std::string_view open, std::string_view close) {
    return {open.size() > 2 && open[2] == '~', close.size() > 2 && close[close.size() - 3] == '~'};
}

class Parser : private ExpressionParser {
  public:
    explicit Parser(std::string_view source) : ExpressionParser(source) {}

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
    struct Inverse {  // {{else}}… or {{else name}}…
        ProgramPtr program;
        Strip strip;
        bool chain = false;
    };

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
};

}  // namespace

Program parse(std::string_view source) { return Parser(source).run(); }

}  // namespace broadsheet::theme
