// The Call and Decoration that helpers and decorators see, over one Renderer. Private to the engine.
#pragma once
#include <optional>

#include "theme/helpers.h"
#include "theme/renderer.h"

namespace broadsheet::theme {

class HelperCall final : public Call {
  public:
    HelperCall(Renderer& renderer, Frame const& frame, std::string_view name, std::span<Value const> args,
               Object const& hash, Block const* block, Place place);

    Value const& context() const override { return frame_.scope->whole(); }
    Value data(std::string_view name) const override { return Renderer::data_value(frame_.data, name); }
    bool is_block() const override { return block_ != nullptr; }
    std::size_t block_param_count() const override;
    Html fn() override;
    Html fn(Value context, Object data, Array block_params) override;
    Html inverse() override;
    Html inverse(Value context) override;
    void emit() override;
    void emit(Value context, Object data, Array block_params) override;
    void emit_inverse() override;
    Value block_property(std::string_view name) const override;
    Value resolve(Value value) override;
    std::optional<Html> partial(std::string_view name, Value const& context, Object const& hash) override;
    Theme const* theme() const override { return renderer_.environment().theme; }
    Filled* filled() const override { return renderer_.environment().filled; }
    void* user() const override { return renderer_.environment().user; }
    std::string_view file() const override { return frame_.page->file(); }
    int line() const override { return place_.line; }

  private:
    void run(Program const* program, Entry const& entry);

    Renderer& renderer_;
    Frame const& frame_;
    Block const* block_;
    Place place_;
    std::optional<Decorated> decorated_;  // of the block's program
};

class DecoratorCall final : public Decoration {
  public:
    DecoratorCall(Renderer& renderer, Frame const& frame, DecoratorUse const& node, std::span<Value const> args,
                  Decorated& made);
    std::span<Value const> args() const override { return args_; }
    Html fn() override;
    Value get(std::string_view property) const override;
    void set(std::string property, Value value) override {
        made_.properties.set(std::move(property), std::move(value));
    }
    Value inner(std::string_view property) const override;

  private:
    Renderer& renderer_;
    Frame const& frame_;
    DecoratorUse const& node_;
    std::span<Value const> args_;
    Decorated& made_;
    Decorated own_;
};

}  // namespace broadsheet::theme
