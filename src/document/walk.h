// What every writer of HTML asks of the tree; within the room only.
#pragma once
#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace broadsheet::document {

std::string_view tag_of(MarkKind kind);

// The marks in the order in which they nest; a footnote's number stands outside all of them (no link within a link).
std::vector<Mark> nesting(Node const& node);

bool is_header_row(Node const& row);  // nothing but tableHeader in it
bool is_tight(Node const& item);      // one line, perhaps with lists below it: its text stands in the <li> itself

// Inline nodes in their order, with open(Mark) and close(Mark) called so that elements nest, and leaf(Node) for each.
template <class Open, class Close, class Leaf>
void walk_inline(std::span<Node const> nodes, Open const& open, Close const& close, Leaf const& leaf) {
    std::vector<Mark> opened;
    auto const close_down_to = [&](std::size_t size) {
        for (; opened.size() > size; opened.pop_back()) close(opened.back());
    };
    for (auto const& node : nodes) {
        auto const wanted = nesting(node);
        close_down_to(static_cast<std::size_t>(std::ranges::mismatch(opened, wanted).in1 - opened.begin()));
        bool const opens = node.kind == NodeKind::text;  // a line break needs no marks of its own
        for (auto i = opened.size(); opens && i < wanted.size(); ++i) {
            open(wanted[i]);
            opened.push_back(wanted[i]);
        }
        leaf(node);
    }
    close_down_to(0);
}

}  // namespace broadsheet::document
