#include "theme/renderer.h"

#include <fmt/format.h>

#include <boost/container/small_vector.hpp>

#include "theme/helper_call.h"

namespace broadsheet::theme {
namespace {

constexpr int most_depth = 1000;  // blocks, partials and expressions, one inside the other
constexpr int most_steps = 1'000'000;
constexpr std::size_t usual_output = 64 << 10;
constexpr std::size_t most_output = 64 << 20;

Scope const no_scope;

using Arguments = boost::container::small_vector<Value, 4>;

Object merge(Value const& below, Object const& above) {
    Object all;
    if (auto const members = below.object()) all = *members;
    if (auto const items = below.array()) {
        for (std::size_t i = 0; i < items->size(); ++i) all.set(std::to_string(i), (*items)[i]);
    }
    for (auto const& [key, value] : above) all.set(key, value);
    return all;
}

}  // namespace

bool is_same_context(Value const& context, Scope const* scope) {
    if (!scope) return false;
    if (scope->overlay) return scope->merged && context.same_as(*scope->merged);
    return context.same_as(scope->context) || (context.is_nullish() && scope->context.is_nullish());
}

Value const& Scope::whole() const {
    if (!overlay) return context;
    if (!merged) merged = Value(merge(context, *overlay));
    return *merged;
}

Value const* Scope::find(Name const& key) const {
    auto const above = overlay ? overlay->find(key) : nullptr;
    return above ? above : context.find(key);
}

class Renderer::Deeper {
  public:
    Deeper(Renderer& renderer, Frame const& frame, Place place) : renderer_(renderer) {
        if (++renderer.depth_ > most_depth) renderer.fail(frame, place, "blocks and partials nest too deeply");
    }
    ~Deeper() { --renderer_.depth_; }
    Deeper(Deeper const&) = delete;
    Deeper& operator=(Deeper const&) = delete;

