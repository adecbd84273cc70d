// The table of what may stand in what, with the JSON names; within the room only. The editor in web/desk follows it.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "document/document.h"

namespace broadsheet::document {

// A set of node kinds.
class KindSet {
  public:
    constexpr KindSet() = default;
    constexpr KindSet(std::initializer_list<NodeKind> kinds) {
        for (auto const kind : kinds) bits_ |= std::uint32_t{1} << static_cast<int>(kind);
    }
    constexpr bool has(NodeKind kind) const { return (bits_ >> static_cast<int>(kind) & 1) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr KindSet operator|(KindSet other) const {
        other.bits_ |= bits_;
        return other;
    }

  private:
    std::uint32_t bits_ = 0;
};

struct KindRule {
    NodeKind kind;
    std::string_view name;   // in JSON
    KindSet children;        // what may stand in it
    std::size_t fewest = 0;  // children
    std::size_t most = max_nodes;
    std::optional<NodeKind> first;  // what its first child must be
};

KindRule const& rule_of(NodeKind kind);
KindSet top_level();  // doc's children
bool is_inline(NodeKind kind);
bool is_flow(NodeKind kind);
std::string_view name_of(NodeKind kind);
std::string_view name_of(MarkKind kind);
std::string_view name_of(PictureWidth width);
std::optional<NodeKind> kind_named(std::string_view name);
std::optional<MarkKind> mark_named(std::string_view name);
std::optional<PictureWidth> width_named(std::string_view name);

bool is_code_language(std::string_view text);  // of code blocks

}  // namespace broadsheet::document
