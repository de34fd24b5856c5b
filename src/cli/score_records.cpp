#include "cli/score_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/warning.h"
#include "ec57/annotation_types.h"
#include "ec57/two_rates.h"
#include "record/wfdb/header.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

// The times of one record in seconds. Without -t a comparison ends with the record; with the reference, as
// bxb has it, where the header does not tell its length.
ec57::Options times_of(const std::string& record, const ScoreOptions& options, const WfdbHeader& header) {
  ec57::Options times;
  if (options.start) times.start = options.start->seconds(header.rate);
  if (options.window) times.window = options.window->seconds(header.rate);
  const double end = options.end ? options.end->seconds(header.rate) : 0;
  if (end > 0) {
    times.end = end;
    if (end <= times.start) {
      throw UsageError(fmt::format(
          "the comparison would end (-t) at {:g} s, not after its start (-f) at {:g} s", end, times.start));
    }
  } else if (options.end) {
    times.ending = ec57::Ending::either_file;
  } else if (header.frames) {
    times.end = static_cast<double>(*header.frames) / header.rate;
    if (*times.end <= times.start) {
      fmt::print(
          stderr,
          "rwave: {}: ends at {:g} s, before the scored time begins at {:g} s (-f 0 scores all of it)\n",
          record, *times.end, times.start);
    }
  } else {
    times.ending = ec57::Ending::reference;
  }
  return times;
}

ec57::SuiteTimes samples_of(const ec57::Options& times, double rate) {
  // Runs, episodes and measurements are compared by sample numbers, beats by seconds, as their
  // reference programs do it.
  const auto samples = [rate](double seconds) {
    return static_cast<std::int64_t>(std::llround(seconds * rate));
  };
  ec57::SuiteTimes in_samples = {.start = samples(times.start), .end = {}, .window = samples(times.window)};
  if (times.end) in_samples.end = samples(*times.end);
  return in_samples;
}

// All are compared, as bxb has it; but what lies past the end cannot be of this record.
void warn_of_past_end(const fs::path& file, const std::vector<Annotation>& annotations,
                      const WfdbHeader& header) {
  if (!header.frames || *header.frames <= 0) return;
  const std::int64_t frames = *header.frames;
  const auto first =
      std::ranges::find_if(annotations, [&](const Annotation& one) { return one.sample >= frames; });
  if (first == annotations.end()) return;
  print_warnings(file.string(),
                 std::vector{fmt::format(
                     "{} of {} annotations stand past the record's {} samples, the first at sample "
                     "{}: are they of this record, and of its {:g} Hz?",
                     annotations.end() - first, annotations.size(), frames, first->sample, header.rate)});
}

bool any_within(const std::vector<Annotation>& annotations, const ec57::SuiteTimes& times) {
  return std::ranges::any_of(annotations, [&](const Annotation& one) {
    return one.sample >= times.start && (!times.end || one.sample <= *times.end);
  });
}

// Whether a rhythm is in effect when the scored time begins. Databases of rhythms alone state one at sample 0
// and the next when it changes: a record without a change has nothing else.
bool rhythm_at_start(const std::vector<Annotation>& reference, const std::vector<Annotation>& test,
                     const ec57::SuiteTimes& times) {
  // Where no header tells the end, the later file does.
  std::int64_t end = times.end.value_or(0);
  if (!times.end)
    for (const auto* file : {&reference, &test})
      if (!file->empty()) end = std::max(end, file->back().sample);
  return end > times.start && std::ranges::any_of(reference, [&](const Annotation& one) {
           return one.code == ec57::rhythm_type && one.sample <= times.start && !one.text.empty();
         });
}

bool says_anything(const ScoredRecord& scored, const std::vector<Annotation>& reference,
                   const std::vector<Annotation>& test, const ScoreOptions& options,
                   const ec57::SuiteTimes& times) {
  if (options.beats && scored.comparison.sum("NSVFQ", "NSVFQOX") > 0) return true;
  if (!options.parts.any()) return false;
  if (any_within(reference, times)) return true;
  if (options.parts.episodes && (rhythm_at_start(reference, test, times) ||
                                 std::ranges::any_of(scored.suite.episodes, [](const auto& one) {
                                   return one.second.reference_duration > 0;
                                 })))
    return true;
  // A measurement is paired with the nearest of the reference, which may lie before the start.
  return std::ranges::any_of(scored.suite.measurements,
                             [](const auto& one) { return one.second.reference_sum != 0; });
}

}  // namespace

ScoredRecord score_record(const std::string& record, const WfdbPath& path, const ScoreOptions& options) {
  ScoredRecord scored;
  scored.names = {record, options.reference, options.test};
  const fs::path reference_file = path.require(record, options.reference);
  const fs::path test_file = path.require(record, options.test);
  scored.inputs = {reference_file, test_file};
  WfdbHeader header;
  if (const auto file = path.find(record, "hea")) {
    header = read_header(*file);
    scored.inputs.push_back(*file);
  } else {
    // WFDB assumes 250 Hz without a header. So does bxb, and published figures of annotation files
    // alone were made that way.
    fmt::print(stderr, "rwave: {}: no header (.hea) next to its annotations: {:g} Hz assumed\n", record,
               header.rate);
  }
  // As bxb has it, all annotations are compared, those past the end too; what is doubtful is said.
  const auto read = [&](const fs::path& file) {
    std::vector<std::string> warnings;
    auto annotations = read_annotations(file, header.rate, std::nullopt, &warnings);
    print_warnings(file.string(), warnings);
    return annotations;
  };
  const auto reference = read(reference_file);
  const auto test = read(test_file);
  ec57::check_order(reference, reference_file.string());
  ec57::check_order(test, test_file.string());
  ec57::refuse_two_rates(test_file.string(), test, "reference", reference, header.rate);
  warn_of_past_end(reference_file, reference, header);
  warn_of_past_end(test_file, test, header);
  scored.rate = header.rate;
  const ec57::Options times = times_of(record, options, header);
  if (options.beats) scored.comparison = ec57::compare(reference, test, header.rate, times, &scored.pairs);
  if (options.parts.any()) {
    scored.suite = ec57::compare_suite(record, reference, test, header.rate, samples_of(times, header.rate),
                                       options.parts);
    for (const std::string& note : scored.suite.notes) fmt::print(stderr, "rwave: {}: {}\n", record, note);
  }
  scored.has_reference = says_anything(scored, reference, test, options, samples_of(times, header.rate));
  return scored;
}

}  // namespace rwave::cli
