#include "theme/lexer.h"

#include <algorithm>
#include <cctype>

#include "theme/spaces.h"

namespace broadsheet::theme {
namespace {

bool is_id_byte(char c) {
    if (static_cast<unsigned char>(c) <= ' ') return false;
    return std::string_view("!\"#%&'()*+,./;<=>@[\\]^`{|}~").find(c) == std::string_view::npos;
}

std::size_t id_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && is_id_byte(text[length]) && leading_space(text.substr(length)) == 0) ++length;
    return length;
}

bool followed_by(std::string_view rest, std::string_view marks) {
    return !rest.empty() && (marks.find(rest[0]) != std::string_view::npos || leading_space(rest) > 0);
}

class Lexer {
  public:
    explicit Lexer(std::string_view source) : source_(source) {}

    std::vector<Token> run() {
        while (!stopped_ && at_ < source_.size()) {
            switch (state_) {
                case State::text:
                    text();
                    break;
                case State::escaped_text:
                    escaped_text();
                    break;
                case State::tag:
                    tag();
                    break;
                case State::raw:
                    raw();
                    break;
            }
        }
        if (!stopped_ && state_ == State::raw) add(TokenType::invalid, 0);
        tokens_.push_back({TokenType::end, source_.substr(source_.size()), source_.size()});
        return std::move(tokens_);
    }

  private:
    enum class State { text, escaped_text, tag, raw };

    std::string_view rest() const { return source_.substr(at_); }

    void add(TokenType type, std::size_t length) {
        tokens_.push_back({type, source_.substr(at_, length), at_});
        at_ += length;
        if (type == TokenType::invalid) stopped_ = true;
    }
    void add_content(std::size_t from, std::size_t to) {
        if (from < to) tokens_.push_back({TokenType::content, source_.substr(from, to - from), from});
        at_ = std::max(at_, to);
    }

    // Up to the next {{. A backslash before it makes it plain text, two make one backslash.
    void text() {
        auto const open = source_.find("{{", at_);
        if (open == std::string_view::npos) return add_content(at_, source_.size());
        auto const before = source_.substr(at_, open - at_);
        state_ = State::tag;
        if (before.ends_with("\\\\")) {
            add_content(at_, open - 1);
        } else if (before.ends_with("\\")) {
            add_content(at_, open - 1);
            state_ = State::escaped_text;
        } else {
            add_content(at_, open);
        }
        at_ = open;
    }

    // After \{{ : plain text up to the next {{ (or the backslashes before it).
    void escaped_text() {
        auto stop = source_.find("{{", at_ + 2);
        if (stop == std::string_view::npos) stop = source_.size();
        for (int i = 0; i < 2 && stop < source_.size() && stop > at_ + 2 && source_[stop - 1] == '\\'; ++i) --stop;
        add_content(at_, stop);
        state_ = State::text;
    }

    // Between {{{{name}}}} and {{{{/name}}}}; raw blocks inside are counted and kept as text.
    void raw() {
        auto const here = rest();
        if (!here.starts_with("{{{{")) {
            auto const next = source_.find("{{{{", at_);
            if (next == std::string_view::npos) return add(TokenType::invalid, here.size());
            return add_content(at_, next);
        }
        if (!here.starts_with("{{{{/")) {
            if (here.size() == 4) return add(TokenType::invalid, 4);
            ++raw_depth_;
            return add_content(at_, at_ + 4);
        }
        auto const name = id_length(here.substr(5));
        if (name == 0 || !here.substr(5 + name).starts_with("}}}}")) {
            auto const next = source_.find("{{{{", at_ + 1);
            if (next == std::string_view::npos) return add(TokenType::invalid, here.size());
            return add_content(at_, next);
        }
        if (--raw_depth_ > 0) return add_content(at_, at_ + name + 9);
        add(TokenType::end_raw_block, name + 9);
        state_ = State::text;
    }

    void leave(TokenType type, std::size_t length) {
        add(type, length);
        state_ = State::text;
    }

