// The inside of a tag: names, values, arguments. The part of the parser that statements are built on.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "theme/ast.h"
#include "theme/lexer.h"
#include "theme/parser.h"

namespace broadsheet::theme {

class ExpressionParser {
  protected:
    explicit ExpressionParser(std::string_view source);

    struct Deeper {  // guards the stack
        explicit Deeper(ExpressionParser& owner) : parser(owner) {
            if (++parser.depth_ > deepest_nesting) parser.too_deep();
        }
        ~Deeper() { --parser.depth_; }
        Deeper(Deeper const&) = delete;
        Deeper& operator=(Deeper const&) = delete;
        ExpressionParser& parser;
    };

    struct Arguments {
        std::vector<Expression> args;
        std::vector<HashPair> hash;
    };

    Token const& now() const { return tokens_[at_]; }
    Token const& take() { return tokens_[at_++]; }
    Token const& expect(TokenType type);
    Place place(Token const& token) const;
    [[noreturn]] void fail(std::string const& message) const;
    [[noreturn]] void unexpected(std::string_view expected) const;
    [[noreturn]] void too_deep() const;

    Invocation
    invocation();  // a helper's or value's name and its arguments; literals stand for the member of that name
    Arguments arguments();
    std::unique_ptr<Invocation> sub_expression();
    Expression helper_name();
    std::vector<std::string> block_params();  // of `as |a b|`; empty if there are none

  private:
    TokenType next_type() const { return at_ + 1 < tokens_.size() ? tokens_[at_ + 1].type : TokenType::end; }
    std::optional<Expression> parameter();
    Path path();

    std::vector<Token> tokens_;
    std::vector<std::size_t> line_starts_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace broadsheet::theme
