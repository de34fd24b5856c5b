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
// for those whose card names one.
bool labels_two_leads(const Model& model);

// Beats whose label is less probable than `below` become Q. Throws Error where that is no probability.
void call_unknown(std::span<LabelledBeat> beats, float below);

// A recipe's cutters, one a lead, with the network behind them. Calls are a BeatCutter's.
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

  void add_beat(std::int64_t sample);
  void set_watermark(std::int64_t sample);
  void push(std::span<const float> frames);  // a sample of each lead, frame after frame
  void finish();

  // Appends what is labelled by now, in order of time.
  void take(std::vector<LabelledBeat>& out);

 private:
  // One lead at work.
  struct Lead {
    std::unique_ptr<BeatCutter> cutter;
    CutRows rows;
    std::vector<float> scores;  // a network's answer for each row
    std::size_t next = 0;       // the row that is looked at
  };

  void label(std::vector<LabelledBeat>& out);
  bool take_answer(std::size_t beat);

  Model model_;
  std::size_t classes_;
  std::vector<Lead> leads_;
  std::size_t batch_;
  bool finished_ = false;
  std::optional<PatientPrior> prior_;  // of networks whose answers are adapted to the patient
  std::vector<float> samples_;         // of one lead, of a call
  std::vector<float> answer_;          // to one beat
};

}  // namespace rwave
