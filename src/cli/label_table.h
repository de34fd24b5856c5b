#pragma once
// Tables of labelled beats, as this program, spreadsheets and people write them.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rwave/adapt.h"

namespace rwave::cli {

// What the places of beats are counted in.
enum class PlaceUnit { samples, seconds, milliseconds };

// Labels with their places as the table has them.
struct LabelTable {
  // The table, for messages.
  std::string file;
  // The column of places, as its head names it, and its unit where the name states one.
  std::string column;
  std::optional<PlaceUnit> unit;
  // By beat: its place, its label (N S V F Q /).
  std::vector<double> places;
  std::string labels;
  // By beat, where a column says it (what `rwave classify --csv` writes of many): its recording.
  std::vector<std::string> records;

  // Places are less, so that a double has them exactly.
  static constexpr double greatest_place = 1e15;

  // Whether a file is one: a table by its extension, or text.
  static bool is_table(const std::filesystem::path& file);
};

// Reads a table with a line of names: of a column of places (sample; seconds; ms; time, whose unit may stand
// in its name) and one of labels (label, symbol), which are WFDB's codes. Between cells commas, semicolons or
// tabs; decimal point or comma; UTF-8, UTF-16, Latin-1. Throws Error naming the file and the line.
LabelTable read_label_table(const std::filesystem::path& file);

// Leaves the beats of that recording where the table has beats of several. Throws Error where it has none.
void keep_record(LabelTable& table, const std::string& name);

}  // namespace rwave::cli
