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

  // Whether a file is one: a table by its extension, or text.
  static bool is_table(const std::filesystem::path& file);
};

// Reads a table with a line of names: of a column of places (sample; seconds; ms; time, whose unit may stand
// in its name) and one of labels (label, symbol), which are WFDB's codes. Between cells commas, semicolons or
// tabs; decimal point or comma; UTF-8, UTF-16, Latin-1. Throws Error naming the file and the line.
LabelTable read_label_table(const std::filesystem::path& file);

// Leaves the beats of that recording where the table has beats of several. Throws Error where it has none.
void keep_record(LabelTable& table, const std::string& name);

// The beats at `rate` Hz, their places read in that unit.
std::vector<TaughtBeat> placed(const LabelTable& table, PlaceUnit unit, double rate);

// The unit that the places are in, for a recording of `frames` frames at `rate` Hz in which beats were found
// at the samples `found`, in order. A name that states none is told by the beats that lie where some were
// found, which is a warning. Throws Error where they do not tell, and where they show the stated unit to be
// wrong.
PlaceUnit settle_unit(const LabelTable& table, std::span<const std::int64_t> found, double rate,
                      std::int64_t frames, std::vector<std::string>& warnings);

// Puts the beats in order, and leaves of those less than 150 ms from the one before, as no two beats are, the
// first: how many were left out. Throws Error naming `file` where their labels differ.
std::int64_t join_repeated(std::vector<TaughtBeat>& beats, double rate, const std::string& file);

// How many of the beats lie within 150 ms of one that was found.
std::int64_t at_found_beats(std::span<const TaughtBeat> beats, std::span<const std::int64_t> found,
                            double rate);

// The share of places that lie there by chance: much of a fast rhythm is near a beat.
double share_by_chance(std::size_t found, const RecordingInfo& recording);

}  // namespace rwave::cli