    void comment() {
        bool const tilde = rest().starts_with("{{~");
        if (rest().substr(tilde ? 3 : 2).starts_with("!--")) {
            for (auto dashes = source_.find("--", at_); dashes != std::string_view::npos;
                 dashes = source_.find("--", dashes + 1)) {
                auto const after = source_.substr(dashes + 2);
                if (after.starts_with("}}")) return leave(TokenType::comment, dashes + 4 - at_);
                if (after.starts_with("~}}")) return leave(TokenType::comment, dashes + 5 - at_);
            }
            return add(TokenType::invalid, rest().size());
        }
        auto const close = source_.find("}}", at_ + 3);
        if (close == std::string_view::npos) return add(TokenType::invalid, rest().size());
        leave(TokenType::comment, close + 2 - at_);
    }

    // {{ else }} and {{^}} end here as `inverse`; {{else if}} and {{^name}} go on.
    bool inverse(std::size_t prefix) {
        auto const skip_space = [this](std::size_t i) {
            while (auto const space = leading_space(rest().substr(std::min(i, rest().size())))) i += space;
            return i;
        };
        auto const closed = [this](std::size_t i) -> std::size_t {
            if (rest().substr(std::min(i, rest().size())).starts_with("~")) ++i;
            return rest().substr(std::min(i, rest().size())).starts_with("}}") ? i + 2 : 0;
        };
        if (rest().substr(prefix).starts_with("^")) {
            auto const end = closed(skip_space(prefix + 1));
            end ? leave(TokenType::inverse, end) : add(TokenType::open_inverse, prefix + 1);
            return true;
        }
        auto const word = skip_space(prefix);
        if (!rest().substr(word).starts_with("else")) return false;
        if (auto const end = closed(skip_space(word + 4))) {
            leave(TokenType::inverse, end);
            return true;
        }
        auto const after = rest().substr(word + 4);
        bool const word_goes_on =
            !after.empty() && (std::isalnum(static_cast<unsigned char>(after[0])) || after[0] == '_');
        if (word_goes_on) return false;
        add(TokenType::open_inverse_chain, word + 4);
        return true;
    }

    void opening() {
        if (rest().starts_with("{{{{")) return add(TokenType::open_raw_block, 4);
        std::size_t const prefix = rest().starts_with("{{~") ? 3 : 2;
        auto const after = rest().substr(prefix);
        if (after.starts_with(">")) return add(TokenType::open_partial, prefix + 1);
        if (after.starts_with("#>")) return add(TokenType::open_partial_block, prefix + 2);
        if (after.starts_with("#")) return add(TokenType::open_block, prefix + (after.starts_with("#*") ? 2 : 1));
        if (after.starts_with("/")) return add(TokenType::open_end_block, prefix + 1);
        if (inverse(prefix)) return;
        if (after.starts_with("{")) return add(TokenType::open_unescaped, prefix + 1);
        if (after.starts_with("&")) return add(TokenType::open, prefix + 1);
        if (after.starts_with("!")) return comment();
        add(TokenType::open, prefix + (after.starts_with("*") ? 1 : 0));
    }

    // A string or [segment]: a backslash keeps its closing mark inside, unless no other one follows.
    void delimited(char close, TokenType type) {
        std::size_t kept_inside = 0;
        for (auto i = at_ + 1; i < source_.size(); ++i) {
            if (source_[i] != close) continue;
            if (source_[i - 1] != '\\' || i - 1 == at_) return add(type, i + 1 - at_);
            kept_inside = i;
        }
        kept_inside > 0 ? add(type, kept_inside + 1 - at_) : add(TokenType::invalid, 1);
    }

    bool literal() {
        auto const word = id_length(rest());
        static constexpr std::string_view ends = "~})";
        std::pair<std::string_view, TokenType> const words[] = {{"true", TokenType::boolean},
                                                                {"false", TokenType::boolean},
                                                                {"undefined", TokenType::undefined},
                                                                {"null", TokenType::null}};
        for (auto const& [text, type] : words) {
            if (rest().substr(0, word) != text || !followed_by(rest().substr(word), ends)) continue;
            add(type, word);
            return true;
        }
        auto const digits = [this](std::size_t i) {
            while (i < rest().size() && rest()[i] >= '0' && rest()[i] <= '9') ++i;
            return i;
        };
        std::size_t const sign = rest().starts_with("-") ? 1 : 0;
        auto end = digits(sign);
        if (end == sign) return false;
        if (end < rest().size() && rest()[end] == '.' && digits(end + 1) > end + 1) end = digits(end + 1);
        if (!followed_by(rest().substr(end), ends)) return false;
        add(TokenType::number, end);
        return true;
    }

