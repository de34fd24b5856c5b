#pragma once
// The figures of a Holter report as JSON, as a line of CSV, and as the lines a terminal shows.

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "holter/holter.h"

namespace rwave {

// One object: recording, totals, hours, pauses, episodes, variability with definitions. What there is nothing
// of is null.
nlohmann::ordered_json holter_json(const Holter& holter);

// All figures of a recording, a column each; the header names them.
std::string holter_csv_header();
std::string holter_csv(const Holter& holter, const std::string& name);

// A few lines for a person, without a line break at the end.
std::string holter_text(const Holter& holter, const std::string& name);

}  // namespace rwave
