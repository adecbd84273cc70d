// The helpers that come with Handlebars.
#include <fmt/format.h>

#include "theme/helpers.h"

namespace broadsheet::theme {
namespace {

void need_block(Call& call) {
    if (!call.is_block()) throw HelperError(fmt::format("{0} needs a block: {{{{#{0} …}}}}…{{{{/{0}}}}}", call.name()));
}

// The one argument of if, unless and with; a function stands for what it returns, held in `made`.
Value const& only_argument(Call& call, Value& made) {
    if (call.size() != 1) throw HelperError(fmt::format("#{} requires exactly one argument", call.name()));
    need_block(call);
    if (!call.arg(0).function()) return call.arg(0);
    return made = call.resolve(call.arg(0));
}

bool holds(Call& call) {
    Value made;
    auto const& value = only_argument(call, made);
    bool const zero = value.to_number() == 0.0;
    return value.is_truthy() || (zero && call.hash("includeZero").is_truthy());
}

Value if_helper(Call& call) {
    holds(call) ? call.emit() : call.emit_inverse();
    return {};
}

Value unless_helper(Call& call) {
    holds(call) ? call.emit_inverse() : call.emit();
    return {};
}

Value with_helper(Call& call) {
    Value made;
    auto const& context = only_argument(call, made);
    bool const zero = context.to_number() == 0.0;
    if (!context.is_truthy() && !zero) {
        call.emit_inverse();
        return {};
    }
    Array params;
    if (call.block_param_count() > 0) params.push_back(context);
    call.emit(context, {}, std::move(params));
    return {};
}

void each_step(Call& call, Value const& item, Value key, std::size_t index, std::size_t count) {
    Array params;
    if (call.block_param_count() > 0) params = {item, key};
    Object data;
    data.reserve(4);
    data.set("key", std::move(key));
    data.set("index", index);
    data.set("first", index == 0);
    data.set("last", index + 1 == count);
    call.emit(item, std::move(data), std::move(params));
}

Value each_helper(Call& call) {
    if (call.size() != 1) throw HelperError("Must pass iterator to #each, and nothing else");
    need_block(call);
    auto const list = call.resolve(call.arg(0));
    std::size_t index = 0;
    if (auto const items = list.array()) {
        for (; index < items->size(); ++index) each_step(call, (*items)[index], index, index, items->size());
    } else if (auto const members = list.object()) {
        for (auto const& [key, value] : *members) {
            each_step(call, value, key, index, members->size());
            ++index;
        }
    }
    if (index == 0) call.emit_inverse();
    return {};
}

Value lookup_helper(Call& call) {
    auto const& from = call.arg(0);
    bool const has_key = call.size() > 1 || (call.size() == 1 && !from.is_js_truthy());
    if (!has_key) throw HelperError("lookup needs a record or list, and a key");
    return from.is_js_truthy() ? from.get(call.arg(1).to_text()) : from;
}

}  // namespace

HelperRegistry builtin_helpers() {
    HelperRegistry registry;
    registry.add("if", if_helper);
    registry.add("unless", unless_helper);
    registry.add("with", with_helper);
    registry.add("each", each_helper);
    registry.add("lookup", lookup_helper);
    registry.add("log", [](Call&) { return Value(); });
    return registry;
}

}  // namespace broadsheet::theme
