#include "document/players.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace broadsheet::document {
namespace {

constexpr std::array<std::string_view, 5> origins{"https://www.youtube-nocookie.com", "https://player.vimeo.com",
                                                  "https://w.soundcloud.com", "https://open.spotify.com",
                                                  "https://datawrapper.dwcdn.net"};

// A page's address taken apart; views into it.
struct Parts {
    std::vector<std::string_view> segments;
    std::string_view query;

    std::string_view segment(std::size_t index) const { return index < segments.size() ? segments[index] : ""; }
    std::string_view value(std::string_view name) const {
        for (auto rest = query; !rest.empty();) {
            auto const pair = rest.substr(0, rest.find('&'));
            rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
            if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
                return pair.substr(name.size() + 1);
        }
        return {};
    }
};

Parts parts_of(std::string_view url) {
    Parts out;
    url = url.substr(0, url.find('#'));
    url.remove_prefix(std::min(url.find('/', url.find("://") + 3), url.size()));
    if (auto const mark = url.find('?'); mark != std::string_view::npos) {
        out.query = url.substr(mark + 1);
        url = url.substr(0, mark);
    }
    while (!url.empty()) {
        url.remove_prefix(1);
        auto const segment = url.substr(0, url.find('/'));
        if (!segment.empty()) out.segments.push_back(segment);
        url.remove_prefix(segment.size());
    }
    return out;
}

bool is_id(std::string_view text, std::size_t least, std::size_t most) {
    return text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                      c == '_';
           });
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 15 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string encoded(std::string_view text) {
    std::string out;
    for (unsigned char const c : text) {
        if (is_id(std::string_view(reinterpret_cast<char const*>(&c), 1), 1, 1) || c == '.' || c == '~')
            out += static_cast<char>(c);
        else
            out += fmt::format("%{:02X}", c);
    }
    return out;
}

// "90", "90s", "1m30s", "1h2m3s" as seconds; 0 for everything else.
long seconds_of(std::string_view text) {
    long total = 0, number = 0;
    if (text.size() > 12) return 0;
    for (char const c : text) {
        if (c >= '0' && c <= '9')
            number = number * 10 + (c - '0');
        else if (c == 'h' || c == 'm' || c == 's')
            total += number * (c == 'h' ? 3600 : c == 'm' ? 60 : 1), number = 0;
        else
            return 0;
    }
    return total + number;
}

using Made = std::optional<std::string>;

Made youtube_player(std::string_view id, Parts const& page) {
    if (!is_id(id, 11, 11)) return std::nullopt;
    auto const start = seconds_of(page.value("t").empty() ? page.value("start") : page.value("t"));
    return fmt::format("{}/embed/{}{}", origins[0], id, start > 0 ? fmt::format("?start={}", start) : "");
}

Made youtube(Url const&, Parts const& page) {
    if (page.segment(0) == "watch") return youtube_player(page.value("v"), page);
    for (auto const kind : {"shorts", "live", "embed"})
        if (page.segment(0) == kind) return youtube_player(page.segment(1), page);
    return std::nullopt;
}

Made youtube_short(Url const&, Parts const& page) { return youtube_player(page.segment(0), page); }

// vimeo.com/ID, vimeo.com/ID/HASH of an unlisted one, vimeo.com/channels/NAME/ID, player.vimeo.com/video/ID.
Made vimeo(Url const&, Parts const& page) {
    auto const number = std::find_if(page.segments.begin(), page.segments.end(), is_number);
    if (number == page.segments.end()) return std::nullopt;
    std::string_view const after = number + 1 == page.segments.end() ? std::string_view() : number[1];
    auto const hash = is_id(after, 6, 20) ? after : page.value("h");
    return fmt::format("{}/video/{}?dnt=1{}", origins[1], *number,
                       is_id(hash, 6, 20) ? fmt::format("&h={}", hash) : "");
}

Made soundcloud(Url const& url, Parts const& page) {
    if (page.segments.size() < 2) return std::nullopt;
    return fmt::format("{}/player/?url={}", origins[2], encoded(url.text().substr(0, url.text().find_first_of("?#"))));
}

// open.spotify.com/track/ID, with /intl-uk/ or /embed/ before it.
Made spotify(Url const&, Parts const& page) {
    std::size_t const at = page.segment(0).starts_with("intl-") || page.segment(0) == "embed" ? 1 : 0;
    for (auto const kind : {"track", "album", "playlist", "episode", "show", "artist"})
        if (page.segment(at) == kind && is_id(page.segment(at + 1), 10, 40))
            return fmt::format("{}/embed/{}/{}", origins[3], kind, page.segment(at + 1));
    return std::nullopt;
}

// datawrapper.dwcdn.net/ID/VERSION/ and www.datawrapper.de/_/ID/: without a version, the newest.
Made datawrapper(Url const&, Parts const& page) {
    std::size_t const at = page.segment(0) == "_" ? 1 : 0;
    if (!is_id(page.segment(at), 5, 5)) return std::nullopt;
    auto const version = page.segment(at + 1);
    return fmt::format("{}/{}/{}", origins[4], page.segment(at), is_number(version) ? fmt::format("{}/", version) : "");
}

struct Provider {
    std::string_view host;
    PlayerShape shape;
    Made (*make)(Url const&, Parts const&);
};

constexpr Provider providers[] = {
    {"www.youtube.com", PlayerShape::video, youtube},
    {"youtube.com", PlayerShape::video, youtube},
    {"m.youtube.com", PlayerShape::video, youtube},
    {"www.youtube-nocookie.com", PlayerShape::video, youtube},
    {"youtu.be", PlayerShape::video, youtube_short},
    {"vimeo.com", PlayerShape::video, vimeo},
    {"www.vimeo.com", PlayerShape::video, vimeo},
    {"player.vimeo.com", PlayerShape::video, vimeo},
    {"soundcloud.com", PlayerShape::audio, soundcloud},
    {"www.soundcloud.com", PlayerShape::audio, soundcloud},
    {"m.soundcloud.com", PlayerShape::audio, soundcloud},
    {"open.spotify.com", PlayerShape::audio, spotify},
    {"datawrapper.dwcdn.net", PlayerShape::chart, datawrapper},
    {"www.datawrapper.de", PlayerShape::chart, datawrapper},
};

}  // namespace

std::optional<Player> player_of(Url const& page) {
    for (auto const& provider : providers) {
        if (page.host() != provider.host) continue;
        auto src = provider.make(page, parts_of(page.text()));
        return src ? std::optional(Player{std::move(*src), provider.shape}) : std::nullopt;
    }
    return std::nullopt;
}

std::span<std::string_view const> player_origins() { return origins; }

std::string_view name_of(PlayerShape shape) {
    constexpr std::string_view names[] = {"video", "audio", "chart"};
    return names[static_cast<std::size_t>(shape)];
}

}  // namespace broadsheet::document
