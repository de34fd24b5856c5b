// Sums of the line-format reports of rxr, epicmp and mxm; which report a first line belongs to.
#include "ec57/report_sums.h"

#include <fmt/format.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>

#include "ec57/episodes.h"
#include "ec57/measurements.h"
#include "ec57/record_clock.h"
#include "ec57/reports.h"
#include "ec57/run_reports.h"
#include "record/wfdb_time.h"

namespace rwave::ec57 {
namespace {

// The totals below the figures are the reference's runs: found and missed.
class RunSums : public LineSums {
 public:
  bool add(const std::string& line) override {
    std::vector<std::int64_t> counts(sums_.size());
    std::string rest;
    if (!read_counts(line, counts, rest)) return false;
    for (std::size_t c = 0; c < counts.size(); ++c) sums_.at(c) += counts[c];
    for (std::size_t f = 0; f < figures_.size(); ++f) {
      const auto part = static_cast<double>(counts[2 * f]);
      figures_.at(f).add(part, part + static_cast<double>(counts[2 * f + 1]));
    }
    return true;
  }

  std::string text() const override {
    std::string sum = fmt::format("Sum   {:4}", sums_[0]), gross = fmt::format("{:55}", "Gross"),
                average = fmt::format("{:55}", "Average");
    for (std::size_t c = 1; c < sums_.size(); ++c) sum += fmt::format(" {:3}", sums_.at(c));
    for (const FigureSum& figure : figures_) {
      gross += figure.gross(3, 0);
      average += figure.average(3, 0);
    }
    return std::string(77, '_') + "\n" + sum + "\n" + gross + "\n" + average + "\n" +
           fmt::format("Total couplets: {}  Total short runs: {}  Total long runs: {}\n", sums_[0] + sums_[1],
                       sums_[4] + sums_[5], sums_[8] + sums_[9]);
  }

 private:
  // In the order of a line: found, missed, right, invented of each class.
  std::array<std::int64_t, 12> sums_{};
  std::array<FigureSum, 6> figures_;
};

// Milliseconds of a printed duration; 0 for what is none, as the reference program takes it.
std::int64_t milliseconds(const std::string& duration) {
  const auto time = WfdbTime::parse(duration);
  return time ? static_cast<std::int64_t>(time->seconds(1000) * 1000 + 0.5) : 0;
}

// Durations are read back as they were printed, to the millisecond.
class EpisodeSums : public LineSums {
 public:
  bool add(const std::string& line) override {
    std::vector<std::int64_t> counts(4);
    std::string rest;
    if (!read_counts(line, counts, rest)) return false;
    char sensitivity[16], predictivity[16], reference_text[32], test_text[32];
    if (std::sscanf(rest.c_str(), "%*s%*s%15s%15s%31s%31s", sensitivity, predictivity, reference_text,
                    test_text) != 4)
      return false;
    for (std::size_t c = 0; c < counts.size(); ++c) sums_.at(c) += counts[c];
    for (std::size_t f = 0; f < 2; ++f) {
      const auto part = static_cast<double>(counts[2 * f]);
      episodes_.at(f).add(part, part + static_cast<double>(counts[2 * f + 1]));
    }
    const std::int64_t reference = milliseconds(reference_text), test = milliseconds(test_text);
    // The lines hold no overlap: it is taken back from the percentage of the longer duration, rounded as it
    // is.
    const double found = std::atof(sensitivity) / 100, right = std::atof(predictivity) / 100;
    reference_duration_ += reference;
    test_duration_ += test;
    if (reference > 0) add_share(0, found);
    if (test > 0) add_share(1, right);
    const double overlap = reference > test ? static_cast<double>(reference) * found
                           : test > 0       ? static_cast<double>(test) * right
                                            : 0;
    overlap_ = static_cast<std::int64_t>(static_cast<double>(overlap_) + overlap);
    return true;
  }