    bool block_params() {
        if (!rest().starts_with("as")) return false;
        std::size_t end = 2;
        while (auto const space = leading_space(rest().substr(end))) end += space;
        if (end == 2 || !rest().substr(end).starts_with("|")) return false;
        add(TokenType::open_block_params, end + 1);
        return true;
    }

    void tag() {
        static constexpr std::string_view id_ends = "=~}/.)|";
        auto const here = rest();
        if (auto const space = leading_space(here)) return void(at_ += space);
        if (here.starts_with("{{")) return opening();
        if (here.starts_with("}}}}")) {
            add(TokenType::close_raw_block, 4);
            raw_depth_ = 1;
            state_ = State::raw;
            return;
        }
        if (here.starts_with("}}}")) return leave(TokenType::close_unescaped, 3);
        if (here.starts_with("}~}}")) return leave(TokenType::close_unescaped, 4);
        if (here.starts_with("}}")) return leave(TokenType::close, 2);
        if (here.starts_with("~}}")) return leave(TokenType::close, 3);
        if (here.starts_with("..")) return add(TokenType::id, 2);
        switch (here[0]) {
            case '(':
                return add(TokenType::open_sexpr, 1);
            case ')':
                return add(TokenType::close_sexpr, 1);
            case '=':
                return add(TokenType::equals, 1);
            case '.':
                return add(followed_by(here.substr(1), id_ends) ? TokenType::id : TokenType::separator, 1);
            case '/':
                return add(TokenType::separator, 1);
            case '"':
            case '\'':
                return delimited(here[0], TokenType::string);
            case '@':
                return add(TokenType::data, 1);
            case '|':
                return add(TokenType::close_block_params, 1);
            case '[':
                return delimited(']', TokenType::id);
            default:
                break;
        }
        if (literal() || block_params()) return;
        auto const length = id_length(here);
        if (length > 0 && followed_by(here.substr(length), id_ends)) return add(TokenType::id, length);
        add(TokenType::invalid, std::max<std::size_t>(length, 1));
    }

    std::string_view source_;
    std::size_t at_ = 0;
    State state_ = State::text;
    int raw_depth_ = 0;
    bool stopped_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source) { return Lexer(source).run(); }

std::string_view describe(TokenType type) {
    switch (type) {
        case TokenType::content:
            return "text";
        case TokenType::comment:
            return "a comment";
        case TokenType::open:
            return "{{";
        case TokenType::open_unescaped:
            return "{{{";
        case TokenType::open_block:
            return "{{#";
        case TokenType::open_partial:
            return "{{>";
        case TokenType::open_partial_block:
            return "{{#>";
        case TokenType::open_end_block:
            return "{{/";
        case TokenType::open_inverse:
            return "{{^";
        case TokenType::open_inverse_chain:
            return "{{else …}}";
        case TokenType::inverse:
            return "{{else}}";
        case TokenType::open_raw_block:
            return "{{{{";
        case TokenType::close_raw_block:
            return "}}}}";
        case TokenType::end_raw_block:
            return "{{{{/…}}}}";
        case TokenType::close:
            return "}}";
        case TokenType::close_unescaped:
            return "}}}";
        case TokenType::open_sexpr:
            return "(";
        case TokenType::close_sexpr:
            return ")";
        case TokenType::id:
            return "a name";
        case TokenType::equals:
            return "=";
        case TokenType::separator:
            return "'.' or '/'";
        case TokenType::data:
            return "@";
        case TokenType::string:
            return "a string";
        case TokenType::number:
            return "a number";
        case TokenType::boolean:
            return "true or false";
        case TokenType::undefined:
            return "undefined";
        case TokenType::null:
            return "null";
        case TokenType::open_block_params:
            return "as |";
        case TokenType::close_block_params:
            return "|";
        case TokenType::invalid:
            return "something that is no Handlebars";
        case TokenType::end:
            return "the end of the file";
    }
    return "";
}

}  // namespace broadsheet::theme
