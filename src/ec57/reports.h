#pragma once
// The texts that the reference implementation of EC57 (`bxb`) prints for one record, character for character.

#include <string>

#include "ec57/compare.h"

namespace rwave::ec57 {

// Whether S beats (and with them the RR interval error) are reported, as with bxb's options in capitals, or
// count as N.
enum class Classes { without_s, with_s };

// What was compared: names as they are printed ("100", "atr", "tst").
struct Names {
  std::string record;
  std::string reference;
  std::string test;
};

// The matrix and the figures (EC57 table 3): what bxb -s FILE and -S FILE write to FILE.
std::string standard_report(const Comparison& comparison, const Names& names, Classes classes);

// The condensed matrix and the figures (EC57 table A.2.1): what bxb -c FILE and -C FILE write to FILE.
std::string condensed_report(const Comparison& comparison, const Names& names, Classes classes);

// The beats missed because of shutdown, and its time: what bxb prints on standard output after either report,
// wherever that itself goes.
std::string shutdown_report(const Comparison& comparison, Classes classes);

// One line per record (bxb -l and -L): the beats' (EC57 table A.2) and the shutdown's (table A.3), and their
// headings.
std::string beat_line(const Comparison& comparison, const std::string& record, Classes classes);
// beat_columns is the counts of a beats' line alone, of a comparison whose S beats are merged already where S
// is not reported.
std::string beat_columns(const Comparison& shown, Classes classes);
std::string beat_line_heading(Classes classes);
std::string shutdown_line(const Comparison& comparison, const std::string& record, Classes classes);
std::string shutdown_line_heading(Classes classes);

}  // namespace rwave::ec57
