#include "beat/recipes/kaggle_recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "beat/aami.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// 120 kHz: no recording of a heart is sampled faster.
constexpr int step_limit = 1000;

// A beat's window: its extremes and the first samples of the row, in ADC units.
// ADC units and no filter: the published rows were made so, and any scaling first would round otherwise.
struct KaggleWindow {
  std::int32_t low = std::numeric_limits<std::int32_t>::max();
  std::int32_t high = std::numeric_limits<std::int32_t>::min();
  std::vector<std::int32_t> head;
  bool whole = true;  // no sample missing
};

// Hands out the samples of one signal, reading blocks ahead: windows come in order and overlap, and reading
// each on its own would decode most samples twice.
class SampleReader {
 public:
  SampleReader(Recording& recording, int signal) : recording_(recording), signal_(signal) {}

  std::span<const std::int32_t> block(std::int64_t first, std::int64_t wanted) {
    if (first < first_ || first + wanted > first_ + static_cast<std::int64_t>(block_.size())) {
      first_ = first;
      block_.resize(
          static_cast<std::size_t>(std::min(std::max(wanted, ahead), recording_.info().frames - first)));
      const SignalSlice slice{signal_, block_};
      recording_.read(first_, static_cast<std::int64_t>(block_.size()), {&slice, 1});
    }
    return std::span<const std::int32_t>(block_).subspan(static_cast<std::size_t>(first - first_),
                                                         static_cast<std::size_t>(wanted));
  }

  static constexpr std::int64_t ahead = 1 << 15;

 private:
  Recording& recording_;
  int signal_;
  std::int64_t first_ = 0;
  std::vector<std::int32_t> block_;
};

// Every step-th sample of [begin, end); blocks are bounded, since a gap between annotations can last hours.
void scan(SampleReader& reader, std::int64_t begin, std::int64_t end, int step, KaggleWindow& window) {
  window = {.head = std::move(window.head)};
  window.head.clear();
  // A multiple of the step, so that each block begins on a sample of the row.
  const std::int64_t stride = SampleReader::ahead / step * step;
  for (std::int64_t first = begin; first < end; first += stride) {
    const auto block = reader.block(first, std::min(stride, end - first));
    for (std::size_t i = 0; i < block.size(); i += static_cast<std::size_t>(step)) {
      const std::int32_t x = block[i];
      if (x == missing_sample) {
        window.whole = false;  // left out anyway: a gap of hours is not read to its end
        return;
      }
      window.low = std::min(window.low, x);
      window.high = std::max(window.high, x);
      if (window.head.size() < kaggle_width) window.head.push_back(x);
    }
  }
}

// In double and rounded once: float arithmetic differs from the published rows in the last bit.
void append_row(const KaggleWindow& window, BeatSet& set) {
  const std::size_t at = set.values.size();
  set.values.resize(at + kaggle_width);
  const double range = static_cast<double>(window.high) - window.low;
  // The row stays all zeros: 0 divided by 0 would be NaN, which spreads through a whole batch.
  if (range == 0) return;
  for (std::size_t i = 0; i < window.head.size(); ++i) {
    set.values[at + i] = static_cast<float>((static_cast<double>(window.head[i]) - window.low) / range);
  }
}

// Samples of signal 0 from one of the row's samples to the next.
int step_of(const RecordingInfo& info) {
  const double rate = info.rate * info.signals[0].samples_per_frame;
  const double ratio = rate / kaggle_rate;
  const int step = static_cast<int>(std::lround(std::min(ratio, 1e6)));
  if (info.signals[0].samples_per_frame != 1) {
    throw Error(info.source,
                fmt::format("recipe kaggle needs a first signal with one sample a frame, {} has {}",
                            info.signals[0].name, info.signals[0].samples_per_frame));
  }
  if (step < 1 || step > step_limit || std::abs(ratio - step) > 1e-9) {
    throw Error(info.source,
                fmt::format("recipe kaggle takes every n-th sample (n up to {}) to reach {:g} Hz, which is "
                            "no such part of {:g} Hz (it is of 360 Hz)",
                            step_limit, kaggle_rate, rate));
  }
  return step;
}

}  // namespace

// Windows go from annotation to annotation and not from beat to beat: a rhythm or noise mark behind
// a beat ends its window too. That looks like a mistake of whoever made the rows; without it a part
// of the published rows cannot be made again.
CutTally cut_kaggle(Recording& recording, std::span<const Annotation> annotations, std::uint32_t record,
                    BeatSet& set) {
  const RecordingInfo& info = recording.info();
  if (info.signals.empty()) throw Error(info.source, "has no signal to cut beats from");
  const int step = step_of(info);
  SampleReader reader(recording, 0);
  CutTally tally;
  KaggleWindow window;
  for (std::size_t j = 0; j < annotations.size(); ++j) {
    const auto beat = beat_class(annotations[j].code);
    if (!beat) continue;
    ++tally.beats;
    if (j + 1 == annotations.size()) {
      ++tally.no_following;
      continue;
    }
    const std::int64_t begin = annotations[j].sample;
    const std::int64_t next = annotations[j + 1].sample;
    // The end of the record stands for the annotation that is missing behind the last but one; for
    // the last there is no rule that the published rows would show.
    const std::int64_t after = j + 2 < annotations.size() ? annotations[j + 2].sample : info.frames;
    const auto end = next + static_cast<std::int64_t>(0.2 * static_cast<double>(after - next));
    if (begin < end) scan(reader, begin, std::min(end, info.frames), step, window);
    if (begin >= end || !window.whole) {
      ++tally.missing;
      continue;
    }
    append_row(window, set);
    set.labels.push_back(static_cast<std::uint8_t>(*beat));
    set.record.push_back(record);
    set.sample.push_back(begin);
  }
  return tally;
}

namespace {

// The published rows are of the file's first signal, whatever it shows.
int first_signal(Recording&) {
  return 0;
}

CutTally cut_annotated(Recording& recording, std::span<const Annotation> annotations, const Recipe&,
                       std::uint32_t record, BeatSet& set) {
  return cut_kaggle(recording, annotations, record, set);
}

}  // namespace

const Recipe& kaggle_recipe() {
  static const Recipe recipe = {
      .name = "kaggle",
      .former_name = {},
      .what = "the published \"heartbeat\" rows: from the R peak past the next one, 0 to 1",
      .normalisation = "minmax",
      .width = kaggle_width,
      .rate = kaggle_rate,
      .classes = beat_class_names,
      .lead = first_signal,
      .cutter = make_kaggle_cutter,
      .longest_wait = 22,  // two beats, each waited for 10 s at most, and a fifth of the way between them
      // ADC units and all annotations, as the published rows were made: the cutter has neither.
      .cut = cut_annotated,
      .from_r_peak = true,
      .published = "mitdb",
  };
  return recipe;
}

}  // namespace rwave
