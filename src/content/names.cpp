#include <array>

#include "content/records.h"

namespace broadsheet::content {
namespace {

constexpr std::array<std::string_view, 3> kinds{"article", "brief", "page"};
constexpr std::array<std::string_view, 6> statuses{"draft",     "review",    "approved",
                                                   "scheduled", "published", "retracted"};
constexpr std::array<std::string_view, 2> author_kinds{"person", "desk"};
constexpr std::array<std::string_view, 4> roles{"contributor", "author", "editor", "administrator"};

template <class Enum, std::size_t n>
std::optional<Enum> find(std::array<std::string_view, n> const& names, std::string_view name) {
    for (std::size_t i = 0; i < n; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

}  // namespace

std::string_view name_of(StoryKind kind) { return kinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(StoryStatus status) { return statuses[static_cast<std::size_t>(status)]; }
std::string_view name_of(AuthorKind kind) { return author_kinds[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Role role) { return roles[static_cast<std::size_t>(role)]; }
std::optional<StoryKind> story_kind(std::string_view name) { return find<StoryKind>(kinds, name); }
std::optional<StoryStatus> story_status(std::string_view name) { return find<StoryStatus>(statuses, name); }
std::optional<AuthorKind> author_kind(std::string_view name) { return find<AuthorKind>(author_kinds, name); }
std::optional<Role> staff_role(std::string_view name) { return find<Role>(roles, name); }

}  // namespace broadsheet::content
