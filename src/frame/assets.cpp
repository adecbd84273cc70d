#include "frame/assets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/embedded.h"
#include "frame/stylesheets.h"
#include "http/compress.h"

namespace broadsheet::frame {
namespace {

constexpr std::string_view theme_folder = "assets/";
constexpr std::string_view script_source = "web/";
constexpr std::string_view script_folder = "site/";
constexpr std::size_t digest_length = 10;  // of version_of
constexpr char const* for_ever = "public, max-age=31536000, immutable";
// A drawing opened by its own address is a page: one that may do nothing.
constexpr char const* drawing_policy =
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; sandbox\r\n";
constexpr char const* for_an_hour = "public, max-age=3600";

bool is_digest(std::string_view text) {
    return text.size() == digest_length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string_view asset_type(std::string_view path) {
    static constexpr std::pair<std::string_view, std::string_view> types[] = {{".css", "text/css; charset=utf-8"},
                                                                              {".js", "text/javascript; charset=utf-8"},
                                                                              {".svg", "image/svg+xml"},
                                                                              {".png", "image/png"},
                                                                              {".jpg", "image/jpeg"},
                                                                              {".webp", "image/webp"},
                                                                              {".woff2", "font/woff2"},
                                                                              {".ico", "image/x-icon"},
                                                                              {".json", "application/json"},
                                                                              {".txt", "text/plain; charset=utf-8"}};
    for (auto const& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

bool is_text(std::string_view type) {
    return type.starts_with("text/") || type == "image/svg+xml" || type == "application/json";
}

std::string without_comment_lines(std::string_view script) {
    std::string out;
    for (std::size_t at = 0; at < script.size();) {
        auto const end = std::min(script.find('\n', at), script.size() - 1) + 1;
        auto const line = script.substr(at, end - at);
        auto const first = line.find_first_not_of(' ');
        if (first == line.npos || !line.substr(first).starts_with("//")) out += line;
        at = end;
    }
    return out;
}

// By path behind assets/, as it is sent: what is written for those who change it would cost each reader a fifth more.
std::map<std::string, std::string> const& shipped_script() {
    static auto const script = [] {
        std::map<std::string, std::string> out;
        for (auto const& file : embedded_files())
            if (auto path = file.path; path.starts_with(script_source)) {
                path.remove_prefix(script_source.size());
                if (path.starts_with(script_folder)) out[std::string(path)] = without_comment_lines(file.bytes);
            }
        return out;
    }();
    return script;
}

using Bytes = std::map<std::string, std::string_view, std::less<>>;

// By path behind assets/: the script that ships, and the theme's own over it.
Bytes all_assets(theme::ThemeFiles const& files) {
    Bytes out;
    for (auto const& [path, text] : shipped_script()) out[path] = text;
    for (auto const& [path, bytes] : files)
        if (path.starts_with(theme_folder)) out[path.substr(theme_folder.size())] = bytes;
    return out;
}

std::string digest_of_site(Bytes const& assets) {
    std::string all;
    for (auto const& [path, bytes] : assets)
        if (path.starts_with(script_folder)) all += path + '\0' + version_of(bytes);
    return version_of(all);
}

http::Prepared prepare(std::shared_ptr<void const> owner, std::string_view bytes, std::string_view type,
                       std::string const& etag, char const* caching, char const* encoding) {
    auto answer = std::make_shared<http::PreparedAnswer>();
    auto const shared = fmt::format("ETag: {}\r\nCache-Control: {}\r\n{}", etag, caching,
                                    is_text(type) ? "Vary: Accept-Encoding\r\n" : "");
    answer->head = fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nX-Content-Type-Options: nosniff\r\n{}{}{}", type,
        bytes.size(), type == "image/svg+xml" ? drawing_policy : "",
        *encoding ? fmt::format("Content-Encoding: {}\r\n", encoding) : "", shared);
    answer->head_304 = "HTTP/1.1 304 Not Modified\r\n" + shared;
    answer->etag = etag;
    answer->body.push_back({std::move(owner), bytes});
    answer->length = bytes.size();
    return answer;
}

}  // namespace

AssetAddresses asset_addresses(theme::ThemeFiles const& files) {
    auto const assets = all_assets(files);
    auto const site_digest = digest_of_site(assets);
    AssetAddresses out;
    for (auto const& [path, bytes] : assets)
        out[path] = path.starts_with(script_folder)
                        ? fmt::format("/assets/site/{}/{}", site_digest, path.substr(script_folder.size()))
                        : asset_url(path, version_of(bytes));
    return out;
}

Assets::Assets(std::shared_ptr<theme::Theme const> theme) : theme_(std::move(theme)) {
    auto const assets = all_assets(theme_->assets());
    site_digest_ = digest_of_site(assets);
    for (auto const& [path, bytes] : assets) {
        auto version = version_of(bytes);
        auto const packed = pack(path, bytes);
        auto lasting = keep(path, packed, version, for_ever);
        auto passing = keep(path, packed, version, for_an_hour);
        assets_[path] = {std::move(version), std::move(lasting), std::move(passing)};
    }
}

Assets::Packed Assets::pack(std::string_view path, std::string_view bytes) {
    Packed out{bytes, nullptr, nullptr};
    if (!is_text(asset_type(path))) return out;
    auto const smaller = [&](std::string packed) {
        return packed.size() < bytes.size() ? std::make_shared<std::string const>(std::move(packed)) : nullptr;
    };
    out.gzip = smaller(http::gzip(bytes, 9));
    out.brotli = smaller(http::brotli(bytes, 11));
    return out;
}

Assets::Kept Assets::keep(std::string_view path, Packed const& packed, std::string const& version,
                          char const* caching) const {
    auto const type = asset_type(path);
    auto const answer = [&](SharedText const& bytes, char const* encoding) -> http::Prepared {
        return bytes ? prepare(bytes, *bytes, type, fmt::format("\"{}-{}\"", version, encoding), caching, encoding)
                     : nullptr;
    };
    return {prepare(theme_, packed.identity, type, "\"" + version + "\"", caching, ""), answer(packed.gzip, "gzip"),
            answer(packed.brotli, "br")};
}

http::Prepared Assets::find(std::string_view path, std::string_view query, http::Accepted accepted) const {
    auto name = std::string(path);
    std::string_view digest;
    if (path.starts_with(script_folder)) {
        auto const rest = path.substr(script_folder.size());
        if (auto const first = rest.substr(0, rest.find('/')); first.size() < rest.size() && is_digest(first)) {
            digest = first;
            name = std::string(script_folder) + std::string(rest.substr(first.size() + 1));
        }
    }
    auto const found = assets_.find(name);
    if (found == assets_.end()) return nullptr;
    auto const& asset = found->second;
    // A page of before or after an update may ask for another version: it gets this one, but not to keep.
    bool const present = digest == site_digest_ || query == "v=" + asset.version;
    auto const& kept = present ? asset.lasting : asset.passing;
    if (accepted.brotli && kept.brotli) return kept.brotli;
    return accepted.gzip && kept.gzip ? kept.gzip : kept.identity;
}

}  // namespace broadsheet::frame
