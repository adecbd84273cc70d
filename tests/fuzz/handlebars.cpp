// Compiles and renders hostile text as a page and as the partial that it may call. Nothing may crash, hang or leak.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "theme/theme.h"

using namespace broadsheet::theme;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const source(reinterpret_cast<char const*>(data), size);
    static HelperRegistry const helpers = builtin_helpers();
    auto const theme = Theme::load(
        {{"default.hbs", "{{{body}}}{{{block \"x\"}}}"}, {"a.hbs", source}, {"partials/p.hbs", source}}, helpers);
    if (!theme) return 0;
    static Value const context =
        Object{{"a", Array{1, 2.5, "<", nullptr}}, {"b", Object{{"c", true}, {"a", "x"}}}, {"c", "text"}};
    static Object const site{{"site", Object{{"title", "Daily"}}}};
    static_cast<void>((*theme)->render("a", context, site));
    return 0;
}
