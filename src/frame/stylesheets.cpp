#include "frame/stylesheets.h"

#include <fmt/format.h>
#include <sodium.h>

#include <filesystem>

namespace broadsheet::frame {
namespace {

constexpr std::string_view folder = "assets/";

std::string_view unquoted(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
    return text;
}

// The theme's file that an address in this stylesheet means; end() for everything else.
theme::ThemeFiles::const_iterator file_at(theme::ThemeFiles const& files, std::string const& stylesheet,
                                          std::string_view address) {
    if (address.empty() || address.front() == '/' || address.front() == '#' || address.find(':') != address.npos)
        return files.end();
    auto const path = (std::filesystem::path(stylesheet).parent_path() / address).lexically_normal().generic_string();
    return path.starts_with(folder) ? files.find(path) : files.end();
}

std::string with_versions(theme::ThemeFiles const& files, std::string const& stylesheet, std::string_view css) {
    constexpr std::string_view opening = "url(";
    std::string out;
    for (;;) {
        auto const open = css.find(opening);
        auto const close = open == css.npos ? css.npos : css.find(')', open);
        if (close == css.npos) return out += css;
        auto const start = open + opening.size();
        auto const file = file_at(files, stylesheet, unquoted(css.substr(start, close - start)));
        out += css.substr(0, start);
        out += file == files.end()
                   ? std::string(css.substr(start, close - start))
                   : asset_url(std::string_view(file->first).substr(folder.size()), version_of(file->second));
        css.remove_prefix(close);
    }
}

}  // namespace

std::string version_of(std::string_view bytes) {
    unsigned char digest[16];
    crypto_generichash(digest, sizeof digest, reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    std::string out;
    for (int i = 0; i < 5; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

std::string asset_url(std::string_view path, std::string_view version) {
    return fmt::format("/{}{}?v={}", folder, path, version);
}

void version_urls(theme::ThemeFiles& files) {
    for (auto& [path, bytes] : files)
        if (path.starts_with(folder) && path.ends_with(".css")) bytes = with_versions(files, path, bytes);
}

}  // namespace broadsheet::frame
