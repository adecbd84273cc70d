#include "theme/settle.h"

#include <algorithm>
#include <set>

#include "theme/parser.h"

namespace broadsheet::theme {
namespace {

constexpr std::string_view always_known[] = {
    "helperMissing", "blockHelperMissing", "each", "if", "unless", "with", "log", "lookup"};

class Settler {
  public:
    explicit Settler(CompileOptions const& options) : options_(options) {}

    void program(Program& program) {
        // Decorators run before their block, so they see the block parameters around it only.
        std::vector<Node> body;
        body.reserve(program.body.size());
        for (auto& node : program.body) {
            if (auto const decorator = std::get_if<DecoratorUse>(&node)) {
                arguments(decorator->call.args, decorator->call.hash);
                if (decorator->program) this->program(*decorator->program);
                program.decorators.push_back(std::move(*decorator));
            } else if (!drops(node)) {
                body.push_back(std::move(node));
            }
        }
        program.body = std::move(body);
        levels_.push_back(&program.block_params);
        for (auto& node : program.body) std::visit([this](auto& it) { visit(it); }, node);
        levels_.pop_back();
    }

  private:
    static bool drops(Node& node) {
        if (std::holds_alternative<Comment>(node)) return true;
        auto const content = std::get_if<Content>(&node);
        if (!content) return false;
        content->text = content->text.substr(content->begin, content->end - content->begin);
        return content->text.empty();
    }

    void visit(Content&) {}
    void visit(Comment&) {}
    void visit(DecoratorUse&) {}
    void visit(Mustache& node) { call(node.call, Position::statement); }
    void visit(Block& node) {
        call(node.call, Position::statement);
        if (node.program) program(*node.program);
        if (node.inverse) program(*node.inverse);
    }
    void visit(Partial& node) {
        if (node.dynamic) call(*node.dynamic, Position::inside);
        arguments(node.args, node.hash);
        if (node.block) program(*node.block);
    }

    enum class Position { statement, inside };  // {{name}} may be a value, (name) is a helper

    void call(Invocation& call, Position position) {
        bool const parameter = call.path.is_simple() && find_param(call.path);
        bool const helper = position == Position::inside || !call.args.empty() || !call.hash.empty();
        path(call.path);
        arguments(call.args, call.hash);
        auto const& name = call.path.parts.empty() ? call.path.original : call.path.parts[0].text;
        if (parameter) {
            call.use = Use::simple;
        } else if (helper) {
            call.use = is_known(name) ? Use::known_helper : Use::helper;
            if (call.use == Use::helper && options_.known_helpers_only) {
                throw SyntaxError(call.place, "expected a known helper, found " + name);
            }
        } else if (!call.path.is_simple()) {
            call.use = Use::simple;
        } else if (is_known(name)) {
            call.use = Use::known_helper;
        } else {
            call.use = options_.known_helpers_only ? Use::simple : Use::ambiguous;
        }
    }

    void arguments(std::vector<Expression>& args, std::vector<HashPair>& hash) {
        // As in JavaScript's compiler, name=undefined is as good as not written.
        std::erase_if(hash, [](HashPair const& pair) {
            auto const literal = std::get_if<Literal>(&pair.value);
            return literal && literal->value.is_undefined();
        });
        for (auto& value : args) expression(value);
        for (auto& pair : hash) expression(pair.value);
    }

    void expression(Expression& value) {
        if (auto const name = std::get_if<Path>(&value)) path(*name);
        if (auto const inner = std::get_if<std::unique_ptr<Invocation>>(&value)) call(**inner, Position::inside);
    }

    void path(Path& path) {
        if (path.depth == 0 && !path.scoped && !path.parts.empty()) find_param(path);
    }

    bool find_param(Path& path) {
        for (std::size_t level = 0; level < levels_.size(); ++level) {
            auto const& names = *levels_[levels_.size() - 1 - level];
            auto const found = std::ranges::find(names, path.parts[0].text);
            if (found == names.end()) continue;
            path.param_level = static_cast<int>(level);
            path.param_index = static_cast<int>(found - names.begin());
            return true;
        }
        return false;
    }

    bool is_known(std::string const& name) const {
        return std::ranges::find(always_known, name) != std::end(always_known) || options_.known_helpers.contains(name);
    }

    CompileOptions const& options_;
    std::vector<std::vector<std::string> const*> levels_;
};

}  // namespace

void settle(Program& root, CompileOptions const& options) { Settler(options).program(root); }

}  // namespace broadsheet::theme
