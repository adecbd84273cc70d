#include "theme/layout.h"

#include <ranges>
#include <vector>

namespace broadsheet::theme {
namespace {

std::string block_name(Call& call) {
    if (call.size() != 1)
        throw HelperError("expected one name, as in {{#contentFor \"name\"}} or {{{block \"name\"}}}");
    return call.arg(0).to_text();
}

Value content_for(Call& call) {
    auto const name = block_name(call);
    auto const filled = call.filled();
    if (!filled) throw HelperError("contentFor needs a page with a layout");
    auto [place, fresh] = filled->try_emplace(name);
    if (!fresh) place->second += '\n';
    auto const text = call.fn().text();
    (*filled)[name] += text;  // looked up again: the block may have filled others
    return {};
}

Value block(Call& call) {
    auto const name = block_name(call);
    auto const filled = call.filled();
    auto const found = filled ? filled->find(name) : Filled::iterator();
    if (filled && found != filled->end()) return Html::trusted(found->second);
    call.emit();
    return {};
}

}  // namespace

std::string layout_name(Template const& page) {
    std::vector<std::string> steps;
    auto const walk = [&steps](std::string_view path) {
        for (auto const part : std::views::split(path, '/')) {
            std::string step(part.begin(), part.end());
            if (step.empty() || step == ".") continue;
            if (step != "..") {
                steps.push_back(std::move(step));
            } else if (steps.empty()) {
                return false;
            } else {
                steps.pop_back();
            }
        }
        return true;
    };
    auto const folder_end = page.file().rfind('/');
    bool const beside = page.layout().starts_with('.') && folder_end != std::string::npos;
    if (beside) walk(std::string_view(page.file()).substr(0, folder_end));
    if (!walk(page.layout())) return {};
    std::string name;
    for (auto const& step : steps) name.append(name.empty() ? "" : "/").append(step);
    if (name.ends_with(".hbs")) name.resize(name.size() - 4);
    return name;
}

void add_layout_helpers(HelperRegistry& registry) {
    registry.add("contentFor", content_for);
    registry.add("block", block);
}

}  // namespace broadsheet::theme
