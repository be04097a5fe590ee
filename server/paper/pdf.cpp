#include "server/paper/pdf.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "base/release.hpp"
#include "base/text.hpp"

namespace timeshelf::server::paper {
namespace {

// Points: 72 to the inch.
constexpr double kPageWidth = 595.28;
constexpr double kPageHeight = 841.89;
constexpr double kMargin = 36;
constexpr double kWidth = kPageWidth - 2 * kMargin;
constexpr double kGap = 4;  // between lines of text
constexpr double kColumnGap = 8;
constexpr double kBarHeight = 7;
constexpr double kBarLabel = 190;

constexpr const char* kTitle = "Sans Bold 16";
constexpr const char* kHeading = "Sans Bold 11";
constexpr const char* kText = "Sans 8";
constexpr const char* kStrong = "Sans Bold 8";
constexpr const char* kColumnHead = "Sans Bold 7";

using Surface = std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>>;
using Canvas = std::unique_ptr<cairo_t, Release<cairo_destroy>>;
using Layout = std::unique_ptr<PangoLayout, Release<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Release<pango_font_description_free>>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

class Printer {
 public:
  Printer(const Document& document, Instant made_at)
      : document_(document),
        surface_(cairo_pdf_surface_create_for_stream(append, &pdf_, kPageWidth, kPageHeight)) {
    const auto describe = [&](cairo_pdf_metadata_t what, const std::string& text) {
      cairo_pdf_surface_set_metadata(surface_.get(), what, text.c_str());
    };
    describe(CAIRO_PDF_METADATA_TITLE, document.title);
    describe(CAIRO_PDF_METADATA_CREATOR, "Timeshelf");
    describe(CAIRO_PDF_METADATA_CREATE_DATE, to_rfc3339(made_at));
    canvas_.reset(cairo_create(surface_.get()));
  }

