#include "ec57/episodes.h"

#include <fmt/format.h>

#include "ec57/record_clock.h"
#include "record/text.h"

namespace rwave::ec57 {
namespace {

// 12 columns; 0 is written without its minutes.
// A zero keeps the width without "0:", so that an empty record is seen at once; sumstats writes its zeros in
// full.
std::string duration_field(std::int64_t samples, double rate) {
  return samples == 0 ? fmt::format("{:>12}", "0.000") : interval_text(samples, rate);
}

// In brackets the field loses its leading blanks.
std::string duration_line(std::string_view title, const Ratio& ratio, double rate) {
  return fmt::format("{}:{}{} ({}/{})\n", title, whole_percent_field(ratio), ratio.defined() ? '%' : ' ',
                     trim(duration_field(ratio.part, rate)), trim(duration_field(ratio.whole, rate)));
}

// ST episodes name their signals apart from the subject, in reports and headings alike.
std::string_view subject(EpisodeKind kind) {
  switch (kind) {
    case EpisodeKind::ventricular_fibrillation:
      return "VF";
    case EpisodeKind::st_signal_0:
    case EpisodeKind::st_signal_1:
    case EpisodeKind::st_both:
      return "ST";
    default:
      return "AF";
  }
}

std::string_view signals(EpisodeKind kind) {
  switch (kind) {
    case EpisodeKind::st_signal_0:
      return ", signal 0";
    case EpisodeKind::st_signal_1:
      return ", signal 1";
    case EpisodeKind::st_both:
      return ", both signals";
    default:
      return "";
  }
}

}  // namespace

std::string episode_report(const EpisodeComparison& comparison, const Names& names, EpisodeKind kind) {
  const double rate = comparison.rate;
  return fmt::format("{} episode-by-episode comparison results for record {}{}\n", subject(kind),
                     names.record, signals(kind)) +
         fmt::format("Reference annotator: {}\n     Test annotator: {}\n\n", names.reference, names.test) +
         whole_percent_line("           Episode sensitivity", comparison.sensitivity()) +
         whole_percent_line(" Episode positive predictivity", comparison.predictivity()) +
         duration_line("          Duration sensitivity", comparison.duration_sensitivity(), rate) +
         duration_line("Duration positive predictivity", comparison.duration_predictivity(), rate) +
         fmt::format("Duration of reference episodes:  {}\n",
                     duration_field(comparison.reference_duration, rate)) +
         fmt::format("     Duration of test episodes:  {}\n", duration_field(comparison.test_duration, rate));
}

// Two blanks before the first duration, three before the second: the heading's columns.
std::string episode_line(const EpisodeComparison& comparison, const std::string& record) {
  return fmt::format(
      "{:>6} {:4} {:4} {:4} {:4} {}{}{}{}  {}   {}\n", record, comparison.found, comparison.missed,
      comparison.right, comparison.invented, whole_percent_field(comparison.sensitivity()),
      whole_percent_field(comparison.predictivity()), whole_percent_field(comparison.duration_sensitivity()),
      whole_percent_field(comparison.duration_predictivity()),
      duration_field(comparison.reference_duration, comparison.rate),
      duration_field(comparison.test_duration, comparison.rate));
}

std::string episode_line_heading(EpisodeKind kind) {
  const std::string first = is_st(kind) ? fmt::format("(Ischemic ST detection{})\n", signals(kind))
                                        : fmt::format("({} detection)\n", subject(kind));
  return first + "Record  TPs   FN  TPp   FP  ESe E+P DSe D+P  Ref duration  Test duration \n";
}

}  // namespace rwave::ec57
