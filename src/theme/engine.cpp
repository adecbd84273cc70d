#include "theme/engine.h"

#include <fmt/format.h>

#include "theme/ast.h"
#include "theme/parser.h"
#include "theme/renderer.h"
#include "theme/settle.h"
#include "theme/whitespace.h"

namespace broadsheet::theme {
namespace {

// The name in {{!< name}}, a comment outside of all blocks; usually a page's first tag.
std::string layout_of(Program const& program) {
    static constexpr std::string_view blank = " \t\r\n";
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/";
    for (auto const& node : program.body) {
        auto const comment = std::get_if<Comment>(&node);
        if (!comment || !comment->text.starts_with('<')) continue;
        std::string_view const text = comment->text;
        auto const start = text.find_first_not_of(blank, 1);
        if (start == std::string_view::npos || start == 1) continue;
        auto const name = text.substr(start, text.find_last_not_of(blank) + 1 - start);
        if (name.find_first_not_of(letters) == std::string_view::npos) return std::string(name);
    }
    return {};
}

}  // namespace

Template::Template(std::string file, CompileOptions options, std::shared_ptr<Program const> program, std::string layout)
    : file_(std::move(file)), options_(std::move(options)), program_(std::move(program)), layout_(std::move(layout)) {}

Result<std::shared_ptr<Template const>> compile(std::string file, std::string_view source, CompileOptions options) {
    try {
        auto program = std::make_shared<Program>(parse(source));
        auto layout = layout_of(*program);
        strip_whitespace(*program, options.ignore_standalone ? Standalone::keep : Standalone::strip);
        settle(*program, options);
        return std::make_shared<Template const>(std::move(file), std::move(options), std::move(program),
                                                std::move(layout));
    } catch (SyntaxError const& error) {
        auto message = fmt::format("{}:{}:{}: {}", file, error.place.line, error.place.column, error.what());
        return refuse(ProblemKind::invalid, "template_syntax", std::move(message), std::move(file));
    }
}

Result<Html> render(Template const& page, Value const& context, Environment const& environment) {
    try {
        return Html::trusted(Renderer(environment).run(page, context));
    } catch (RenderError const& error) {
        auto message = fmt::format("{}:{}:{}: {}", error.file, error.place.line, error.place.column, error.what());
        return refuse(ProblemKind::invalid, "template_render", std::move(message), error.file);
    }
}

}  // namespace broadsheet::theme
