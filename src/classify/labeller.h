#pragma once
// R peaks and the leads they are on, to labelled beats.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "beat/cutter.h"
#include "beat/patient_prior.h"
#include "classify/model.h"
#include "rwave/classifier.h"

namespace rwave {

// Whether a network may look at a beat in two leads: those of a recipe for any lead (Recipe::any_lead), but
// for those whose card names one: trained on one lead, it is a stranger in another.
bool labels_two_leads(const Model& model);

// Beats whose label is less probable than `below` become Q. Throws Error where that is no probability.
void call_unknown(std::span<LabelledBeat> beats, float below);

// A recipe's cutters, one per lead, with the network behind them. Calls are a BeatCutter's.
//
// With two leads the network looks at a beat in each, by itself, and what it says of the two is joined: a
// geometric mean, in which the first lead counts twice;
// a lead that is flat there says nothing. Where the recipe has it, the patient's prior of S is then applied
// (beat/patient_prior.h).
class Labeller {
 public:
  // `rate` of each lead, Hz; `leads`: 1 or 2. Rows wait until `batch` beats can go through the network at
  // once: large networks read their weights once a batch.
  Labeller(const Model& model, double rate, int leads, std::size_t batch);

  // An R peak, a sample of the leads; in order of time, before the watermark passes it.
  void add_beat(std::int64_t sample);
  // No R peak before this sample comes any more: cutters that wait for the next beats may go on.
  void set_watermark(std::int64_t sample);
  // A sample of each lead, frame after frame. In mV; NaN = not recorded.
  void push(std::span<const float> frames);
  // All rows are cut and labelled, the last beats with the neighbours that they have.
  void finish();

  // Appends what is labelled by now, in order of time.
  void take(std::vector<LabelledBeat>& out);

 private:
  // One lead at work.
  struct Lead {
    std::unique_ptr<BeatCutter> cutter;
    CutRows rows;
    // The network's answer to each row of the batch, class after class.
    std::vector<float> scores;
    // Place among `rows` of the beat that is joined next; a lead that does not show a beat has no row for
    // it.
    std::size_t next = 0;
  };

  // Batches through the network, then beats out as far as both leads have an answer.
  void label(std::vector<LabelledBeat>& out);
  // Joins the leads' answers to a beat; false where no lead shows it.
  bool take_answer(std::size_t beat);

  Model model_;
  std::size_t classes_;
  std::vector<Lead> leads_;
  std::size_t batch_;
  bool finished_ = false;
  // Of networks whose answers are adapted to the patient.
  std::optional<PatientPrior> prior_;
  // One lead's samples of the present push(), taken out of the frames.
  std::vector<float> samples_;
  // The joined probabilities of the present beat, by class.
  std::vector<float> answer_;
};

}  // namespace rwave
