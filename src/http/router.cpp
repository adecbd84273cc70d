#include "http/router.h"

#include <optional>

namespace broadsheet::http {
namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> out;
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    for (;;) {
        auto const slash = path.find('/');
        out.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return out;
        path.remove_prefix(slash + 1);
    }
}

bool is_name(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

// Literal segments go before names: how many a pattern has decides between two that match.
std::optional<std::size_t> match_segments(std::vector<std::string> const& pattern,
                                          std::vector<std::string_view> const& path) {
    if (pattern.size() != path.size()) {
        bool const rest = !pattern.empty() && pattern.back() == "{rest...}" && path.size() >= pattern.size();
        if (!rest) return std::nullopt;
    }
    std::size_t literal = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (is_name(pattern[i])) {
            if (path[i].empty()) return std::nullopt;
        } else if (pattern[i] != path[i]) {
            return std::nullopt;
        } else {
            ++literal;
        }
    }
    return literal;
}

}  // namespace

void Router::add(Route route) {
    Entry entry;
    for (auto const segment : split(route.pattern)) entry.segments.emplace_back(segment);
    entry.route = std::move(route);
    entries_.push_back(std::move(entry));
}

Router::Match Router::match(Method method, std::string_view path) const {
    auto const segments = split(path);
    auto const wanted = method == Method::head ? Method::get : method;
    Match out;
    Entry const* best = nullptr;
    std::size_t best_literal = 0, known_literal = 0;
    for (auto const& entry : entries_) {
        auto const literal = match_segments(entry.segments, segments);
        if (!literal) continue;
        if (out.allowed.empty() || *literal > known_literal) {
            out.allowed.clear();
            known_literal = *literal;
        }
        if (*literal == known_literal) {
            if (!out.allowed.empty()) out.allowed += ", ";
            out.allowed += method_name(entry.route.method);
            if (entry.route.method == Method::get) out.allowed += ", HEAD";
        }
        if (entry.route.method != wanted) continue;
        if (!best || *literal > best_literal) {
            best = &entry;
            best_literal = *literal;
        }
    }
    if (!best || best_literal < known_literal) return out;
    out.route = &best->route;
    for (std::size_t i = 0; i < best->segments.size(); ++i) {
        auto const& name = best->segments[i];
        if (!is_name(name)) continue;
        if (name == "{rest...}") {
            out.parameters.emplace_back(
                "rest", percent_decode(path.substr(static_cast<std::size_t>(segments[i].data() - path.data()))));
            break;
        }
        out.parameters.emplace_back(name.substr(1, name.size() - 2), percent_decode(segments[i]));
    }
    return out;
}

}  // namespace broadsheet::http
