#include "theme/whitespace.h"

#include <string_view>

#include "theme/spaces.h"

namespace broadsheet::theme {
namespace {

enum class Level { root, inner };

// What a node asks of its neighbours.
struct Wish {
    bool any = false;
    bool open = false;
    bool close = false;
    bool open_standalone = false;
    bool close_standalone = false;
    bool inline_standalone = false;
};

Content* content_at(Program& program, std::ptrdiff_t position) {
    if (position < 0 || position >= std::ssize(program.body)) return nullptr;
    return std::get_if<Content>(&program.body[static_cast<std::size_t>(position)]);
}

// Does the line before `position` hold nothing but white space? Asked of the text as it was written.
bool line_ends_before(Program& program, std::ptrdiff_t position, Level level) {
    if (position == 0) return level == Level::root;
    auto const content = content_at(program, position - 1);
    if (!content) return false;
    std::string_view text = content->text;
    while (auto const space = trailing_space(text)) {
        if (text.back() == '\n') return true;
        text.remove_suffix(space);
    }
    return text.empty() && level == Level::root && position < 2;
}

bool line_ends_after(Program& program, std::ptrdiff_t position, Level level) {
    auto const next = position + 1;
    if (next >= std::ssize(program.body)) return level == Level::root;
    auto const content = content_at(program, next);
    if (!content) return false;
    std::string_view text = content->text;
    while (auto const space = leading_space(text)) {
        if (text.front() == '\n') return true;
        text.remove_prefix(space);
    }
    return text.empty() && level == Level::root && next + 1 >= std::ssize(program.body);
}

enum class Reach { line, all };

// Strips the start of the text after `position`.
void omit_right(Program& program, std::ptrdiff_t position, Reach reach) {
    auto const content = content_at(program, position + 1);
    if (!content || (reach == Reach::line && content->right_stripped)) return;
    auto const& text = content->text;
    auto const before = content->begin;
    auto& at = content->begin;
    if (reach == Reach::all) {
        auto const rest = [&] { return std::string_view(text).substr(at, content->end - at); };
        while (auto const space = leading_space(rest())) at += space;
    } else {
        while (at < content->end && (text[at] == ' ' || text[at] == '\t')) ++at;
        if (at < content->end && text[at] == '\r') ++at;
        if (at < content->end && text[at] == '\n') ++at;
    }
    content->right_stripped = at != before;
}

// Strips the end of the text before `position`; says whether it stripped any.
bool omit_left(Program& program, std::ptrdiff_t position, Reach reach) {
    auto const content = content_at(program, position - 1);
    if (!content || (reach == Reach::line && content->left_stripped)) return false;
    auto const& text = content->text;
    auto const before = content->end;
    auto& end = content->end;
    if (reach == Reach::all) {
        auto const rest = [&] { return std::string_view(text).substr(content->begin, end - content->begin); };
        while (auto const space = trailing_space(rest())) end -= space;
    } else {
        while (end > content->begin && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
    }
    content->left_stripped = end != before;
    return content->left_stripped;
}

std::ptrdiff_t past_end(Program const& program) { return std::ssize(program.body); }
constexpr std::ptrdiff_t before_start = -1;

class Stripper {
  public:
    explicit Stripper(Standalone standalone) : standalone_(standalone == Standalone::strip) {}

    void strip(Program& program, Level level) {
        for (auto& node : program.body) {
            if (auto const content = std::get_if<Content>(&node)) content->end = content->text.size();
        }
        for (std::ptrdiff_t i = 0; i < std::ssize(program.body); ++i) {
            auto& node = program.body[static_cast<std::size_t>(i)];
            auto const wish = std::visit([this](auto& it) { return visit(it); }, node);
            if (!wish.any) continue;
            bool const before = line_ends_before(program, i, level);
            bool const after = line_ends_after(program, i, level);
            if (wish.close) omit_right(program, i, Reach::all);
            if (wish.open) omit_left(program, i, Reach::all);
            if (standalone_) stand_alone(program, i, wish, before, after);
        }
    }

  private:
    static void stand_alone(Program& program, std::ptrdiff_t i, Wish const& wish, bool before, bool after) {
        auto& node = program.body[static_cast<std::size_t>(i)];
        if (wish.inline_standalone && before && after) {
            omit_right(program, i, Reach::line);
            if (omit_left(program, i, Reach::line)) {
                if (auto const partial = std::get_if<Partial>(&node)) partial->indent = indent_before(program, i);
            }
        }
        if (wish.open_standalone && before) {
            if (auto const inside = first_part(node)) omit_right(*inside, before_start, Reach::line);
            omit_left(program, i, Reach::line);
        }
        if (wish.close_standalone && after) {
            omit_right(program, i, Reach::line);
            if (auto const inside = last_part(node)) omit_left(*inside, past_end(*inside), Reach::line);
        }
    }

    static std::string indent_before(Program& program, std::ptrdiff_t i) {
        auto const& text = content_at(program, i - 1)->text;
        auto const start = text.find_last_not_of(" \t");
        return text.substr(start == std::string::npos ? 0 : start + 1);
    }

    static Program* first_part(Node& node) {
        if (auto const block = std::get_if<Block>(&node))
            return block->program ? block->program.get() : block->inverse.get();
        if (auto const partial = std::get_if<Partial>(&node)) return partial->block.get();
        auto const decorator = std::get_if<DecoratorUse>(&node);
        return decorator ? decorator->program.get() : nullptr;
    }
    static Program* last_part(Node& node) {
        auto const block = std::get_if<Block>(&node);
        return block && block->inverse ? block->inverse.get() : first_part(node);
    }

    Wish visit(Content&) { return {}; }
    Wish visit(Mustache& node) { return {true, node.strip.open, node.strip.close}; }
    Wish visit(Comment& node) { return {true, node.strip.open, node.strip.close, false, false, true}; }
    Wish visit(Partial& node) {
        if (node.block) return block(node.block.get(), nullptr, node.open_strip, {}, node.close_strip);
        return {true, node.open_strip.open, node.open_strip.close, false, false, true};
    }
    Wish visit(DecoratorUse& node) {
        if (node.program) return block(node.program.get(), nullptr, node.open_strip, {}, node.close_strip);
        return {true, node.open_strip.open, node.open_strip.close};
    }
    Wish visit(Block& node) {
        return block(node.program.get(), node.inverse.get(), node.open_strip, node.inverse_strip, node.close_strip);
    }

    Wish block(Program* program, Program* inverse, Strip open, Strip middle, Strip close) {
        if (program) strip(*program, Level::inner);
        if (inverse) strip(*inverse, Level::inner);
        if (!program) std::swap(program, inverse);  // {{^name}} without {{else}}
        auto first_inverse = inverse;
        auto last_inverse = inverse;
        if (inverse && inverse->chained) {
            first_inverse = std::get<Block>(inverse->body[0]).program.get();
            while (last_inverse->chained) last_inverse = std::get<Block>(last_inverse->body.back()).program.get();
        }
        auto& last = first_inverse ? *first_inverse : *program;
        Wish const wish{true, open.open, close.close, line_ends_after(*program, before_start, Level::inner),
                        line_ends_before(last, past_end(last), Level::inner)};
        if (open.close) omit_right(*program, before_start, Reach::all);
        if (!inverse) {
            if (close.open) omit_left(*program, past_end(*program), Reach::all);
            return wish;
        }
        if (middle.open) omit_left(*program, past_end(*program), Reach::all);
        if (middle.close) omit_right(*first_inverse, before_start, Reach::all);
        if (close.open) omit_left(*last_inverse, past_end(*last_inverse), Reach::all);
        if (standalone_ && line_ends_before(*program, past_end(*program), Level::inner) &&
            line_ends_after(*first_inverse, before_start, Level::inner)) {
            omit_left(*program, past_end(*program), Reach::line);
            omit_right(*first_inverse, before_start, Reach::line);
        }
        return wish;
    }

    bool standalone_;
};

}  // namespace

void strip_whitespace(Program& root, Standalone standalone) { Stripper(standalone).strip(root, Level::root); }

}  // namespace broadsheet::theme
