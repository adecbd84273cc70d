#include "desk/embed_providers.h"

#include <string_view>

#include "http/message.h"

namespace broadsheet::desk {
namespace {

struct Provider {
    std::string_view host;      // the page's, or what it ends with after a dot
    std::string_view path;      // how the page's path begins
    std::string_view endpoint;  // the page's address is put behind it
};

constexpr Provider providers[] = {
    {"youtube.com", "/", "https://www.youtube.com/oembed?format=json&url="},
    {"youtu.be", "/", "https://www.youtube.com/oembed?format=json&url="},
    {"vimeo.com", "/", "https://vimeo.com/api/oembed.json?url="},
    {"soundcloud.com", "/", "https://soundcloud.com/oembed?format=json&url="},
    {"open.spotify.com", "/", "https://open.spotify.com/oembed?url="},
    {"tiktok.com", "/", "https://www.tiktok.com/oembed?url="},
    {"bsky.app", "/profile/", "https://embed.bsky.app/oembed?format=json&url="},
    {"flickr.com", "/photos/", "https://www.flickr.com/services/oembed/?format=json&url="},
    {"flic.kr", "/", "https://www.flickr.com/services/oembed/?format=json&url="},
    {"datawrapper.dwcdn.net", "/", "https://api.datawrapper.de/v3/oembed/?format=json&url="},
    {"dailymotion.com", "/video/", "https://www.dailymotion.com/services/oembed?format=json&url="},
    {"dai.ly", "/", "https://www.dailymotion.com/services/oembed?format=json&url="},
    {"twitter.com", "/", "https://publish.twitter.com/oembed?omit_script=1&url="},
    {"x.com", "/", "https://publish.twitter.com/oembed?omit_script=1&url="},
    {"reddit.com", "/r/", "https://www.reddit.com/oembed?url="},
    {"mixcloud.com", "/", "https://app.mixcloud.com/oembed/?format=json&url="},
    {"ted.com", "/talks/", "https://www.ted.com/services/v1/oembed.json?url="},
    {"issuu.com", "/", "https://issuu.com/oembed?format=json&url="},
    {"speakerdeck.com", "/", "https://speakerdeck.com/oembed.json?url="},
    {"flourish.studio", "/", "https://app.flourish.studio/api/v1/oembed?url="},
    {"infogram.com", "/", "https://infogram.com/oembed?format=json&url="},
    {"codepen.io", "/", "https://codepen.io/api/oembed?format=json&url="},
    {"deezer.com", "/", "https://api.deezer.com/oembed?format=json&url="},
    {"loom.com", "/share/", "https://www.loom.com/v1/oembed?format=json&url="},
    {"rumble.com", "/", "https://rumble.com/api/Media/oembed.json?url="},
    {"streamable.com", "/", "https://api.streamable.com/oembed.json?url="},
    {"pinterest.com", "/", "https://www.pinterest.com/oembed.json?url="},
    {"slideshare.net", "/", "https://www.slideshare.net/api/oembed/2?format=json&url="},
};

bool is_host_of(std::string_view host, std::string_view provider) {
    if (host == provider) return true;
    return host.size() > provider.size() && host.ends_with(provider) && host[host.size() - provider.size() - 1] == '.';
}

std::string_view path_of(Url const& page) {
    std::string_view const text = page.text();
    auto const from = text.find('/', text.find("://") + 3);
    return from == std::string_view::npos ? "/" : text.substr(from);
}

}  // namespace

std::optional<std::string> oembed_address(Url const& page) {
    for (auto const& provider : providers)
        if (is_host_of(page.host(), provider.host) && path_of(page).starts_with(provider.path))
            return std::string(provider.endpoint) + http::percent_encode(page.text());
    return std::nullopt;
}

}  // namespace broadsheet::desk
