// Splits a template into tokens, as Handlebars 4.7's own lexer does (its states and the order of its rules are kept).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::theme {

enum class TokenType : std::uint8_t {
    content,
    comment,
    open,
    open_unescaped,
    open_block,
    open_partial,
    open_partial_block,
    open_end_block,
    open_inverse,
    open_inverse_chain,
    inverse,
    open_raw_block,
    close_raw_block,
    end_raw_block,
    close,
    close_unescaped,
    open_sexpr,
    close_sexpr,
    id,
    equals,
    separator,
    data,
    string,
    number,
    boolean,
    undefined,
    null,
    open_block_params,
    close_block_params,
    invalid,
    end
};

struct Token {
    TokenType type = TokenType::end;
    std::string_view text;  // into the source, as written
    std::size_t offset = 0;
};

// Always ends with one `end` token. What cannot be read becomes an `invalid` token and ends the list there.
std::vector<Token> tokenize(std::string_view source);

std::string_view describe(TokenType type);  // for messages: "}}", "a name" …

}  // namespace broadsheet::theme
