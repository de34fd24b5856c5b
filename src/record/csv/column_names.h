#pragma once
// The names and units of a table's columns, from the lines above its rows.

#include <string>
#include <string_view>
#include <vector>

#include "record/csv/table_head.h"

namespace rwave {

// Puts name and unit of a cell of names into the column: "MLII (mV)", "ecg [uV]", "ECG/mV", "EKG in mV",
// "ecg_uV", "time_ms" (which stays the name, too: it says that the column is a time).
void split_name(std::string_view cell, TableColumn& column);

// A unit without the brackets that some files put around it: "(mV)".
std::string without_brackets(std::string_view unit);

// Whether the cells of a line are units: all are units or nothing, and one is a voltage or a time.
bool is_unit_line(const std::vector<std::string_view>& cells);

// Splits a line of names; between blanks, names may have blanks themselves where two part them.
void split_names(std::string_view line, const Dialect& dialect, std::vector<std::string_view>& cells);

}  // namespace rwave
