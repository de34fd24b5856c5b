#pragma once
// A recording whose beats a person has labelled in part: the rest is labelled again by what these labels
// teach, in seconds and as often as wished.
//
//   rwave::Adapter adapter(*recording, rwave::Model::shipped_whole());
//   std::vector<rwave::TaughtBeat> taught = {{3610, 'N'}, {4012, 'V'}};      // frame of the R peak, class
//   for (const rwave::LabelledBeat& beat : adapter.adapt(taught)) ...

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "rwave/annotation.h"
#include "rwave/api.h"
#include "rwave/classification.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave {

// A beat that a person labelled: N S V F Q of ANSI/AAMI EC57, or / for a paced one.
struct TaughtBeat {
  // Frame of the R peak; the beat that was found within 150 ms of it is meant.
  std::int64_t sample = 0;
  char label = 'N';
};

// The beats among WFDB annotations as taught beats: A becomes S, L becomes N, and so on by EC57's classes;
// / stays. Annotations that are no beat of a class (+, ~, ?) are left out.
RWAVE_API std::vector<TaughtBeat> taught_beats(std::span<const Annotation> annotations);

// Holds what is known of each beat of one recording (some 200 bytes per beat), not the recording, which may
// be closed once the constructor has returned. One thread at a time may use an object.
class RWAVE_API Adapter {
 public:
  // Finds and labels the beats as `rwave classify` does. `model`: one of whole recordings, else UsageError.
  // Throws Error as classify_recording() does.
  Adapter(Recording& recording, const Model& model, const ClassificationOptions& options = {});
  Adapter(Adapter&&) noexcept;
  Adapter& operator=(Adapter&&) noexcept;
  ~Adapter();

  // The beats as the model alone labels them; samples are frames.
  const std::vector<LabelledBeat>& beats() const;

  // The same with the spans that cannot be analyzed and the leads.
  const Classification& classification() const;

  // By beat: its group of beats of one shape, -1 where no lead shows it. Beats of one group lie within about
  // four hours of each other.
  const std::vector<int>& groups() const;

  // All beats, labelled by the model and by what the taught ones change in it (docs/adapt.md). A taught
  // beat keeps its label, with probability 1; where no beat was found within 150 ms of it, it is added. Only
  // taught labels teach: no label given here ever counts as one, and the order of `taught` does not matter.
  // Before the frame `complete_until` the taught beats are all there are: what else was found there is left
  // out. Without taught beats: beats(). Throws Error where a taught beat lies outside of the recording, has
  // another label, or two of them are at one frame with different ones.
  std::vector<LabelledBeat> adapt(std::span<const TaughtBeat> taught, std::int64_t complete_until = 0) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace rwave
