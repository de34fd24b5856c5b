#pragma once
// The episode-by-episode comparison of ANSI/AAMI EC38 and EC57, as the reference implementation (`epicmp`)
// makes it: atrial fibrillation, ventricular fibrillation, and ischemic ST episodes.

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ec57/figures.h"
#include "ec57/reports.h"
#include "rwave/annotation.h"

namespace rwave::ec57 {

// What begins and ends an episode:
//   atrial_fibrillation       rhythm change "(AFIB..." to the next rhythm change that is another. Flutter is
//                             another
//   ventricular_fibrillation  `[` to `]`; rhythm changes do not count, "(VFL" neither
//   st_signal_0, st_signal_1  ST change "(ST0..." to "ST0..."; (1 likewise)
//   st_both                   ST change "(ST..."; each further one inside is counted, and each "ST..." takes
//                             one off, until none is left
//   atrial_flutter            rhythm change "(AFL..." to the next that is another. Only to be left out, see
//                             EpisodeOptions::exclude_flutter
enum class EpisodeKind : std::uint8_t {
  atrial_fibrillation,
  ventricular_fibrillation,
  st_signal_0,
  st_signal_1,
  st_both,
  atrial_flutter,
};

constexpr bool is_st(EpisodeKind kind) {
  return kind == EpisodeKind::st_signal_0 || kind == EpisodeKind::st_signal_1 || kind == EpisodeKind::st_both;
}

// Samples [begin, end].
struct Episode {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  // The last ST extremum ("AST0...", "AST1...") within, of ST episodes.
  std::optional<std::int64_t> extremum;
};

// The episodes of a file in order. One that is never closed ends at the later of `end` and the last
// annotation. A rhythm or ST change without text is ignored.
std::vector<Episode> episodes_of(std::span<const Annotation> annotations, EpisodeKind kind, std::int64_t end);

// Times in samples.
struct EpisodeOptions {
  EpisodeKind kind = EpisodeKind::atrial_fibrillation;
  // What lies before it does not count.
  std::int64_t start = 0;
  // Likewise after it. 0: no limit. Nothing (unknown): no episode counts at all.
  std::optional<std::int64_t> end;
  // Episodes shorter than this are left out of counts and durations.
  std::int64_t shortest = 0;
  // And the other annotator's, uncut, out of the overlap.
  bool ignore_short_others = false;
  // Take the reference's atrial flutter out of the test annotator's AF (EC38:1998).
  bool exclude_flutter = false;
};

// What a comparison counts. Durations and overlaps are in samples at `rate`, so that several records may be
// added only if their rates are equal.
struct EpisodeComparison {
  // Episodes of the reference.
  std::int64_t found = 0, missed = 0;
  // Of the test annotator.
  std::int64_t right = 0, invented = 0;
  // Time in episodes of each annotator, and of it what the other's episodes overlap.
  std::int64_t reference_duration = 0, reference_overlap = 0;
  std::int64_t test_duration = 0, test_overlap = 0;
  // Hz.
  double rate = 0;

  // Of episodes and of their duration; the standard asks for both.
  Ratio sensitivity() const { return {found, found + missed}; }
  Ratio predictivity() const { return {right, right + invented}; }
  Ratio duration_sensitivity() const { return {reference_overlap, reference_duration}; }
  Ratio duration_predictivity() const { return {test_overlap, test_duration}; }
};

// An episode is found where the other annotator's episodes overlap it: by any time for fibrillation; for ST
// episodes by half of it, or at its extremum (which counts only if it lies between start and end).
EpisodeComparison compare_episodes(std::span<const Annotation> reference, std::span<const Annotation> test,
                                   double rate, const EpisodeOptions& options);

// What `epicmp` prints for one record, character for character (episode_reports.cpp): the figures under their
// names.
std::string episode_report(const EpisodeComparison& comparison, const Names& names, EpisodeKind kind);

// One line per record (`epicmp -L`), and its heading, which sumstats knows.
std::string episode_line(const EpisodeComparison& comparison, const std::string& record);
std::string episode_line_heading(EpisodeKind kind);

}  // namespace rwave::ec57
