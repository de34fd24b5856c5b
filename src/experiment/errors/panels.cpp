
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"
#include "beat/aami.h"
#include "experiment/errors/parts.h"

namespace rwave::experiment {
namespace {

// What is shown of the recording: the rhythm is heard in the beats before.
constexpr double shown_before = 3.8, shown_after = 2.2;  // s
constexpr double beat_before = 0.25, beat_after = 0.4;   // s, from about the P wave to about the T wave's end
constexpr double note_width = 0.6;                       // s, of a rhythm's name, which is not cut off
constexpr Colour no_beat = {0x77, 0x77, 0x77};           // of annotations that mark none

Colour colour_of(const BeatSet& set, std::size_t index) {
  return class_colour(set.classes.at(index), index);
}

// "S 99.8 %, N 0.1 %"
std::string answer_text(const BeatSet& set, const Mistake& mistake) {
  return fmt::format("{} {:.1f} %, {} {:.1f} %", set.classes.at(mistake.label), 100 * mistake.probability,
                     set.classes.at(mistake.truth), 100 * mistake.of_truth);
}

// The network's class of every row; -1 where it was not asked.
std::vector<int> labels_by_row(const TestAnswers& answers) {
  std::vector<int> labels(answers.dataset.set.size(), -1);
  for (std::size_t i = 0; i < answers.predicted.size(); ++i)
    labels.at(answers.dataset.split.test[i]) = answers.predicted[i];
  return labels;
}

// Letters at the very edge would lie over the axis.
bool is_shown(double time) {
  return time > -shown_before + 0.1 && time < shown_after - 0.1;
}

// Beats and the like as letters, changes of rhythm as words.
void mark_reference(BeatPanel& panel, const Excerpt& part, const BeatSet& set, double seconds, double rate) {
  for (const Annotation& one : part.annotations) {
    const double time = static_cast<double>(one.sample) / rate - seconds;
    const auto known = beat_class(one.code);
    // A rhythm annotation's text begins with "(", as in "(AFIB": the WFDB convention.
    if (one.text.starts_with('(') && time < shown_after - note_width)
      panel.notes.push_back({time, one.text, no_beat});
    else if (is_shown(time))
      panel.upper.push_back({time, std::string(symbol_of(one.code)),
                             known ? colour_of(set, static_cast<std::size_t>(*known)) : no_beat});
  }
}

// The network's classes of the rows around `row`, which lie next to it in the set.
// Rows of a record lie in order of time, so the search ends at the first row beyond the panel on
// either side; through all rows it would take as long for each panel as the whole labelling.
std::vector<BeatMark> network_marks(std::uint32_t row, const BeatSet& set, const std::vector<int>& labels,
                                    RowRecordings& recordings) {
  const double seconds = recordings.seconds(row);
  std::vector<BeatMark> marks;
  const auto add = [&](std::uint32_t other) {
    if (set.record[other] != set.record[row]) return false;
    const double time = recordings.seconds(other) - seconds;
    if (time < -shown_before || time > shown_after) return false;
    if (labels[other] >= 0 && is_shown(time)) {
      const auto label = static_cast<std::size_t>(labels[other]);
      marks.push_back({time, set.classes.at(label), colour_of(set, label)});
    }
    return true;
  };
  for (std::uint32_t other = row; add(other) && other > 0;) --other;
  for (std::uint32_t other = row + 1; other < set.size() && add(other);) ++other;
  return marks;
}

// Six seconds, as the rhythm before a beat decides what it is called.
BeatPanel recording_panel(const Mistake& mistake, const BeatSet& set, const std::vector<int>& labels,
                          RowRecordings& recordings) {
  const std::uint32_t row = mistake.row;
  Excerpt part = recordings.around(row, shown_before, shown_after);
  const double seconds = recordings.seconds(row);
  const std::string rhythm = recordings.rhythm(row);
  BeatPanel panel;
  panel.title = fmt::format("{} at {}.{}{}{}: {}", set.records.at(set.record[row]).record,
                            clock_text(seconds), static_cast<int>(std::fmod(seconds, 1) * 10),
                            rhythm.empty() ? "" : ", ", rhythm, answer_text(set, mistake));
  panel.first = part.first;
  panel.rate = part.rate;
  panel.from = -beat_before;
  panel.to = beat_after;
  panel.colour = colour_of(set, mistake.truth);
  mark_reference(panel, part, set, seconds, recordings.rate(row));
  panel.lower = network_marks(row, set, labels, recordings);
  panel.values = std::move(part.values);
  return panel;
}

// The samples of the row, without the zeros that fill it up at its end.
BeatPanel row_panel(const Mistake& mistake, const BeatSet& set) {
  const std::span<const float> values = set.row(mistake.row).first(static_cast<std::size_t>(set.width));
  std::size_t length = values.size();
  // A row's shorter beats are filled up with zeros, and drawn they would look like a flat line that
  // was recorded.
  while (length > 2 && values[length - 1] == 0) --length;
  const std::string& record = set.records.at(set.record[mistake.row]).record;
  BeatPanel panel;
  panel.title = fmt::format("{}{}row {}: {}", record, record.empty() ? "" : ", ",
                            grouped(static_cast<std::int64_t>(mistake.row)), answer_text(set, mistake));
  panel.rate = set.rate;
  panel.values.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(length));
  panel.to = static_cast<double>(length) / set.rate;
  panel.colour = colour_of(set, mistake.truth);
  return panel;
}

}  // namespace