  std::string text() const override {
    constexpr double per_second = 1000;
    std::string text = std::string(72, '_') + "\nSum    ";
    for (std::size_t c = 0; c < sums_.size(); ++c)
      text += fmt::format("{}{:4}", c == 0 ? "" : " ", sums_.at(c));
    text += fmt::format("{:19}{}   {}\n", "", interval_text(reference_duration_, per_second),
                        interval_text(test_duration_, per_second));
    text += fmt::format("{:27}", "Gross") + episodes_[0].gross(3, 0) + episodes_[1].gross(3, 0) +
            FigureSum::field(static_cast<double>(overlap_), static_cast<double>(reference_duration_), 3, 0) +
            FigureSum::field(static_cast<double>(overlap_), static_cast<double>(test_duration_), 3, 0);
    text += fmt::format("\n{:27}", "Average") + episodes_[0].average(3, 0) + episodes_[1].average(3, 0) +
            FigureSum::field(shares_[0], records_[0], 3, 0) + FigureSum::field(shares_[1], records_[1], 3, 0);
    return text + "\n";
  }

 private:
  void add_share(std::size_t figure, double share) {
    shares_.at(figure) += share;
    ++records_.at(figure);
  }

  std::array<std::int64_t, 4> sums_{};
  std::array<FigureSum, 2> episodes_;
  // Of the durations' figures.
  std::array<double, 2> shares_{}, records_{};
  // Ms.
  std::int64_t reference_duration_ = 0, test_duration_ = 0;
  // Ms, cut to an integer at every record.
  std::int64_t overlap_ = 0;
};

// A mean over records, each weighing the same, of errors that may be shares or units: the line does not say
// which.
class MeasurementSums : public LineSums {
 public:
  bool add(const std::string& line) override {
    double error = -1;
    // Without a mean the last line's stands.
    std::sscanf(line.c_str(), "%*s%lf%lf", &error, &mean_);
    if (error < 0) return false;
    errors_ += error;
    means_ += mean_;
    ++records_;
    return true;
  }

  std::string text() const override {
    std::string text = std::string(50, '_') + "\nAverage";
    if (records_ == 0) return text + "   -\t\t   -\n";
    return text + fmt::format(" {:7.4f}\t\t{:g}\n", 100 * errors_ / (100 * records_),
                              100 * means_ / (100 * records_));
  }

 private:
  double errors_ = 0, means_ = 0, mean_ = 0, records_ = 0;
};

}  // namespace

std::string FigureSum::field(double part, double whole, int width, int decimals) {
  return whole <= 0 ? fmt::format(" {:>{}}", "-", width)
                    : fmt::format(" {:{}.{}f}", 100 * part / whole, width, decimals);
}

// By strtoll, so that a number may be followed by anything, as scanf takes it; words are not split first.
bool read_counts(const std::string& line, std::vector<std::int64_t>& counts, std::string& rest) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const char* at = line.c_str();
  const auto is_blank = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  while (is_blank(*at)) ++at;
  if (*at == '\0') return false;
  while (*at != '\0' && !is_blank(*at)) ++at;
  for (std::int64_t& count : counts) {
    char* end = nullptr;
    count = std::strtoll(at, &end, 10);
    if (end == at || count < 0 || count > most) return false;
    at = end;
  }
  rest = at;
  return true;
}

// The headings are made by the functions that write them: a report that changes is still known.
ReportKind report_kind(std::string_view first_line, SumRules rules) {
  const auto first_of = [](const std::string& heading) { return heading.substr(0, heading.find('\n') + 1); };
  for (const bool with_s : {false, true}) {
    const Classes classes = with_s ? Classes::with_s : Classes::without_s;
    if (first_line == beat_line_heading(classes)) return {beat_sums(with_s, rules), 1};
    if (first_line == first_of(shutdown_line_heading(classes))) return {shutdown_sums(with_s), 2};
  }
  if (first_line == run_line_heading(RunKind::ventricular)) return {run_sums(), 1};
  if (first_line == first_of(run_line_heading(RunKind::supraventricular))) return {run_sums(), 2};
  for (const EpisodeKind kind : {EpisodeKind::atrial_fibrillation, EpisodeKind::ventricular_fibrillation,
                                 EpisodeKind::st_signal_0, EpisodeKind::st_signal_1, EpisodeKind::st_both}) {
    if (first_line == first_of(episode_line_heading(kind))) return {episode_sums(), 2};
  }
  if (first_line == first_of(measurement_line_heading(0))) return {measurement_sums(), 3};
  return {};
}

std::unique_ptr<LineSums> run_sums() {
  return std::make_unique<RunSums>();
}

std::unique_ptr<LineSums> episode_sums() {
  return std::make_unique<EpisodeSums>();
}

std::unique_ptr<LineSums> measurement_sums() {
  return std::make_unique<MeasurementSums>();
}

}  // namespace rwave::ec57
