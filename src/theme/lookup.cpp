// How a render finds what a path names.
#include <fmt/format.h>

#include "theme/renderer.h"

namespace broadsheet::theme {
namespace {

DataFrame const* frame_above(DataFrame const* data, int depth) {
    while (data && depth-- > 0) data = data->parent;
    return data;
}

Scope const* scope_above(Scope const* scope, int depth) {
    while (scope && depth-- > 0) scope = scope->parent;
    return scope;
}

// What is stored nowhere: the length of a list or text, a character of a text. Null if there is none.
Value const* computed(Value const& of, Name const& name, Value& made) {
    if (!of.is_text() && name.text != "length") return nullptr;
    made = of.get(name.text);
    return made.is_undefined() ? nullptr : &made;
}

}  // namespace

Value Renderer::data_value(DataFrame const* data, std::string_view name) {
    for (; data; data = data->parent) {
        if (data->sets_block && name == "partial-block") return data->block != nullptr ? Value(true) : Value();
        if (auto const found = data->values ? data->values->find(name) : nullptr) return *found;
    }
    return {};
}

// The thing that a path starts from, with its first part looked up; null is undefined.
Value const* Renderer::first_of(Path const& path, Frame const& frame, Value& made, Ending ending) {
    auto const& options = frame.page->options();
    auto const& name = path.parts[0];
    bool const needed = options.strict && ending == Ending::strict && path.parts.size() == 1;
    bool const objects_only = options.strict || options.assume_objects;
    Value const* found = nullptr;
    if (path.data) {
        auto const data = frame_above(frame.data, path.depth);
        if (!data && objects_only) fail(frame, path.place, fmt::format("\"{}\" not defined in undefined", name.text));
        made = data_value(data, name.text);
        found = made.is_undefined() ? nullptr : &made;
    } else if (options.compat && path.depth == 0 && !path.scoped) {
        for (auto scope = frame.scope; scope && (!found || found->is_nullish()); scope = scope->parent) {
            auto const& context = scope->context;
            if (!scope->overlay && !context.is_nullish() && !context.is_js_truthy()) break;
            found = scope->find(name);
        }
    } else if (auto const scope = scope_above(frame.scope, path.depth)) {
        found = scope->find(name);
        if (!found) found = computed(scope->context, name, made);
        if (objects_only && scope->context.is_nullish() && !scope->overlay) {
            fail(frame, path.place, fmt::format("\"{}\" not defined in {}", name.text, scope->context.to_text()));
        }
    } else if (objects_only) {
        fail(frame, path.place, fmt::format("\"{}\" not defined in undefined", name.text));
    }
    if (!found && needed) fail(frame, path.place, fmt::format("\"{}\" not defined in [object Object]", name.text));
    return found;
}

Value const* Renderer::member(Value const* of, Path const& path, std::size_t part, Frame const& frame, Value& made,
                              Missing missing, Ending ending) {
    auto const& name = path.parts[part];
    auto const& options = frame.page->options();
    bool const nothing = !of || of->is_nullish();
    if (nothing && (options.strict || options.assume_objects)) {
        fail(frame, path.place, fmt::format("\"{}\" not defined in {}", name.text, of ? of->to_text() : "undefined"));
    }
    if (nothing || (missing == Missing::falsy_stays && !of->is_js_truthy())) return of;
    auto found = of->find(name);
    if (!found) {
        found = computed(*of, name, made);
    } else if (of == &made) {
        made = Value(*found);  // `made` owned it
        found = &made;
    }
    if (!found && options.strict && ending == Ending::strict && part + 1 == path.parts.size()) {
        fail(frame, path.place, fmt::format("\"{}\" not defined in {}", name.text, of->to_text()));
    }
    return found;
}

// A value that is stored somewhere, or `made` where it had to be; null is undefined.
Value const* Renderer::find(Path const& path, Frame const& frame, Value& made, Missing missing, Ending ending) {
    Value const* at = nullptr;
    if (path.param_level >= 0) {
        auto params = frame.params;
        for (int level = path.param_level; params && level > 0; --level) params = params->parent;
        auto const index = static_cast<std::size_t>(path.param_index);
        at = params && index < params->values.size() ? &params->values[index] : nullptr;
    } else if (path.parts.empty()) {
        auto const scope = scope_above(frame.scope, path.depth);
        return scope ? &scope->whole() : nullptr;
    } else {
        if (path.data) missing = Missing::falsy_stays;
        at = first_of(path, frame, made, ending);
    }
    for (std::size_t part = 1; part < path.parts.size(); ++part) {
        at = member(at, path, part, frame, made, missing, ending);
    }
    return at;
}

}  // namespace broadsheet::theme
