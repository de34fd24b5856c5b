// Sums of bxb's line-format reports.

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "ec57/figures.h"
#include "ec57/report_sums.h"
#include "ec57/reports.h"

namespace rwave::ec57 {
namespace {

// The columns of counts, each the pair of labels it is kept under (F stands for F+Q, O for O+X).
constexpr std::string_view columns_with_s = "NnSnVnFnOnNsSsVsFsOsNvSvVvFvOvNoSoVoFo";
constexpr std::string_view columns_without_s = "NnVnFnOnNvVvFvOvNoVoFo";

// Rows are capitals, columns small letters, in the reports' notation.
Label label(char letter) {
  return static_cast<Label>(
      label_letters.find(letter < 'a' ? letter : static_cast<char>(letter - 'a' + 'A')));
}

// The n-th blank-separated word of a text; empty where there are fewer.
std::string_view word_at(std::string_view text, std::size_t n) {
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (n-- == 0) return text.substr(0, end);
    text.remove_prefix(end);
  }
}

// Sums are kept as a comparison, so that the gross figures come from the same definitions as a record's. F+Q
// and O+X are one column in the report; either letter serves, for no figure tells them apart.
class BeatSums : public LineSums {
 public:
  BeatSums(bool with_s, SumRules rules)
      : with_s_(with_s),
        rules_(rules),
        columns_(with_s ? columns_with_s : columns_without_s),
        figures_(with_s ? 6 : 5) {}

  bool add(const std::string& line) override {
    std::vector<std::int64_t> counts(columns_.size() / 2);
    std::string rest;
    if (!read_counts(line, counts, rest)) return false;
    if (with_s_) {
      // The RR interval error stands after six percentages.
      const std::string error(word_at(rest, 6));
      char* end = nullptr;
      const double milliseconds = std::strtod(error.c_str(), &end);
      const bool is_defined = end != error.c_str() && milliseconds >= 0;
      if (!is_defined && (error != "-" || rules_ == SumRules::as_reference)) return false;
      if (is_defined) {
        interval_error_ += milliseconds;
        ++interval_errors_;
      }
    }
    Comparison one;
    for (std::size_t c = 0; c < counts.size(); ++c)
      one.add(label(columns_[2 * c]), label(columns_[2 * c + 1]), counts[c]);
    const std::vector<Ratio> ratios = ratios_of(one);
    for (std::size_t f = 0; f < ratios.size(); ++f)
      figures_[f].add(static_cast<double>(ratios[f].part), static_cast<double>(ratios[f].whole));
    sum_ += one;
    return true;
  }

  std::string text() const override {
    // Where the figures of both summary lines begin.
    const int margin = with_s_ ? 83 : 54;
    std::string gross = fmt::format("{:<{}}", "Gross", margin),
                average = fmt::format("{:<{}}", "Average", margin);
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      // V's false positive rate has three.
      const int decimals = !with_s_ && f == 4 ? 3 : 2;
      gross += figures_[f].gross(6, decimals);
      average += figures_[f].average(6, decimals);
    }
    if (with_s_) average += FigureSum::field(interval_error_ / 100, interval_errors_, 6, 2);
    std::string text = std::string(with_s_ ? 132 : 86, '_') + "\n" + (with_s_ ? "Sum " : "Sum  ") +
                       beat_columns(sum_, with_s_ ? Classes::with_s : Classes::without_s) + "\n" + gross +
                       "\n" + average + "\n";
    text += fmt::format("Total QRS complexes: {}  Total VEBs: {}", sum_.sum("NSVF", "NSVO"),
                        sum_.sum("V", "NSVO"));
    if (with_s_) text += fmt::format("  Total SVEBs: {}", sum_.sum("S", "NSVO"));
    return text + "\n";
  }

 private:
  // The percentages of a line, in its order.
  std::vector<Ratio> ratios_of(const Comparison& one) const {
    std::vector<Ratio> ratios = {qrs_sensitivity(one), qrs_predictivity(one), v_sensitivity(one),
                                 v_predictivity(one)};
    if (with_s_) {
      ratios.insert(ratios.end(), {s_sensitivity(one), s_predictivity(one)});
    } else {
      ratios.push_back(v_false_positive_rate(one));
    }
    return ratios;
  }

  bool with_s_;
  SumRules rules_;
  std::string_view columns_;
  std::vector<FigureSum> figures_;
  // Sum of the records', ms.
  double interval_error_ = 0;
  double interval_errors_ = 0;
  Comparison sum_;
};

// Percentages are not averaged: what matters of shutdown is its time.
class ShutdownSums : public LineSums {
 public:
  explicit ShutdownSums(bool with_s) : with_s_(with_s), missed_(with_s ? 5 : 4) {}

  bool add(const std::string& line) override {
    std::vector<std::int64_t> counts(missed_.size());
    std::string rest;
    if (!read_counts(line, counts, rest)) return false;
    // After a percentage of all beats and of each class but Q.
    const std::string seconds(word_at(rest, missed_.size()));
    char* end = nullptr;
    const std::int64_t time = std::strtoll(seconds.c_str(), &end, 10);
    if (end == seconds.c_str() || time < 0) return false;
    for (std::size_t c = 0; c < counts.size(); ++c) missed_[c] += counts[c];
    seconds_ += time;
    return true;
  }

  std::string text() const override {
    std::string text = std::string(with_s_ ? 72 : 68, '_') + (with_s_ ? "\nSum " : "\nSum  ");
    for (const std::int64_t count : missed_) text += fmt::format(" {:4}", count);
    return text + fmt::format("{:{}} {:4} seconds\n", "", with_s_ ? 37 : 30, seconds_);
  }

 private:
  bool with_s_;
  std::vector<std::int64_t> missed_;
  std::int64_t seconds_ = 0;
};

}  // namespace

std::unique_ptr<LineSums> beat_sums(bool with_s, SumRules rules) {
  return std::make_unique<BeatSums>(with_s, rules);
}

std::unique_ptr<LineSums> shutdown_sums(bool with_s) {
  return std::make_unique<ShutdownSums>(with_s);
}

}  // namespace rwave::ec57
