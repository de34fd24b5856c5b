#pragma once
// The title that every figure bears: what it shows, of which model, data, split and seed; and a note below
// them where the environment has one.

#include <string>
#include <string_view>

#include "score/provenance.h"

namespace rwave {

// A gnuplot string expression and the height it takes, in points.
struct FigureTitle {
  std::string text;
  int height = 0;
};

// "WHAT, model M" and below it "data D | split S | seed 1", broken between words where it is longer than the
// figure is wide (in points). Error where the provenance is incomplete.
FigureTitle figure_title(std::string_view what, const Provenance& provenance, int width);

// The environment's variable with the note, which children inherit: `rwave reproduce --quick` has its steps
// say on every picture that they are of smaller budgets. Options for it were refused: a step's arguments are
// what it is known by, and a user types no such note.
inline constexpr const char* figure_note_variable = "RWAVE_FIGURE_NOTE";

// The same from any two texts, with the note.
FigureTitle two_part_title(std::string_view first, std::string_view second, int width);

}  // namespace rwave
