#pragma once
// Names and values above a table, in the languages and forms that devices write them: sampling rate, unit,
// lead, the columns of OpenSignals and LabChart files.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rwave {

// The sampling rate that a line states, Hz: "Sample Rate,512 hertz", "%Sample Rate = 250 Hz", "# fs: 250",
// "Abtastrate;250", "Interval= 0.004 s". Nothing where it states none; rates of filters are none.
std::optional<double> rate_in_line(std::string_view line);

// What a preamble says of the columns.
struct Preamble {
  // Hz, and the line that states it, which messages quote.
  std::optional<double> rate;
  std::string rate_line;
  // A voltage alone as the value of a line, which holds for every column: "Unit,µV".
  std::string unit;
  // The lead of a table of one signal, where a line states it: "Lead,Lead I".
  std::string lead;
  // Of all columns, by OpenSignals ("column": [...]) or LabChart (ChannelTitle=).
  std::vector<std::string> names;
  // Of all columns, by LabChart (UnitName=).
  std::vector<std::string> units;
  // Of AcqKnowledge, without the column of times.
  std::vector<std::string> channels, channel_units;
  // Lines of AcqKnowledge's list of channels that are still to come.
  int channel_lines = 0;
};

// Takes one more line above the rows, comment or not.
void read_preamble_line(std::string_view line, Preamble& preamble);

}  // namespace rwave
