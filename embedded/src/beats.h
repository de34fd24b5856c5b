#pragma once
// R peaks to labelled beats: the recipe template-rr (src/beat/recipes), the network and the patient's prior
// of S.

#include <array>
#include <cstdint>

#include "beat/patient_prior.h"
#include "beat/recipes/template_rr_row.h"
#include "lines.h"
#include "rwave/classifier.h"
#include "signal/filter.h"

namespace rwave::embedded {

// RrHistory with intervals as whole samples, two bytes each, where the desktop keeps 1000 numbers twice: an
// interval of a recording is a whole number of samples, so no digit is lost.
class Intervals {
 public:
  Intervals() = default;
  Intervals(Arena& arena, double rate);

  // The intervals that are looked at one by one, s, what of them is ordered, and what is known of them.
  struct Room {
    RrHistory::Room recent, ordered;
    RrHistory::Recent known;
  };

  // As RrHistory's; intervals in samples, 0: there is none before the beat. `room.known` becomes what
  // on_time() goes by; all of it is free for others after that.
  std::array<float, RrHistory::features> features_of(std::int64_t rr, double next_seconds, Room& room) const;
  bool on_time(std::int64_t rr, const Room& room) const;
  void add(std::int64_t rr);

 private:
  double seconds(std::uint16_t samples) const;
  std::span<const double> recent(RrHistory::Room& room) const;
  double ranked(std::size_t place) const;

  double rate_ = 1;
  std::uint16_t* samples_ = nullptr;  // a ring of RrHistory::longest
  std::size_t count_ = 0, next_ = 0;
};

// TemplateRrRows: of the beats not on time none is kept any more once five on time are known. The template
// itself is made from its beats before and after each new one, as keeping it would cost more than its
// medians.
class Template {
 public:
  Template() = default;
  explicit Template(Arena& arena);

  // The beat's row.
  struct Row {
    TemplateRrWindow window;
    std::array<float, TemplateRrRows::shape_features> shape;
  };
  // `shape`: room for the template.
  Row add(const TemplateRrSegment& segment, bool on_time, TemplateRrWindow& shape);

 private:
  static constexpr std::size_t most_windows = 15, most_heights = 32, least_on_time = 5;
  // The last fifteen of all beats, and those on time, fewer than five, that are older.
  static constexpr std::size_t slots = most_windows + least_on_time - 1;

  // The last beats of a kind: slots of windows, oldest first, and heights.
  struct Kind {
    std::array<std::uint8_t, most_windows> windows{};
    std::size_t window_count = 0;
    std::array<float, most_heights> heights{};
    std::size_t height_count = 0;

    void add(std::uint8_t slot, float height);
    bool has(std::uint8_t slot) const;
  };

  const Kind& kind() const { return on_time_.window_count >= least_on_time ? on_time_ : all_; }
  std::uint8_t free_slot() const;
  float amplitude() const;
  void make_template(TemplateRrWindow& shape) const;
  float p_likeness(const TemplateRrWindow& shape) const;

  TemplateRrWindow* windows_ = nullptr;
  Kind all_, on_time_;
  bool begun_ = false;
};

class BeatLabeller {
 public:
  BeatLabeller() = default;
  // `scratch`: scratch_floats(rate) of them, free for others between calls.
  BeatLabeller(Arena& arena, const rwave_embedded_config& config, const CountRing& counts, float* scratch);
  static std::size_t scratch_floats(double rate);
  // Takes what a labeller takes.
  static void count(Arena& arena, double rate);

  // The next R peak. The beat before it is labelled.
  void add_peak(std::int64_t sample);
  // No R peak before `sample` is still to come: a beat that has waited for the next one long enough is
  // labelled.
  void set_watermark(std::int64_t sample);
  // Filters as far as no beat to come can need what is dropped; `settled`: no R peak before it is still to
  // come.
  void follow(std::int64_t settled);
  void finish();

  // For the caller; the newest come last.
  LabelledBeat beat(std::size_t i) const;
  std::size_t waiting() const { return beats_.size(); }
  std::size_t room() const { return beats_.room(); }
  void pop_front() { beats_.pop_front(); }

 private:
  struct Waiting {
    PackedBeat beat;
    float probability = 0;
  };

  void label(double next);
  Waiting classify(const std::array<float, RrHistory::features>& timing, bool on_time);
  bool read_segment(TemplateRrSegment& segment);
  float between(double time, std::int64_t first, std::int64_t end) const;
  float filter(LowPass& low_pass, std::int64_t index) const;
  void filter_to(std::int64_t sample);
  std::int64_t first_of(std::int64_t sample) const;

  const CountRing* counts_ = nullptr;
  double rate_ = 1;
  float unknown_below_ = 0;
  float* scratch_ = nullptr;
  // Has had the samples before filtered_; a beat's segment is filtered from there on by a copy of it, as
  // keeping the filtered samples of a second and a half would take more memory than time.
  LowPass low_pass_;
  std::int64_t filtered_ = 0;
  Intervals intervals_;
  Template template_;
  PatientPrior prior_{1};
  // The beat that waits for the next one; its segment is read when it is labelled.
  bool waits_ = false;
  std::int64_t beat_ = 0, last_beat_ = -1;
  Queue<Waiting, 40> beats_;
};

}  // namespace rwave::embedded
