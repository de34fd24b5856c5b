#pragma once
// A figure, drawn to SVG (for pages) and PNG (for print and for programs that show no SVG).

#include <filesystem>
#include <string>
#include <vector>

namespace rwave {

// gnuplot commands and data without `set terminal` and `set output`, and the size in points (1/72 inch in the
// SVG; the PNG has png_scale pixels a point).
struct Figure {
  // May hold data; gnuplot reads nothing but this.
  std::string script;
  int width = 0;
  int height = 0;
};

// Pixels of a PNG per point, 144 to the inch, so that it is sharp in print.
inline constexpr int png_scale = 2;
// Of all letters; a figure that is shown smaller than it is drawn must still be read.
inline constexpr int font_points = 13;

// Points below a panel for the numbers and the label of its axis: with less an SVG cuts the label's feet off.
inline constexpr int axis_room = 66;

// Margins as gnuplot takes them, "A, B, C, D" of the figure's width and height, from distances to its edges
// in points.
std::string screen_margins(const Figure& figure, int left, int right, int bottom, int top);

// The figure as the text of an SVG file, or the bytes of a PNG file.
// Both run gnuplot once, some tenths of a second.
std::string svg(const Figure& figure);
std::string png(const Figure& figure);

// Writes STEM.svg and STEM.png, each under a temporary name until complete, and returns their paths. Throws
// Error where gnuplot is missing (have_gnuplot) or a file cannot be written.
std::vector<std::filesystem::path> write_figure(const Figure& figure, const std::filesystem::path& stem);

}  // namespace rwave
