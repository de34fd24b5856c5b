#pragma once
// Per-patient prior of S (label-shift adaptation): a network's probabilities, weighed by how often this
// patient's beats are S, which is learned while the beats come in.
//
// Between patients the share of S beats goes from none to most of them, and a network trained on a few of
// them expects a few per cent of everybody: it misses the beats of those who have many. Bayes' rule with the
// patient's prior mends that (label shift, Saerens 2002), here as it has to be live: from the beats before
// this one alone, the last few hundred of them.
//
//   share  = (100 x 2 % + sure S beats before) / (100 + beats before), both fading, e-fold in 500 beats;
//            a beat whose answer for this patient is p counts as p^3 / (p^3 + (1 - p)^3) sure ones, and as
//            none where the network alone gave it less than 0.2
//   change = share / 2 %, between 1/3 and 30: the factor of the odds of S. As irregularity() rises
//            from 0.04 to 0.07 its logarithm goes from there to that of 1/10
//
// The constants were chosen on DS1 and the half of svdb that may train (results/log.md).

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rwave {

struct BeatSet;

// One patient's beats, in order of time: add_beat() for each, and adapt() for those that a network has looked
// at.
//
// In atrial fibrillation early beats are not S, and networks that call them so would confirm themselves:
// where the RR intervals are irregular (`irregularity()`), S is not expected, whatever the share.
class PatientPrior {
 public:
  // The median of values that it may reorder, as rwave::median has it.
  using Median = float (*)(std::span<float> values);

  // `s`: the place of S among the classes. `median`: of 128 floats a beat; what is quickest on a desktop is
  // too large for a device.
  explicit PatientPrior(std::size_t s, Median median = by_selection) : s_(s), median_(median) {}

  // A beat at that time, in any unit, later than the one before.
  void add_beat(double time);

  // The probabilities of the beat that was added last, which sum to 1, as they are for this patient.
  void adapt(std::span<float> probabilities);

  // Of each of the last 128 intervals the least |ln| of its ratios to the four before it, and of these the
  // median: next to 0 in a regular rhythm, in bigeminy and in trigeminy, 0.02 to 0.05 where many beats are S
  // (svdb 861, 869, 881), 0.06 to 0.10 in atrial fibrillation (mitdb 201, 203). 0 while fewer than five
  // intervals are known. Of 32 intervals it cannot tell the two apart as well.
  double irregularity() const;

 private:
  // How far the share counts, 0 .. 1, as irregularity() has it.
  double trust() const;

  static float by_selection(std::span<float> values);

  // Place of S among the classes.
  std::size_t s_;
  Median median_;
  // Time of the beat before.
  std::optional<double> last_;
  // Beats so far and sure S beats among them, both fading.
  double beats_ = 0, s_beats_ = 0;
  // Intervals before one that it may be like, and those whose departures are known. Arrays and no queues: a
  // device without a heap runs this class too (embedded/).
  static constexpr std::size_t compared = 4, remembered = 128;
  // ln, the last four, oldest first.
  std::array<double, compared> intervals_{};
  std::size_t known_intervals_ = 0;
  // Of the last 128, in no order that matters but for which is replaced next.
  // Floats: a device keeps them too, and what is asked of them, a threshold of hundredths, needs no more.
  std::array<float, remembered> departures_{};
  std::size_t known_departures_ = 0, next_departure_ = 0;
};

// The networks' answers to `rows` (rows x classes) of a set, adapted record by record, in order of time; the
// set's other rows of a record are part of its rhythm. Rows of a recipe without a patient's prior, or whose
// place in the record is not known, stay as they are.
void apply_patient_prior(const BeatSet& set, std::span<const std::uint32_t> rows,
                         std::span<float> probabilities);

// Whether answers to rows of the recipe of that name are adapted so (Recipe::patient_prior).
bool has_patient_prior(std::string_view recipe);

}  // namespace rwave
