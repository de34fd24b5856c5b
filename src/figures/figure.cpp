#include "figures/figure.h"

#include <fmt/format.h>

#include "base/output_file.h"
#include "figures/gnuplot.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// gnuplot ends with status 0 after some faults, so the picture itself is looked at.
std::string drawn(std::string_view terminal, const Figure& figure, std::string_view signature) {
  std::string picture = run_gnuplot(fmt::format("{}\nset encoding utf8\n{}\n", terminal, figure.script));
  if (picture.substr(0, signature.size()) != signature) throw Error("gnuplot drew no picture");
  return picture;
}

}  // namespace

std::string screen_margins(const Figure& figure, int left, int right, int bottom, int top) {
  return fmt::format("{:.4f}, {:.4f}, {:.4f}, {:.4f}", static_cast<double>(left) / figure.width,
                     1 - static_cast<double>(right) / figure.width,
                     static_cast<double>(bottom) / figure.height,
                     1 - static_cast<double>(top) / figure.height);
}

// "noenhanced": names of records and models may hold _ and ^, which enhanced text would set low and high.
std::string svg(const Figure& figure) {
  return drawn(fmt::format("set terminal svg size {},{} font 'sans-serif,{}' background '#ffffff' noenhanced",
                           figure.width, figure.height, font_points),
               figure, "<?xml");
}

// pngcairo takes a font's size in 1/72 inch at 96 pixels an inch, SVG in pixels: hence 0.75.
std::string png(const Figure& figure) {
  return drawn(fmt::format("set terminal pngcairo size {},{} font 'sans-serif,{}' fontscale {} linewidth {} "
                           "pointscale {} background '#ffffff' noenhanced",
                           figure.width * png_scale, figure.height * png_scale, 0.75 * font_points, png_scale,
                           png_scale, png_scale),
               figure, "\x89PNG\r\n\x1a\n");
}

// SVG for pages and papers, PNG for what cannot show SVG.
std::vector<std::filesystem::path> write_figure(const Figure& figure, const std::filesystem::path& stem) {
  // Appended, not replace_extension: a stem such as "lr-0.01" has a dot of its own.
  std::filesystem::path svg_file = stem, png_file = stem;
  svg_file += ".svg";
  png_file += ".png";
  write_file(svg_file, svg(figure));
  write_file(png_file, png(figure));
  return {svg_file, png_file};
}

}  // namespace rwave
