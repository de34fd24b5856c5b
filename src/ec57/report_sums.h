#pragma once
// Sums over the lines of each kind of line-format report: what sumstats adds below them.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ec57/sumstats.h"

namespace rwave::ec57 {

// Parts of wholes summed over records: the gross figure, and the mean of the records' own. Both in percent,
// undefined where every whole is 0.
class FigureSum {
 public:
  // One record's figure; a whole of 0 counts in the gross alone.
  void add(double part, double whole) {
    part_ += part;
    whole_ += whole;
    if (whole <= 0) return;
    shares_ += part / whole;
    ++records_;
  }
  // "  97.12" or " 97" by width and decimals after a blank; a hyphen of that width where undefined.
  std::string gross(int width, int decimals) const { return field(part_, whole_, width, decimals); }
  // As gross(), but the mean over the records that have the figure.
  std::string average(int width, int decimals) const { return field(shares_, records_, width, decimals); }

  // The text of part / whole, rounded as printf rounds.
  static std::string field(double part, double whole, int width, int decimals);

 private:
  // Sums over records: parts, wholes, own shares, and how many had one.
  double part_ = 0, whole_ = 0, shares_ = 0, records_ = 0;
};

// One kind of report: takes its lines, then gives what stands below them.
class LineSums {
 public:
  virtual ~LineSums() = default;
  // False for a line with too few fields.
  virtual bool add(const std::string& line) = 0;
  // The rule, "Sum", "Gross" and "Average" lines, and totals.
  virtual std::string text() const = 0;
};

// The sums for a report whose first line this is, its end included, and how many lines of heading it has;
// nothing for other lines.
struct ReportKind {
  // Null for a line that is no heading.
  std::unique_ptr<LineSums> sums;
  int heading_lines = 1;
};
ReportKind report_kind(std::string_view first_line, SumRules rules);

// Reads the fields of a line as the reference program does, by scanf's rules: a name, then `counts` integers.
// The rest of the line, or nothing where there are fewer.
bool read_counts(const std::string& line, std::vector<std::int64_t>& counts, std::string& rest);

// Of bxb -l and -L, the first file.
std::unique_ptr<LineSums> beat_sums(bool with_s, SumRules rules);
// Of their second file.
std::unique_ptr<LineSums> shutdown_sums(bool with_s);
// Of rxr -l and -L.
std::unique_ptr<LineSums> run_sums();
// Of epicmp -L.
std::unique_ptr<LineSums> episode_sums();
// Of mxm -L.
std::unique_ptr<LineSums> measurement_sums();

}  // namespace rwave::ec57