std::vector<Mistake> worst_of(const MistakeKind& kind, const BeatSet& set, RowRecordings& recordings,
                              int panels) {
  // Most errors of a kind may come from one patient whose beats the network misjudges all alike. A
  // quarter of the panels at most are of one record, so that the page also shows how others fail.
  const auto most = static_cast<std::size_t>(panels), of_one = std::max<std::size_t>(1, most / 4);
  std::vector<Mistake> worst;
  std::map<std::uint32_t, std::size_t> of_record;
  for (const Mistake& mistake : kind.mistakes) {
    if (worst.size() == most) break;
    const std::uint32_t record = set.record[mistake.row];
    const bool known = recordings.has(mistake.row);
    if ((known || !set.records.at(record).patient.empty()) && of_record[record] == of_one) continue;
    // Errors follow each other in a run of ectopic beats: their panels would be the same six
    // seconds shifted by a beat.
    const auto shown = [&](const Mistake& other) {
      return known && set.record[other.row] == record &&
             std::abs(recordings.seconds(other.row) - recordings.seconds(mistake.row)) <
                 shown_before + shown_after;
    };
    if (std::ranges::any_of(worst, shown)) continue;
    ++of_record[record];
    worst.push_back(mistake);
  }
  return worst;
}

Figure error_figure(const MistakeKind& kind, const TestAnswers& answers, RowRecordings& recordings) {
  const BeatSet& set = answers.dataset.set;
  const std::vector<Mistake> worst = worst_of(kind, set, recordings, answers.panels);
  const std::vector<int> labels = labels_by_row(answers);
  std::vector<BeatPanel> panels;
  bool in_place = false;
  for (const Mistake& mistake : worst) {
    if (recordings.has(mistake.row)) in_place = true;
    panels.push_back(recordings.has(mistake.row) ? recording_panel(mistake, set, labels, recordings)
                                                 : row_panel(mistake, set));
  }
  const std::string what =
      fmt::format("{}, the most certain {} of {} errors{}", kind_name(set, kind), panels.size(),
                  grouped(static_cast<std::int64_t>(kind.mistakes.size())),
                  in_place ? " (letters: the reference's over the network's)" : "");
  return beat_panels(panels,
                     {what, in_place ? "time from the beat (s)" : "time from the row's start (s)",
                      in_place ? "mV" : "share of range"},
                     answers.provenance);
}

}  // namespace rwave::experiment
