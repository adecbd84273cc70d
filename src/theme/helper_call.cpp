#include "theme/helper_call.h"

namespace broadsheet::theme {

HelperCall::HelperCall(Renderer& renderer, Frame const& frame, std::string_view name, std::span<Value const> args,
                       Object const& hash, Block const* block, Place place)
    : Call(name, args, hash), renderer_(renderer), frame_(frame), block_(block), place_(place) {
    if (!block || !block->program || block->program->decorators.empty()) return;
    renderer.decorate(*block->program, frame, decorated_.emplace());
}

std::size_t HelperCall::block_param_count() const {
    return block_ && block_->program ? block_->program->block_params.size() : 0;
}

void HelperCall::run(Program const* program, Entry const& entry) {
    if (!program) return;
    if (program != block_->program.get()) {
        Decorated inverse;
        renderer_.decorate(*program, frame_, inverse);
        return renderer_.enter(*program, frame_, inverse.defines() ? &inverse.inlines : nullptr, entry);
    }
    bool const inlines = decorated_ && decorated_->defines();
    renderer_.enter(*program, frame_, inlines ? &decorated_->inlines : nullptr, entry);
}

void HelperCall::emit() {
    if (block_) run(block_->program.get(), {});
}

void HelperCall::emit(Value context, Object data, Array block_params) {
    if (block_) run(block_->program.get(), {&context, nullptr, &data, block_params});
}

void HelperCall::emit_inverse() {
    if (block_) run(block_->inverse.get(), {});
}

Html HelperCall::fn() {
    return Html::trusted(renderer_.captured([&] { emit(); }));
}

Html HelperCall::fn(Value context, Object data, Array block_params) {
    return Html::trusted(
        renderer_.captured([&] { emit(std::move(context), std::move(data), std::move(block_params)); }));
}

Html HelperCall::inverse() {
    return Html::trusted(renderer_.captured([&] { emit_inverse(); }));
}

Html HelperCall::inverse(Value context) {
    return Html::trusted(renderer_.captured([&] {
        if (block_) run(block_->inverse.get(), {&context, nullptr, nullptr, {}});
    }));
}

Value HelperCall::block_property(std::string_view name) const {
    auto const found = decorated_ ? decorated_->properties.find(name) : nullptr;
    return found ? *found : Value();
}

Value HelperCall::resolve(Value value) {
    auto const function = value.function();
    return function ? renderer_.call_function(*function, frame_, place_) : value;
}

std::optional<Html> HelperCall::partial(std::string_view name, Value const& context, Object const& hash) {
    return renderer_.partial(name, context, hash, frame_, place_);
}

DecoratorCall::DecoratorCall(Renderer& renderer, Frame const& frame, DecoratorUse const& node,
                             std::span<Value const> args, Decorated& made)
    : renderer_(renderer), frame_(frame), node_(node), args_(args), made_(made) {
    if (node.program) renderer.decorate(*node.program, frame, own_);
}

Html DecoratorCall::fn() {
    if (!node_.program) return {};
    auto const inlines = own_.defines() ? &own_.inlines : nullptr;
    return Html::trusted(renderer_.captured([&] { renderer_.enter(*node_.program, frame_, inlines, {}); }));
}

Value DecoratorCall::get(std::string_view property) const {
    auto const found = made_.properties.find(property);
    return found ? *found : Value();
}

Value DecoratorCall::inner(std::string_view property) const {
    auto const found = own_.properties.find(property);
    return found ? *found : Value();
}

}  // namespace broadsheet::theme
