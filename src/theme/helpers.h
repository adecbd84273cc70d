// Helpers: functions that a template calls by name. One helper serves many renders on many threads at once, so it must
// keep no state of its own; what belongs to one render travels as Call::user().
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "theme/value.h"

namespace broadsheet::theme {

class Theme;

using Helper = Function;
using Filled = std::map<std::string, std::string, std::less<>>;  // name of a layout's block to markup

// Thrown by a helper that refuses its arguments; the renderer reports it with file and line.
class HelperError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// One call of a helper. Lives only during that call.
class Call {
  public:
    virtual ~Call() = default;

    std::string_view name() const { return name_; }
    std::span<Value const> args() const { return args_; }
    std::size_t size() const { return args_.size(); }
    Value const& arg(std::size_t position) const;         // undefined beyond the last
    Value const& hash(std::string_view name) const;       // undefined if absent
    Object const& hash() const { return hash_; }          // in the order written
    virtual Value const& context() const = 0;             // `this`
    virtual Value data(std::string_view name) const = 0;  // data("site") is @site

    // Blocks. `fn` renders the part before {{else}}, `inverse` the part after it (empty where there is none).
    // Without a context they keep `this`. `data` is laid over the present @data, `block_params` are what `as |a b|`
    // names.
    virtual bool is_block() const = 0;
    virtual std::size_t block_param_count() const = 0;
    virtual Html fn() = 0;
    virtual Html fn(Value context, Object data = {}, Array block_params = {}) = 0;
    virtual Html inverse() = 0;
    virtual Html inverse(Value context) = 0;
    // The same straight into the page, before whatever the helper returns: quicker where a helper repeats its block.
    virtual void emit() = 0;
    virtual void emit(Value context, Object data = {}, Array block_params = {}) = 0;
    virtual void emit_inverse() = 0;
    virtual Value block_property(std::string_view name) const = 0;  // what a decorator has set on the block
    // If `value` is a function, what it returns when called with `this`; otherwise `value`.
    virtual Value resolve(Value value) = 0;

    // A partial of the theme (or an inline one), nothing if it does not exist. `hash` is laid over the context.
    virtual std::optional<Html> partial(std::string_view name, Value const& context, Object const& hash = {}) = 0;
    virtual Theme const* theme() const = 0;  // null while a bare template is rendered
    virtual Filled* filled() const = 0;      // null while a bare template is rendered
    virtual void* user() const = 0;          // what the caller gave to render()
    virtual std::string_view file() const = 0;
    virtual int line() const = 0;  // from 1

  protected:
    Call(std::string_view name, std::span<Value const> args, Object const& hash)
        : name_(name), args_(args), hash_(hash) {}
    Call(Call const&) = default;
    Call& operator=(Call const&) = delete;

  private:
    std::string_view name_;
    std::span<Value const> args_;
    Object const& hash_;
};

// A decorator ({{* name}}, {{#* name}}) runs before its block and sets properties on it. `inline` is built in.
class Decoration {
  public:
    virtual ~Decoration() = default;
    virtual std::span<Value const> args() const = 0;
    virtual Html fn() = 0;                                   // the decorator's own block
    virtual Value get(std::string_view property) const = 0;  // as set by the decorators before it
    virtual void set(std::string property, Value value) = 0;
    virtual Value inner(std::string_view property) const = 0;  // a property of the decorator's own block
};
using Decorator = std::function<void(Decoration&)>;

// Names to helpers and decorators; copy it, add to the copy.
class HelperRegistry {
  public:
    void add(std::string name, Helper helper);  // replaces
    void remove(std::string_view name);
    void add_decorator(std::string name, Decorator decorator);
    Helper const* find(std::string_view name) const;
    Helper const* find(Name const& name) const;
    Decorator const* find_decorator(std::string_view name) const;

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
        std::size_t operator()(Name const& name) const { return name.hash; }
    };
    struct Same {
        using is_transparent = void;
        bool operator()(std::string_view a, std::string_view b) const { return a == b; }
        bool operator()(Name const& a, std::string_view b) const { return a.text == b; }
        bool operator()(std::string_view a, Name const& b) const { return a == b.text; }
    };
    std::unordered_map<std::string, Helper, Hash, Same> helpers_;
    std::map<std::string, Decorator, std::less<>> decorators_;
};

// if unless each with lookup log, helperMissing and blockHelperMissing.
HelperRegistry builtin_helpers();

}  // namespace broadsheet::theme
