// Compiling and rendering one template. A Template is immutable; any number of threads may render it at once.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/html.h"
#include "base/result.h"
#include "theme/helpers.h"
#include "theme/value.h"

namespace broadsheet::theme {

struct CompileOptions {
    bool prevent_indent = false;     // a partial on a line of its own is not indented again (Ghost's way)
    bool ignore_standalone = false;  // blocks on a line of their own leave that line
    bool no_escape = false;
    bool strict = false;          // a missing name is an error
    bool assume_objects = false;  // a missing parent is an error, a missing last name is not
    bool compat = false;          // names are looked for in the outer contexts too
    bool explicit_partial_context = false;
    bool known_helpers_only = false;
    std::set<std::string, std::less<>> known_helpers;
};

struct Program;  // the parsed template, see ast.h

class Template {
  public:
    Template(std::string file, CompileOptions options, std::shared_ptr<Program const> program, std::string layout);
    std::string const& file() const { return file_; }
    CompileOptions const& options() const { return options_; }
    Program const& program() const { return *program_; }
    std::string const& layout() const { return layout_; }  // of {{!< layout}}; empty if there is none

  private:
    std::string file_;
    CompileOptions options_;
    std::shared_ptr<Program const> program_;
    std::string layout_;
};

// `file` is what messages name. A mistake is Problem{invalid, "template_syntax", "post.hbs:12:8: expected …", file};
// lines and columns count from 1.
Result<std::shared_ptr<Template const>> compile(std::string file, std::string_view source, CompileOptions options = {});

// What a render may reach. Everything must outlive the render.
struct Environment {
    HelperRegistry const* helpers = nullptr;
    std::function<Template const*(std::string_view name)> partial;  // null where there is none
    Object const* data = nullptr;                                   // @names
    Theme const* theme = nullptr;
    Filled* filled = nullptr;  // what {{#contentFor}} has made so far; null outside a theme
    void* user = nullptr;
};

// A refused render is Problem{invalid, "template_render", "post.hbs:12: …", file}: a helper's refusal, a missing
// partial, a strict name, or one of the bounds (200 partials deep, 64 MB of output, a million steps).
Result<Html> render(Template const& page, Value const& context, Environment const& environment);

}  // namespace broadsheet::theme
