// The parsed template. Built by parser.cpp, stripped by whitespace.cpp, settled by settle.cpp; after that it never
// changes.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "theme/value.h"

namespace broadsheet::theme {

struct Place {  // both from 1; columns count bytes
    int line = 1;
    int column = 1;
};

struct Strip {  // the two `~` of a tag
    bool open = false;
    bool close = false;
};

struct Path {
    std::string original;
    std::vector<Name> parts;
    int depth = 0;         // how many `../`
    bool data = false;     // @name
    bool scoped = false;   // this.x, ./x, ../x: never a helper
    int param_level = -1;  // settled: as |x| of the block that many levels out; -1 is no block parameter
    int param_index = 0;
    Place place;
    bool is_simple() const { return parts.size() == 1 && !scoped && depth == 0; }
};

struct Literal {
    Value value;
    std::string original;
};

struct Invocation;
using Expression = std::variant<Literal, Path, std::unique_ptr<Invocation>>;

struct HashPair {
    std::string key;
    Expression value;
};

enum class Use : std::uint8_t { simple, helper, known_helper, ambiguous };

struct Invocation {
    Path path;
    std::vector<Expression> args;
    std::vector<HashPair> hash;
    Use use = Use::simple;  // settled
    Place place;
};

struct Program;
using ProgramPtr = std::unique_ptr<Program>;

struct Content {
    std::string text;
    std::size_t begin = 0;  // while whitespace is stripped: the part that stays
    std::size_t end = 0;
    bool left_stripped = false;
    bool right_stripped = false;
};

struct Mustache {
    Invocation call;
    bool escaped = true;
    Strip strip;
};

struct Block {
    Invocation call;
    ProgramPtr program;
    ProgramPtr inverse;
    Strip open_strip;
    Strip inverse_strip;
    Strip close_strip;
};

struct Partial {
    std::string name;
    std::unique_ptr<Invocation> dynamic;  // {{> (expression)}}; then `name` is empty
    std::vector<Expression> args;
    std::vector<HashPair> hash;
    ProgramPtr block;  // {{#> name}}…{{/name}}
    std::string indent;
    Strip open_strip;
    Strip close_strip;  // of a partial block
    Place place;
};

struct DecoratorUse {
    Invocation call;
    ProgramPtr program;
    Strip open_strip;
    Strip close_strip;
};

struct Comment {
    std::string text;
    Strip strip;
};

using Node = std::variant<Content, Mustache, Block, Partial, DecoratorUse, Comment>;

struct Program {
    std::vector<Node> body;
    std::vector<std::string> block_params;
    std::vector<DecoratorUse> decorators;  // settled: moved here from the body
    bool chained = false;                  // stands for {{else if …}}
};

}  // namespace broadsheet::theme
