// The recipe template-rr: its cutter, which waits for a beat's segment and for the next beat, and its object.
#include "beat/recipes/template_rr_cutter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "beat/aami.h"
#include "beat/cut_recording.h"
#include "beat/recipes/recipe.h"
#include "beat/recipes/waiting_cutter.h"
#include "math/rank_of_many.h"
#include "signal/filter.h"
#include "signal/leads.h"

namespace rwave {
namespace {

// Hz; a high pass at 0.5 Hz as well gained nothing on DS1 (S F1 .473, V .805).
constexpr double cutoff = 40;

// `Rows` appends a beat's row, where it has one, to a vector of values.
// A row needs the next RR interval, so a beat is held until the next beat is known or cannot come
// in time any more. Segments and rows are made by the same class, as augmentation cuts segments
// from the same places.
template <class Rows>
class TemplateRrCutter : public WaitingCutter {
 public:
  explicit TemplateRrCutter(double rate)
      : WaitingCutter(static_cast<std::int64_t>((RrHistory::longest_next + latest_peak + 2) * rate)),
        rate_(rate) {
    low_pass_.setup(rate, cutoff);
  }

  void push(std::span<const float> samples) override {
    std::array<float, 256> filtered;
    while (!samples.empty()) {
      const auto block = samples.first(std::min(samples.size(), filtered.size()));
      low_pass_.filter(block.data(), 1, block.size(), filtered.data());
      for (std::size_t i = 0; i < block.size(); ++i)
        filtered[i] = std::isnan(block[i]) ? block[i] : filtered[i];
      push_samples(std::span(filtered).first(block.size()));
      samples = samples.subspan(block.size());
    }
  }

 private:
  void cut_complete() override {
    while (!waiting_.empty()) {
      const std::int64_t beat = waiting_.front();
      const auto window_end =
          beat + 2 +
          static_cast<std::int64_t>(std::ceil(
              ((template_rr_width + template_rr_slack) / template_rr_rate - template_rr_before) * rate_));
      // The next interval is limited to 1.4 s: after that a later beat would not change the row.
      const auto wait_end = beat + static_cast<std::int64_t>(template_rr_longest_wait * rate_);
      check_at_ = window_end;
      if (buffer_.end() < window_end && !finished_) return;
      check_at_ = never;  // whatever samples come
      if (waiting_.size() < 2 && watermark_ < wait_end && !finished_) return;
      const double next = waiting_.size() < 2 ? RrHistory::longest_next : seconds(waiting_[1] - beat);
      cut(beat, last_beat_ < 0 ? 0 : seconds(beat - last_beat_), next);
      last_beat_ = beat;
      waiting_.pop_front();
    }
  }

  double seconds(std::int64_t samples) const { return static_cast<double>(samples) / rate_; }

  void interpolate(std::int64_t beat, TemplateRrSegment& segment) {
    std::array<double, std::tuple_size_v<TemplateRrSegment>> time;
    for (std::size_t k = 0; k < time.size(); ++k) time[k] = static_cast<double>(beat) + after_r_[k] * rate_;
    const double first = std::floor(time.front()) - 1;
    if (first < 0) {
      for (std::size_t k = 0; k < time.size(); ++k) segment[k] = buffer_.between(time[k]);
      return;
    }
    // Places behind `first`, and what is left of the times, in lists of their own, which the compiler makes
    // several at a time. No digit is lost, as `first` is a whole number and not above the times.
    std::array<int, time.size()> place;
    std::array<float, time.size()> part;
    for (std::size_t k = 0; k < time.size(); ++k) {
      const double behind = time[k] - first;
      place[k] = static_cast<int>(behind);
      part[k] = static_cast<float>(behind - static_cast<double>(place[k]));
    }
    // All that the cubics look at: a place in the ring would be worked out four times a value.
    lead_.resize(static_cast<std::size_t>(place.back()) + 3);
    buffer_.read(static_cast<std::int64_t>(first), lead_);
    for (std::size_t k = 0; k < segment.size(); ++k)
      segment[k] = LeadBuffer::between(lead_.data() + place[k], part[k]);
  }

  // False where more than half was not recorded.
  bool read_segment(std::int64_t beat, TemplateRrSegment& segment) {
    interpolate(beat, segment);
    scratch_.assign(segment.begin(), segment.end());
    std::erase_if(scratch_, [](float value) { return std::isnan(value); });
    if (2 * scratch_.size() < segment.size()) return false;
    // The median takes the baseline out; a mean would move with the height of the QRS complex.
    const float middle = median_of_many(scratch_);
    for (float& value : segment) value = std::isnan(value) ? 0.F : value - middle;
    return true;
  }

  void cut(std::int64_t beat, double rr, double next) {
    TemplateRrBeat made{{}, false, rr, next};
    made.valid = read_segment(beat, made.segment);
    ready_.beats.push_back(beat);
    ready_.valid.push_back(made.valid ? 1 : 0);
    rows_.append(made, ready_.values);
  }

  // Seconds from the R peak to each sample of a segment.
  static constexpr auto after_r_ = [] {
    std::array<double, std::tuple_size_v<TemplateRrSegment>> seconds{};
    for (std::size_t k = 0; k < seconds.size(); ++k)
      seconds[k] = (static_cast<double>(k) - template_rr_slack) / template_rr_rate - template_rr_before;
    return seconds;
  }();

  double rate_;
  LowPass low_pass_;
  std::int64_t last_beat_ = -1;
  Rows rows_;
  // The lead about a beat, and what a median reorders.
  std::vector<float> lead_, scratch_;
};

struct SegmentRows {
  void append(const TemplateRrBeat& beat, std::vector<float>& values) {
    if (beat.valid) values.insert(values.end(), beat.segment.begin(), beat.segment.end());
  }
};

// No difference from the template and no correlation with it either: a lead that is flat there.
bool shows_nothing(std::span<const float> row) {
  return row[template_rr_width + RrHistory::features] == 0 &&
         std::ranges::all_of(row.first(template_rr_width), [](float value) { return value == 0; });
}

}  // namespace

std::unique_ptr<BeatCutter> make_template_rr_cutter(double rate) {
  return std::make_unique<TemplateRrCutter<TemplateRrRows>>(rate);
}

std::unique_ptr<BeatCutter> make_template_rr_segment_cutter(double rate) {
  return std::make_unique<TemplateRrCutter<SegmentRows>>(rate);
}

const Recipe& template_rr_recipe() {
  static const Recipe recipe = {
      .name = "template-rr",
      .former_name = "rhythm",
      .what = "the beat less the patient's template, RR intervals, shape features",
      // Of the first version's successor; files hold the word, so it stays whatever the recipe is called.
      .normalisation = "steady beats",
      .channels = template_rr_channels,
      .signal_channels = 1,
      .width = template_rr_width,
      .rate = template_rr_rate,
      .classes = beat_class_names,
      .lead = label_lead,
      .cutter = make_template_rr_cutter,
      .longest_wait = RrHistory::longest_next,
      .cut = cut_recording,
      .patient_prior = true,
      .any_lead = true,
      .simulates_rhythm = true,
      .shows_nothing = shows_nothing,
      .published = {},
  };
  return recipe;
}

}  // namespace rwave
