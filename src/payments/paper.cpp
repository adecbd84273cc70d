#include "payments/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <memory>
#include <stdexcept>

#include "base/locale.h"

namespace broadsheet::payments {
namespace {

constexpr double page_width = 595.28, page_height = 841.89;  // A4 in points
constexpr double margin = 64, width = page_width - 2 * margin, last_line = page_height - margin - 30;

struct Free {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

cairo_status_t take(void* user, unsigned char const* bytes, unsigned int size) {
    static_cast<std::string*>(user)->append(reinterpret_cast<char const*>(bytes), size);
    return CAIRO_STATUS_SUCCESS;
}

class Writer {
  public:
    Writer(Paper const& paper, std::string& out)
        : paper_(paper),
          right_to_left_(is_right_to_left(paper.language)),
          surface_(cairo_pdf_surface_create_for_stream(take, &out, page_width, page_height)),
          cairo_(cairo_create(surface_.get())) {
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, paper.title.c_str());
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_AUTHOR, paper.letterhead.c_str());
    }

    void write() {
        say(paper_.letterhead, "Serif Bold 20");
        say(paper_.sender, "Sans 9");
        y_ += 28;
        say(paper_.addressee, "Sans 11");
        y_ += 28;
        say(paper_.title, "Serif Bold 16");
        y_ += 6;
        for (auto const& [name, value] : paper_.facts) say(name + ": " + value, "Sans 10");
        y_ += 14;
        rule();
        for (auto const& [what, amount] : paper_.lines) row(what, amount, "Sans 11");
        rule();
        row(paper_.total.first, paper_.total.second, "Sans Bold 11");
        y_ += 18;
        for (auto const& note : paper_.notes) say(note, "Sans 10");
        foot();
        cairo_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error("the PDF could not be written");
    }

  private:
    using Layout = std::unique_ptr<PangoLayout, Free>;

    Layout layout(std::string const& text, char const* font, double wide, PangoAlignment alignment) const {
        Layout out(pango_cairo_create_layout(cairo_.get()));
        std::unique_ptr<PangoFontDescription, Free> const described(pango_font_description_from_string(font));
        pango_layout_set_font_description(out.get(), described.get());
        pango_layout_set_width(out.get(), static_cast<int>(wide * PANGO_SCALE));
        pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(out.get(), alignment);
        pango_layout_set_text(out.get(), text.data(), static_cast<int>(text.size()));
        return out;
    }

    static double height_of(PangoLayout* layout) {
        int high = 0;
        pango_layout_get_size(layout, nullptr, &high);
        return static_cast<double>(high) / PANGO_SCALE;
    }

    void show(PangoLayout* layout, double x) const {
        cairo_move_to(cairo_.get(), x, y_);
        pango_cairo_show_layout(cairo_.get(), layout);
    }

    void make_room(double high) {
        if (y_ + high <= last_line) return;
        foot();
        cairo_show_page(cairo_.get());
        y_ = margin;
    }

    void say(std::string const& text, char const* font) {
        if (text.empty()) return;
        auto const set = layout(text, font, width, right_to_left_ ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        make_room(height_of(set.get()));
        show(set.get(), margin);
        y_ += height_of(set.get()) + 3;
    }

    // What on one side, the amount on the other.
    void row(std::string const& what, std::string const& amount, char const* font) {
        constexpr double amount_width = 150;
        auto const left =
            layout(what, font, width - amount_width, right_to_left_ ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        auto const right = layout(amount, font, amount_width, right_to_left_ ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
        auto const high = std::max(height_of(left.get()), height_of(right.get()));
        make_room(high);
        show(left.get(), right_to_left_ ? margin + amount_width : margin);
        show(right.get(), right_to_left_ ? margin : margin + width - amount_width);
        y_ += high + 6;
    }

    void rule() {
        make_room(8);
        cairo_set_line_width(cairo_.get(), 0.5);
        cairo_move_to(cairo_.get(), margin, y_);
        cairo_line_to(cairo_.get(), margin + width, y_);
        cairo_stroke(cairo_.get());
        y_ += 8;
    }

    void foot() {
        auto const set = layout(paper_.foot, "Sans 9", width, PANGO_ALIGN_CENTER);
        cairo_move_to(cairo_.get(), margin, page_height - margin);
        pango_cairo_show_layout(cairo_.get(), set.get());
    }

    Paper const& paper_;
    bool right_to_left_;
    double y_ = margin;
    std::unique_ptr<cairo_surface_t, Free> surface_;
    std::unique_ptr<cairo_t, Free> cairo_;
};

}  // namespace

std::string write_pdf(Paper const& paper) {
    std::string out;
    Writer(paper, out).write();
    return out;
}

}  // namespace broadsheet::payments