  private:
    Renderer& renderer_;
};

void Renderer::fail(Frame const& frame, Place place, std::string const& message) const {
    throw RenderError(frame.page->file(), place, message);
}

std::string Renderer::run(Template const& page, Value const& context) {
    out_.reserve(usual_output);
    Scope const scope{context, nullptr, nullptr, {}};
    bool const has_root = environment_.data && environment_.data->find("root");
    Object const root = has_root ? Object() : Object{{"root", context}};
    DataFrame const base{environment_.data, nullptr, false, nullptr};
    DataFrame const data{&root, environment_.data ? &base : nullptr, false, nullptr};
    run_template(page, {&page, &scope, &data, nullptr, nullptr}, {});
    return std::move(out_);
}

void Renderer::body(Program const& program, Frame const& frame) {
    for (auto const& node : program.body) {
        if (++steps_ > most_steps) fail(frame, {}, "the page takes too many steps to render");
        std::visit([&](auto const& it) { visit(it, frame); }, node);
    }
    if (out_.size() > most_output) fail(frame, {}, "the page grows beyond 64 MB");
}

void Renderer::enter(Program const& program, Frame const& around, Inlines const* inlines, Entry const& entry) {
    Deeper const deeper(*this, around, {});
    Frame frame = around;
    Scope scope;
    if (entry.overlay || (entry.context && !is_same_context(*entry.context, around.scope))) {
        scope.context = entry.context ? *entry.context : around.scope->whole();
        scope.overlay = entry.overlay;
        scope.parent = around.scope;
        frame.scope = &scope;
    } else if (!frame.scope) {
        frame.scope = &no_scope;
    }
    DataFrame const data{entry.data, around.data, false, nullptr};
    if (entry.data && !entry.data->empty()) frame.data = &data;
    BlockParams const params{entry.params, around.params};
    frame.params = &params;
    if (inlines) frame.inlines = inlines;
    body(program, frame);
}

void Renderer::visit(Content const& node, Frame const&) { out_ += node.text; }

void Renderer::visit(Mustache const& node, Frame const& frame) {
    bool const escaped = node.escaped && !frame.page->options().no_escape;
    auto const print = [&](Value const& value) { escaped ? value.append_html(out_) : value.append_plain(out_); };
    // The usual {{name}} and {{name.name}}: a stored value, printed without a copy.
    auto const& call = node.call;
    if (call.use == Use::simple || (call.use == Use::ambiguous && !helper(call.path.parts[0]))) {
        Value made;
        auto const found = find(call.path, frame, made, Missing::stays, Ending::strict);
        bool const missing = !found || found->is_nullish();
        if (call.use == Use::ambiguous && missing) return print(call_missing(call, frame, nullptr));
        if (missing) return;
        auto const function = found->function();
        if (!function) return print(*found);
        print(call.use == Use::simple ? call_function(*function, frame, call.place)
                                      : call_helper(*function, call, frame, nullptr));
        return;
    }
    print(invoke(call, frame, nullptr));
}

void Renderer::visit(Block const& node, Frame const& frame) {
    auto const& call = node.call;
    auto value = invoke(call, frame, &node);
    bool const was_helper = call.use == Use::helper || call.use == Use::known_helper ||
                            (call.use == Use::ambiguous && helper(call.path.parts[0]));
    if (!was_helper) value = block_value(value, node, frame);
    value.append_plain(out_);
}

void Renderer::visit(Partial const& node, Frame const& frame) { partial_statement(node, frame); }

// The two that stand in for missing ones are not for templates to call.
Function const* Renderer::helper(Name const& name) const {
    auto const found = environment_.helpers ? environment_.helpers->find(name) : nullptr;
    return found && name.text != "helperMissing" && name.text != "blockHelperMissing" ? found : nullptr;
}

Value Renderer::evaluate(Expression const& expression, Frame const& frame) {
    if (auto const literal = std::get_if<Literal>(&expression)) return literal->value;
    if (auto const path = std::get_if<Path>(&expression)) {
        Value made;
        auto const found = find(*path, frame, made, Missing::stays, Ending::lenient);
        return found ? *found : Value();
    }
    return invoke(*std::get<std::unique_ptr<Invocation>>(expression), frame, nullptr);
}

Value Renderer::invoke(Invocation const& call, Frame const& frame, Block const* block) {
    Deeper const deeper(*this, frame, call.place);
    if (call.use == Use::helper || call.use == Use::known_helper) return invoke_helper(call, frame, block);
    if (call.use == Use::ambiguous) return invoke_ambiguous(call, frame, block);
    Value made;
    auto const found = find(call.path, frame, made, Missing::stays, Ending::strict);
    if (!found) return {};
    auto const function = found->function();
    return function ? call_function(*function, frame, call.place) : *found;
}

Value Renderer::invoke_ambiguous(Invocation const& call, Frame const& frame, Block const* block) {
    if (auto const known = helper(call.path.parts[0])) return call_helper(*known, call, frame, block);
    Value made;
    auto const found = find(call.path, frame, made, Missing::stays, Ending::strict);
    if (!found || found->is_nullish()) return call_missing(call, frame, block);
    auto const function = found->function();
    return function ? call_helper(*function, call, frame, block) : *found;
}

Value Renderer::invoke_helper(Invocation const& call, Frame const& frame, Block const* block) {
    if (call.path.is_simple()) {
        if (auto const known = helper(call.path.parts[0])) return call_helper(*known, call, frame, block);
    }
    if (call.use == Use::known_helper)
        fail(frame, call.place, fmt::format("Missing helper: \"{}\"", call.path.original));
    Value made;
    auto const found = find(call.path, frame, made, Missing::falsy_stays, Ending::strict);
    if (!found || !found->is_js_truthy()) return call_missing(call, frame, block);
    auto const function = found->function();
    if (!function) fail(frame, call.place, fmt::format("'{}' is no helper", call.path.original));
    return call_helper(*function, call, frame, block);
}

Value Renderer::call_missing(Invocation const& call, Frame const& frame, Block const* block) {
    bool const strict = frame.page->options().strict;
    auto const custom = environment_.helpers && !strict ? environment_.helpers->find("helperMissing") : nullptr;
    if (custom) return call_helper(*custom, call, frame, block);
    if (!call.args.empty()) fail(frame, call.place, fmt::format("Missing helper: \"{}\"", call.path.original));
    for (auto const& pair : call.hash) evaluate(pair.value, frame);  // what is missing inside is refused all the same
    return {};
}

Value Renderer::call_helper(Function const& called, Invocation const& call, Frame const& frame, Block const* block) {
    Arguments args;
    for (auto const& argument : call.args) args.push_back(evaluate(argument, frame));
    Object hash;
    for (auto const& [key, value] : call.hash) hash.set(key, evaluate(value, frame));
    return call_with(called, call.path.original, {args.data(), args.size()}, hash, frame, block, call.place);
}

Value Renderer::call_with(Function const& called, std::string_view name, std::span<Value const> args,
                          Object const& hash, Frame const& frame, Block const* block, Place place) {
    HelperCall call(*this, frame, name, args, hash, block, place);
    try {
        return called(call);
    } catch (HelperError const& refusal) {
        fail(frame, place, refusal.what());
    }
}

Value Renderer::call_function(Function const& function, Frame const& frame, Place place) {
    return call_with(function, "", {}, {}, frame, nullptr, place);
}

// What {{#name}}…{{/name}} does with a value that is no helper: blockHelperMissing.
Value Renderer::block_value(Value const& value, Block const& node, Frame const& frame) {
    if (auto const custom = environment_.helpers ? environment_.helpers->find("blockHelperMissing") : nullptr) {
        return call_with(*custom, node.call.path.original, {&value, 1}, {}, frame, &node, node.call.place);
    }
    auto const items = value.array();
    if (items && !items->empty()) {
        if (node.program) run_each(*items, *node.program, frame);
    } else if (value.is_nullish() || value.boolean() == false || items) {
        run_block(node.inverse.get(), frame, nullptr);
    } else {
        run_block(node.program.get(), frame, value.boolean() ? nullptr : &value);
    }
    return {};
}

void Renderer::run_block(Program const* program, Frame const& frame, Value const* context) {
    if (!program) return;
    Decorated decorated;
    decorate(*program, frame, decorated);
    enter(*program, frame, decorated.defines() ? &decorated.inlines : nullptr, {context, nullptr, nullptr, {}});
}

void Renderer::run_each(Array const& items, Program const& program, Frame const& frame) {
    Decorated decorated;
    decorate(program, frame, decorated);
    for (std::size_t i = 0; i < items.size(); ++i) {
        Object const data{{"key", i}, {"index", i}, {"first", i == 0}, {"last", i + 1 == items.size()}};
        Value const params[] = {items[i], i};
        enter(program, frame, decorated.defines() ? &decorated.inlines : nullptr, {&items[i], nullptr, &data, params});
    }
}

void Renderer::decorate(Program const& program, Frame const& around, Decorated& made) {
    Frame frame = around;
    if (!frame.scope) frame.scope = &no_scope;
    for (auto const& node : program.decorators) {
        Arguments args;
        for (auto const& argument : node.call.args) args.push_back(evaluate(argument, frame));
        auto const& name = node.call.path.original;
        if (name == "inline") {
            if (args.empty() || !node.program)
                fail(frame, node.call.place, "expected {{#*inline \"name\"}}…{{/inline}}");
            Closure closure{node.program.get(), around, nullptr};
            made.inlines.entries.emplace_back(args[0].to_text(), closure);
            made.inlines.outer = around.inlines;
            continue;
        }
        auto const decorator = environment_.helpers ? environment_.helpers->find_decorator(name) : nullptr;
        if (!decorator) fail(frame, node.call.place, fmt::format("Missing decorator: \"{}\"", name));
        DecoratorCall call(*this, frame, node, {args.data(), args.size()}, made);
        try {
            (*decorator)(call);
        } catch (HelperError const& refusal) {
            fail(frame, node.call.place, refusal.what());
        }
    }
}

}  // namespace broadsheet::theme
