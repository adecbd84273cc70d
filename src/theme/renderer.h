// One render: walks the settled tree and appends to one text. Lives on the stack of render(), one thread.
#pragma once
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "theme/ast.h"
#include "theme/engine.h"

namespace broadsheet::theme {

class RenderError : public std::runtime_error {
  public:
    RenderError(std::string const& in_file, Place where, std::string const& message)
        : std::runtime_error(message), file(in_file), place(where) {}
    std::string file;
    Place place;
};

// A context and the ones around it. A partial's hash lies over the context; the two are merged only if somebody asks
// for the whole.
struct Scope {
    Value context;
    Object const* overlay = nullptr;
    Scope const* parent = nullptr;
    mutable std::optional<Value> merged;

    Value const& whole() const;
    Value const* find(Name const& key) const;
};

// Would running something in `context` stay in the same scope?
bool is_same_context(Value const& context, Scope const* scope);

struct Closure;

// @data: each frame lies over the one before it.
struct DataFrame {
    Object const* values = nullptr;
    DataFrame const* parent = nullptr;
    bool sets_block = false;
    Closure const* block = nullptr;  // @partial-block, if sets_block
};

struct BlockParams {
    std::span<Value const> values;
    BlockParams const* parent = nullptr;
};

struct Inlines;

// Where a piece of template runs. Everything that it points to lives longer: further up the C++ stack.
struct Frame {
    Template const* page = nullptr;
    Scope const* scope = nullptr;
    DataFrame const* data = nullptr;
    BlockParams const* params = nullptr;
    Inlines const* inlines = nullptr;
};

// A piece of template that is run later from elsewhere: an inline partial, a partial's block.
struct Closure {
    Program const* program = nullptr;
    Frame frame;
    Closure const* outer_block = nullptr;  // the @partial-block where it was written
};

// The inline partials that a program defines. `inside` is what they see themselves when called from another file;
// null stands for this set.
struct Inlines {
    std::vector<std::pair<std::string, Closure>> entries;
    Inlines const* outer = nullptr;
    Inlines const* inside = nullptr;
};

// What the decorators of a block have made.
struct Decorated {
    Inlines inlines;
    Object properties;
    bool defines() const { return !inlines.entries.empty(); }
};

// How a block is run: null and empty leave things as they are.
struct Entry {
    Value const* context = nullptr;
    Object const* overlay = nullptr;
    Object const* data = nullptr;
    std::span<Value const> params;
};

class Renderer {
  public:
    explicit Renderer(Environment const& environment) : environment_(environment) {}

    std::string run(Template const& page, Value const& context);

    Environment const& environment() const { return environment_; }
    void enter(Program const& program, Frame const& around, Inlines const* inlines, Entry const& entry);
    std::string captured(auto&& body) {
        std::string text;
        std::swap(text, out_);
        body();
        std::swap(text, out_);
        return text;
    }
    std::optional<Html> partial(std::string_view name, Value const& context, Object const& hash, Frame const& frame,
                                Place place);
    Value call_function(Function const& function, Frame const& frame, Place place);
    static Value data_value(DataFrame const* data, std::string_view name);
    void decorate(Program const& program, Frame const& around, Decorated& made);

  private:
    class Deeper;
    enum class Missing { stays, falsy_stays };  // a path ends early at undefined and null, or at everything false
    enum class Ending { lenient, strict };      // in strict mode the last name must exist

    void body(Program const& program, Frame const& frame);
    void visit(Content const& node, Frame const& frame);
    void visit(Mustache const& node, Frame const& frame);
    void visit(Block const& node, Frame const& frame);
    void visit(Partial const& node, Frame const& frame);
    void visit(Comment const&, Frame const&) {}
    void visit(DecoratorUse const&, Frame const&) {}

    Value evaluate(Expression const& expression, Frame const& frame);
    Value invoke(Invocation const& call, Frame const& frame, Block const* block);
    Value invoke_ambiguous(Invocation const& call, Frame const& frame, Block const* block);
    Value invoke_helper(Invocation const& call, Frame const& frame, Block const* block);
    Value call_helper(Function const& helper, Invocation const& call, Frame const& frame, Block const* block);
    Value call_with(Function const& helper, std::string_view name, std::span<Value const> args, Object const& hash,
                    Frame const& frame, Block const* block, Place place);
    Value call_missing(Invocation const& call, Frame const& frame, Block const* block);
    Value block_value(Value const& value, Block const& node, Frame const& frame);
    void run_block(Program const* program, Frame const& frame, Value const* context);
    void run_each(Array const& items, Program const& program, Frame const& frame);

    Value const* find(Path const& path, Frame const& frame, Value& made, Missing missing, Ending ending);
    Value const* first_of(Path const& path, Frame const& frame, Value& made, Ending ending);
    Value const* member(Value const* of, Path const& path, std::size_t part, Frame const& frame, Value& made,
                        Missing missing, Ending ending);

    void partial_statement(Partial const& node, Frame const& frame);
    bool run_partial(std::string_view name, Frame const& frame, Entry const& entry, Closure const* block, Place place);
    void run_closure(Closure const& closure, Inlines const* inlines, Frame const& frame, Entry const& entry);
    void run_template(Template const& page, Frame const& frame, Entry const& entry);

    Function const* helper(Name const& name) const;
    [[noreturn]] void fail(Frame const& frame, Place place, std::string const& message) const;

    Environment const& environment_;
    std::string out_;
    int depth_ = 0;
    int partial_depth_ = 0;
    int steps_ = 0;
};

}  // namespace broadsheet::theme
