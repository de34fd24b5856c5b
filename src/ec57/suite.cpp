#include "ec57/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "ec57/annotation_types.h"
#include "ec57/run_reports.h"
#include "ec57/sumstats.h"

namespace rwave::ec57 {
namespace {

// Files are in order of time, so the last annotation is the latest.
std::int64_t last_sample(std::span<const Annotation> reference, std::span<const Annotation> test) {
  std::int64_t last = 0;
  for (const auto& file : {reference, test}) {
    if (!file.empty()) last = std::max(last, file.back().sample);
  }
  return last;
}

// Most databases have none, and an empty table would suggest that ST was looked for.
bool has_st_changes(std::span<const Annotation> annotations) {
  return std::ranges::any_of(annotations, [](const Annotation& each) { return each.code == st_change_type; });
}

// The reference programs are called once for each type; here the types that are there are compared.
std::set<int> measurement_types(std::span<const Annotation> annotations) {
  std::set<int> types;
  for (const Annotation& annotation : annotations) {
    if (annotation.code == measurement_type) types.insert(annotation.subtype);
  }
  return types;
}

void add_measurements(RecordSuite& suite, std::span<const Annotation> reference,
                      std::span<const Annotation> test, const SuiteTimes& times) {
  const std::set<int> of_reference = measurement_types(reference), of_test = measurement_types(test);
  for (const int type : of_reference) {
    if (!of_test.contains(type)) {
      suite.notes.push_back(fmt::format("no measurements of type {} by the test annotator", type));
      continue;
    }
    const MeasurementOptions options = {
        .type = static_cast<std::int8_t>(type), .start = times.start, .end = times.end};
    const MeasurementComparison comparison = compare_measurements(reference, test, options);
    if (comparison.reference_sum == 0)
      suite.notes.push_back(
          fmt::format("measurements of type {} have a mean of 0: no normalized error", type));
    suite.measurements[type] = comparison;
  }
}

// A heading, a line per record and the aggregates below, under a title.
// The reference program's own sums, so that these tables can be compared with its output line by line.
std::string table(std::string_view title, const std::string& heading, const std::string& lines) {
  return fmt::format("{}\n\n{}", title, sumstats(heading + lines, title));
}

constexpr std::array episode_titles = {
    std::pair{EpisodeKind::atrial_fibrillation, "Episodes of atrial fibrillation"},
    std::pair{EpisodeKind::ventricular_fibrillation, "Episodes of ventricular fibrillation"},
    std::pair{EpisodeKind::st_both, "Ischemic ST episodes"},
};

}  // namespace

RecordSuite compare_suite(const std::string& record, std::span<const Annotation> reference,
                          std::span<const Annotation> test, double rate, const SuiteTimes& times,
                          const SuiteParts& parts) {
  RecordSuite suite;
  suite.record = record;
  suite.rate = rate;
  if (parts.runs) {
    RunOptions options = {
        .kind = RunKind::ventricular, .start = times.start, .end = times.end, .window = times.window};
    suite.ventricular = compare_runs(reference, test, options);
    options.kind = RunKind::supraventricular;
    suite.supraventricular = compare_runs(reference, test, options);
    const bool one = suite.ventricular || suite.supraventricular;
    // The begin of fibrillation before the scored time is a run of its kind: the other has no row then.
    if (!suite.ventricular || !suite.supraventricular)
      suite.notes.push_back(fmt::format(
          "{}runs are not compared: an annotator has nothing {}in the scored time",
          one ? suite.ventricular ? "supraventricular " : "ventricular " : "", one ? "of them " : ""));
  }
  if (parts.episodes) {
    EpisodeOptions options;
    options.start = times.start;
    // Where no end is known the reference program counts no episode at all, which nobody wants who does not
    // ask for it.
    options.end = times.end.value_or(last_sample(reference, test) + 1);
    for (const auto& [kind, title] : episode_titles) {
      if (is_st(kind) && !has_st_changes(reference) && !has_st_changes(test)) continue;
      options.kind = kind;
      suite.episodes[kind] = compare_episodes(reference, test, rate, options);
    }
  }
  if (parts.measurements) add_measurements(suite, reference, test, times);
  return suite;
}

// A record without annotations in the scored time has no line: its note says so.
std::string run_tables(std::span<const RecordSuite> records) {
  std::string ventricular, supraventricular;
  for (const RecordSuite& each : records) {
    if (each.ventricular) ventricular += run_line(*each.ventricular, each.record);
    if (each.supraventricular) supraventricular += run_line(*each.supraventricular, each.record);
  }
  return table("Ventricular runs", run_line_heading(RunKind::ventricular), ventricular) + "\n" +
         table("Supraventricular runs", run_line_heading(RunKind::supraventricular), supraventricular);
}

std::string episode_tables(std::span<const RecordSuite> records) {
  std::string text;
  for (const auto& [kind, title] : episode_titles) {
    std::string lines;
    for (const RecordSuite& each : records) {
      if (const auto found = each.episodes.find(kind); found != each.episodes.end())
        lines += episode_line(found->second, each.record);
    }
    if (!lines.empty()) text += (text.empty() ? "" : "\n") + table(title, episode_line_heading(kind), lines);
  }
  return text;
}

std::string measurement_tables(std::span<const RecordSuite> records) {
  std::map<int, std::string> lines;
  for (const RecordSuite& each : records) {
    for (const auto& [type, comparison] : each.measurements) {
      if (comparison.reference_sum != 0) lines[type] += measurement_line(comparison, each.record, true);
    }
  }
  std::string text;
  for (const auto& [type, of_type] : lines) {
    text += (text.empty() ? "" : "\n") +
            table(fmt::format("Measurements of type {}", type), measurement_line_heading(type), of_type);
  }
  return text;
}

}  // namespace rwave::ec57