  std::string print() {
    write(document_.title, kTitle, kMargin, kWidth);
    write(document_.subtitle, kText, kMargin, kWidth);
    for (const Section& section : document_.sections) print(section);
    canvas_.reset();
    cairo_surface_finish(surface_.get());
    if (const auto status = cairo_surface_status(surface_.get()); status != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error(std::string("a PDF cannot be written: ") + cairo_status_to_string(status));
    return std::move(pdf_);
  }

 private:
  struct Size {
    double width;
    double height;
  };

  Layout lay_out(const std::string& text, const char* font, double width) const {
    Layout layout(pango_cairo_create_layout(canvas_.get()));
    const Font described(pango_font_description_from_string(font));
    pango_layout_set_font_description(layout.get(), described.get());
    pango_context_set_language(pango_layout_get_context(layout.get()),
                               pango_language_from_string(document_.language.c_str()));
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    if (width > 0) pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
    return layout;
  }
  static Size size_of(const Layout& layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return {static_cast<double>(width) / PANGO_SCALE, static_cast<double>(height) / PANGO_SCALE};
  }
  double natural_width(const std::string& text, const char* font) const {
    return size_of(lay_out(text, font, 0)).width;
  }
  double height_of(const std::string& text, const char* font, double width) const {
    return text.empty() ? 0 : size_of(lay_out(text, font, width)).height + kGap;
  }

  void make_room(double height) {
    if (y_ + height <= kPageHeight - kMargin || y_ == kMargin) return;
    cairo_show_page(canvas_.get());
    y_ = kMargin;
  }

  void draw(const Layout& layout, double x, double y) {
    cairo_move_to(canvas_.get(), x, y);
    pango_cairo_show_layout(canvas_.get(), layout.get());
  }

  // Below what is there, and goes on below it.
  void write(const std::string& text, const char* font, double x, double width) {
    if (text.empty()) return;
    const Layout layout = lay_out(text, font, width);
    const double height = size_of(layout).height;
    make_room(height);
    draw(layout, x, y_);
    y_ += height + kGap;
  }

  double height_of(const Section& section) const {
    double height = 2 * kGap + height_of(section.heading, kHeading, kWidth);
    for (const auto& point : section.points) height += height_of(point, kText, kWidth - 1.5 * kColumnGap);
    for (const auto& sentence : section.sentences) height += height_of(sentence, kText, kWidth);
    height += static_cast<double>(section.bars.size()) * height_of("M", kText, kWidth);
    if (section.table)
      height += static_cast<double>(section.table->rows.size() + 1) * (height_of("M", kText, kWidth));
    return height;
  }

  void print(const Section& section) {
    make_room(height_of(section));
    y_ += 2 * kGap;
    write(section.heading, kHeading, kMargin, kWidth);
    for (const auto& point : section.points) {
      make_room(height_of(point, kText, kWidth - 1.5 * kColumnGap));
      draw(lay_out("•", kText, 0), kMargin + 1, y_);
      write(point, kText, kMargin + 1.5 * kColumnGap, kWidth - 1.5 * kColumnGap);
    }
    for (const Bar& bar : section.bars) print(bar);
    if (section.table) print(*section.table);
    for (const auto& sentence : section.sentences) write(sentence, kText, kMargin, kWidth);
  }

  void print(const Bar& bar) {
    const Layout value = lay_out(bar.value, kStrong, 0);
    const double height = size_of(value).height;
    make_room(height);
    const Layout name = lay_out(bar.name, kText, kBarLabel);
    pango_layout_set_ellipsize(name.get(), PANGO_ELLIPSIZE_END);
    draw(name, kMargin, y_);
    const double longest = kWidth - kBarLabel - 130;
    const double length = std::max(0.5, longest * std::clamp(bar.share, 0.0, 1.0));
    cairo_set_source_rgb(canvas_.get(), 0.12, 0.37, 0.54);
    cairo_rectangle(canvas_.get(), kMargin + kBarLabel + kColumnGap, y_ + (height - kBarHeight) / 2, length,
                    kBarHeight);
    cairo_fill(canvas_.get());
    cairo_set_source_rgb(canvas_.get(), 0, 0, 0);
    draw(value, kMargin + kBarLabel + length + 2 * kColumnGap, y_);
    y_ += height + kGap;
  }

  // So that no word is broken.
  double longest_word(const std::string& text, const char* font) const {
    double widest = 0;
    for (const auto word : split(text, ' '))
      widest = std::max(widest, natural_width(std::string(word), font));
    return widest;
  }

  // Numbers take what they need; the first column has the rest.
  std::vector<double> widths_of(const Table& table) const {
    std::vector<double> widths(table.headings.size());
    double others = 0;
    for (std::size_t column = 1; column < widths.size(); ++column) {
      double widest = longest_word(table.headings[column], kColumnHead) + 1;
      for (const auto& row : table.rows) widest = std::max(widest, natural_width(row.at(column), kText));
      widths[column] = std::min(widest, 110.0);
      others += widths[column] + kColumnGap;
    }
    if (!widths.empty()) widths.front() = std::max(60.0, kWidth - others);
    return widths;
  }

  void print(const Table& table) {
    const auto widths = widths_of(table);
    print_row(table.headings, widths, table.texts, kColumnHead);
    cairo_set_line_width(canvas_.get(), 0.5);
    cairo_move_to(canvas_.get(), kMargin, y_ - kGap / 2);
    cairo_line_to(canvas_.get(), kMargin + kWidth, y_ - kGap / 2);
    cairo_stroke(canvas_.get());
    for (const auto& row : table.rows) print_row(row, widths, table.texts, kText);
  }

  void print_row(const std::vector<std::string>& cells, const std::vector<double>& widths, std::size_t texts,
                 const char* font) {
    std::vector<Layout> layouts;
    double height = 0;
    for (std::size_t column = 0; column < widths.size(); ++column) {
      layouts.push_back(lay_out(cells.at(column), font, widths[column]));
      if (column >= texts) pango_layout_set_alignment(layouts.back().get(), PANGO_ALIGN_RIGHT);
      height = std::max(height, size_of(layouts.back()).height);
    }
    make_room(height);
    double x = kMargin;
    for (std::size_t column = 0; column < widths.size(); ++column) {
      draw(layouts[column], x, y_);
      x += widths[column] + kColumnGap;
    }
    y_ += height + kGap;
  }

  const Document& document_;
  std::string pdf_;
  Surface surface_;
  Canvas canvas_;
  double y_ = kMargin;
};

}  // namespace

std::string render_pdf(const Document& document, Instant made_at) {
  return Printer(document, made_at).print();
}

}  // namespace timeshelf::server::paper
