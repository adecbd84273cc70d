#include "document/html_tree.h"

#include <gumbo.h>

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace broadsheet::document {
namespace {

constexpr std::size_t max_memory = 400'000'000;
constexpr std::int64_t max_milliseconds = 2000;  // of this thread's own time

std::int64_t thread_milliseconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace

// gumbo asks here for each piece of memory. When too much is asked for, or too late, we leave the parser by longjmp:
// its frames are plain C with nothing to clean up but this memory.
struct HtmlTree::Memory {
    struct alignas(std::max_align_t) Piece {
        Piece* before;
        Piece* after;
        std::size_t size;
    };

    Memory() : started(thread_milliseconds()) { list.before = list.after = &list; }
    Memory(Memory const&) = delete;
    Memory& operator=(Memory const&) = delete;
    ~Memory() {
        for (auto* piece = list.after; piece != &list;) std::free(std::exchange(piece, piece->after));
    }

    bool is_spent() {
        if (taken > max_memory) return true;
        return ++calls % 1024 == 0 && thread_milliseconds() - started > max_milliseconds;
    }

    static void* allocate(void* self, std::size_t size) {
        auto& memory = *static_cast<Memory*>(self);
        memory.taken += size + sizeof(Piece);
        auto* piece = memory.is_spent() ? nullptr : static_cast<Piece*>(std::malloc(sizeof(Piece) + size));
        if (!piece) std::longjmp(memory.escape, 1);
        *piece = {&memory.list, memory.list.after, size};
        memory.list.after->before = piece;
        memory.list.after = piece;
        return piece + 1;
    }

    static void release(void* self, void* pointer) {
        if (!pointer) return;
        auto* piece = static_cast<Piece*>(pointer) - 1;
        static_cast<Memory*>(self)->taken -= piece->size + sizeof(Piece);
        piece->before->after = piece->after;
        piece->after->before = piece->before;
        std::free(piece);
    }

    Piece list{};
    std::size_t taken = 0;
    std::size_t calls = 0;
    std::int64_t started;
    std::jmp_buf escape;
};

HtmlTree::HtmlTree() : memory_(std::make_unique<Memory>()) {}
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;
HtmlTree& HtmlTree::operator=(HtmlTree&&) noexcept = default;
HtmlTree::~HtmlTree() = default;

std::optional<HtmlTree> HtmlTree::parse(std::string_view html) {
    HtmlTree tree;
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = Memory::allocate;
    options.deallocator = Memory::release;
    options.userdata = tree.memory_.get();
    options.max_errors = 0;
    // Nothing of ours with a destructor may begin between setjmp and the parser's return.
    if (setjmp(tree.memory_->escape) != 0) return std::nullopt;
    auto const* output = gumbo_parse_with_options(&options, html.data(), html.size());
    tree.root_ = output->root;
    return tree;
}

std::string_view attribute_of(GumboNode const& element, char const* name) {
    if (element.type != GUMBO_NODE_ELEMENT) return {};
    auto const* found = gumbo_get_attribute(&element.v.element.attributes, name);
    return found ? std::string_view(found->value) : std::string_view();
}

}  // namespace broadsheet::document
