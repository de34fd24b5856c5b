#include "ec57/sumstats.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "ec57/fields.h"
#include "ec57/reports.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

// The columns of counts, each the pair of labels it is kept under (F stands for F+Q, O for O+X).
constexpr std::string_view columns_with_s = "NnSnVnFnOnNsSsVsFsOsNvSvVvFvOvNoSoVoFo";
constexpr std::string_view columns_without_s = "NnVnFnOnNvVvFvOvNoVoFo";

Label label(char letter) {
  constexpr std::string_view letters = "NSVFQOX";
  return static_cast<Label>(letters.find(letter < 'a' ? letter : static_cast<char>(letter - 'a' + 'A')));
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  while (!line.empty()) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) found.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return found;
}

// Reads the lines below a heading; its numbers fail with the line's number.
class Lines {
 public:
  Lines(std::string_view text, std::string_view source, std::int64_t heading_lines)
      : rest_(text), source_(source), number_(heading_lines) {}

  // The next record's columns after its name; false at the end.
  bool next(std::size_t columns) {
    if (rest_.empty()) return false;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    fields_ = words(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (fields_.size() != columns + 1) {
      throw Error::at_line(
          source_, number_,
          fmt::format("a record and {} columns were expected, found {} words", columns, fields_.size()));
    }
    return true;
  }

  std::int64_t count(std::size_t column) const { return value<std::int64_t>(column, fields_[column + 1]); }

  // A printed figure; nothing where it was undefined.
  std::optional<double> figure(std::size_t column) const {
    const std::string_view text = fields_[column + 1];
    if (text == "-") return std::nullopt;
    return value<double>(column, text);
  }

 private:
  template <typename Number>
  Number value(std::size_t column, std::string_view text) const {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    // The bound keeps sums over any number of lines exact; no recording has 10^12 beats.
    if (fault != std::errc{} || end != text.data() + text.size() ||
        !(number >= 0 && number <= Number{1'000'000'000'000})) {
      throw Error::at_line(source_, number_,
                           fmt::format("column {}: a number was expected, found '{}'", column + 2, text));
    }
    return number;
  }

  std::string_view rest_;
  std::string source_;
  std::int64_t number_;
  std::vector<std::string_view> fields_;
};

struct Mean {
  double sum = 0;
  int count = 0;

  void add(double value) {
    sum += value;
    ++count;
  }
  std::string field(int decimals) const {
    return count == 0 ? fmt::format(" {:>6}", "-") : fmt::format(" {:6.{}f}", sum / count, decimals);
  }
};

std::string closing(int records) {
  return fmt::format("\nSummary of results from {} records\n", records);
}

// The percentages of a beats' line, in its order.
std::vector<Ratio> figures_of(const Comparison& one, bool with_s) {
  std::vector<Ratio> figures = {qrs_sensitivity(one), qrs_predictivity(one), v_sensitivity(one),
                                v_predictivity(one)};
  if (with_s) figures.insert(figures.end(), {s_sensitivity(one), s_predictivity(one)});
  if (!with_s) figures.push_back(v_false_positive_rate(one));
  return figures;
}

// The counts of a line, F standing for F+Q and O for O+X.
void add_counts(Comparison& comparison, const Lines& lines, std::string_view columns) {
  for (std::size_t c = 0; c < columns.size() / 2; ++c) {
    comparison.add(label(columns[2 * c]), label(columns[2 * c + 1]), lines.count(c));
  }
}

std::string beat_aggregates(Lines lines, Classes classes) {
  const bool with_s = classes == Classes::with_s;
  const std::string_view columns = with_s ? columns_with_s : columns_without_s;
  const std::size_t counts = columns.size() / 2, figures = with_s ? 6 : 5;
  std::vector<Mean> means(figures);
  Mean interval_error;
  Comparison sum;
  int records = 0;
  while (lines.next(counts + figures + (with_s ? 1 : 0))) {
    Comparison one;
    add_counts(one, lines, columns);
    add_counts(sum, lines, columns);
    const std::vector<Ratio> ratios = figures_of(one, with_s);
    for (std::size_t f = 0; f < figures; ++f) {
      if (ratios[f].defined()) means[f].add(ratios[f].percent());
    }
    if (const auto error = with_s ? lines.figure(counts + figures) : std::nullopt) interval_error.add(*error);
    ++records;
  }
  const int margin = with_s ? 83 : 54;  // where the figures of both summary lines begin
  std::string gross = fmt::format("{:<{}}", "Gross", margin),
              average = fmt::format("{:<{}}", "Average", margin);
  const std::vector<Ratio> ratios = figures_of(sum, with_s);
  for (std::size_t f = 0; f < figures; ++f) {
    const int decimals = !with_s && f == 4 ? 3 : 2;
    Mean pooled;
    if (ratios[f].defined()) pooled.add(ratios[f].percent());
    gross += pooled.field(decimals);
    average += means[f].field(decimals);
  }
  if (with_s) average += interval_error.field(2);
  std::string text = std::string(with_s ? 132 : 86, '_') + "\n";
  text += (with_s ? "Sum " : "Sum  ") + beat_columns(sum, classes) + "\n" + gross + "\n" + average + "\n";
  text +=
      fmt::format("Total QRS complexes: {}  Total VEBs: {}", sum.sum("NSVF", "NSVO"), sum.sum("V", "NSVO"));
  if (with_s) text += fmt::format("  Total SVEBs: {}", sum.sum("S", "NSVO"));
  return text + "\n" + closing(records);
}

std::string shutdown_aggregates(Lines lines) {
  std::vector<std::int64_t> missed(5);
  std::int64_t seconds = 0;
  int records = 0;
  while (lines.next(17)) {  // five counts, five percentages, seconds and their unit, the beats of each class
    for (std::size_t c = 0; c < missed.size(); ++c) missed[c] += lines.count(c);
    seconds += lines.count(10);
    ++records;
  }
  std::string text = std::string(72, '_') + "\nSum ";
  for (const std::int64_t count : missed) text += fmt::format(" {:4}", count);
  return text + fmt::format("{:37} {:4} seconds\n", "", seconds) + closing(records);
}

}  // namespace

std::string sumstats(std::string_view report, std::string_view source) {
  for (const Classes classes : {Classes::with_s, Classes::without_s}) {
    const std::string heading = beat_line_heading(classes);
    if (report.starts_with(heading))
      return std::string(report) + beat_aggregates({report.substr(heading.size()), source, 1}, classes);
  }
  const std::string heading = shutdown_line_heading(Classes::with_s);
  if (report.starts_with(heading))
    return std::string(report) + shutdown_aggregates({report.substr(heading.size()), source, 2});
  throw Error::at_line(source, 1, "not the heading of a report in EC57's line format");
}

}  // namespace rwave::ec57
