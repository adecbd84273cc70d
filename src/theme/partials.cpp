// How a render finds and runs partials: the theme's, inline ones, and the block that a partial was called with.
#include <fmt/format.h>

#include "theme/renderer.h"

namespace broadsheet::theme {
namespace {

constexpr int most_partials = 200;

DataFrame const* frame_with_block(DataFrame const* data) {
    while (data && !data->sets_block) data = data->parent;
    return data;
}

Closure const* block_of(DataFrame const* data) {
    auto const frame = frame_with_block(data);
    return frame ? frame->block : nullptr;
}

// Each line of the text behind the indent that the partial's tag stands behind; an empty last line stays empty.
std::string indented(std::string_view text, std::string_view indent) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (std::size_t start = 0; start < text.size();) {
        auto const end = std::min(text.find('\n', start), text.size() - 1) + 1;
        out.append(indent).append(text.substr(start, end - start));
        start = end;
    }
    return out;
}

}  // namespace

void Renderer::partial_statement(Partial const& node, Frame const& frame) {
    auto const& options = frame.page->options();
    auto const name = node.dynamic ? invoke(*node.dynamic, frame, nullptr).to_text() : std::string();
    Object hash;
    for (auto const& [key, value] : node.hash) hash.set(key, evaluate(value, frame));
    Value context;
    if (!node.args.empty()) context = evaluate(node.args[0], frame);
    bool const own_context = !node.args.empty() || options.explicit_partial_context;
    Entry const entry{own_context ? &context : nullptr, node.hash.empty() ? nullptr : &hash, nullptr, {}};
    Closure const block{node.block.get(), frame, block_of(frame.data)};

    auto const run = [&] {
        auto const& wanted = node.dynamic ? name : node.name;
        if (run_partial(wanted, frame, entry, node.block ? &block : nullptr, node.place)) return;
        fail(frame, node.place, fmt::format("The partial {} could not be found", wanted));
    };
    if (node.indent.empty() || options.prevent_indent) {
        out_ += node.indent;
        return run();
    }
    out_ += indented(captured(run), node.indent);
}

// Runs a partial by name, or `block` where there is none of that name. False if there is neither.
bool Renderer::run_partial(std::string_view name, Frame const& caller, Entry const& entry, Closure const* block,
                           Place place) {
    if (++partial_depth_ > most_partials) {
        fail(caller, place, fmt::format("partials nest deeper than {}; '{}' may include itself", most_partials, name));
    }
    struct Leave {
        int& depth;
        ~Leave() { --depth; }
    } const leave{partial_depth_};

    Frame frame = caller;
    DataFrame const data{nullptr, caller.data, true, block};
    Decorated decorated;
    if (block) {
        frame.data = &data;
        decorate(*block->program, caller, decorated);
        if (decorated.defines()) {
            decorated.inlines.inside = caller.inlines;
            frame.inlines = &decorated.inlines;
        }
    }
    if (name == "@partial-block") {
        auto const given = block_of(caller.data);
        if (!given) return false;
        run_closure(*given, nullptr, frame, entry);
        return true;
    }
    // What the block itself defines is for the partial to use, not to be it.
    for (auto set = caller.inlines; set; set = set->outer) {
        for (auto found = set->entries.rbegin(); found != set->entries.rend(); ++found) {
            if (found->first != name) continue;
            auto const inside = found->second.frame.page == caller.page ? caller.inlines
                                : set->inside                           ? set->inside
                                                                        : set;
            run_closure(found->second, inside, frame, entry);
            return true;
        }
    }
    if (auto const page = environment_.partial ? environment_.partial(name) : nullptr) {
        run_template(*page, frame, entry);
        return true;
    }
    if (block) run_closure(*block, nullptr, frame, entry);
    return block != nullptr;
}

// Runs a closure where it was written, with the caller's @data. `inlines` are set for inline partials, null for a
// partial's block, which gets back the @partial-block of its own surroundings.
void Renderer::run_closure(Closure const& closure, Inlines const* inlines, Frame const& caller, Entry const& entry) {
    Frame frame = closure.frame;
    DataFrame const data{nullptr, caller.data, true, closure.outer_block};
    frame.data = inlines ? caller.data : &data;
    if (inlines) frame.inlines = inlines;
    Decorated decorated;
    decorate(*closure.program, frame, decorated);
    auto const& context = entry.context ? *entry.context : caller.scope->whole();
    enter(*closure.program, frame, decorated.defines() ? &decorated.inlines : nullptr,
          {&context, entry.overlay, nullptr, {}});
}

void Renderer::run_template(Template const& page, Frame const& caller, Entry const& entry) {
    Frame frame{&page, nullptr, caller.data, nullptr, caller.inlines};
    Decorated decorated;
    decorate(page.program(), frame, decorated);
    bool const compat = page.options().compat;
    Scope scope;
    scope.context = entry.context ? *entry.context : entry.overlay ? caller.scope->whole() : caller.scope->context;
    scope.overlay = entry.overlay ? entry.overlay : entry.context ? nullptr : caller.scope->overlay;
    bool const same = !entry.overlay && (!entry.context || is_same_context(*entry.context, caller.scope));
    scope.parent = compat ? (same ? caller.scope->parent : caller.scope) : nullptr;
    frame.scope = &scope;
    enter(page.program(), frame, decorated.defines() ? &decorated.inlines : nullptr, {});
}

std::optional<Html> Renderer::partial(std::string_view name, Value const& context, Object const& hash,
                                      Frame const& frame, Place place) {
    bool found = false;
    auto text = captured([&] {
        found = run_partial(name, frame, {&context, hash.empty() ? nullptr : &hash, nullptr, {}}, nullptr, place);
    });
    return found ? std::optional(Html::trusted(std::move(text))) : std::nullopt;
}

}  // namespace broadsheet::theme
