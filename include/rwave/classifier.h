#pragma once
// Beats labelled as they come in: samples in, labelled beats out.
//
//   rwave::Model model = rwave::Model::shipped();        // or Model::load("mine.onnx")
//   rwave::Classifier classifier(model, 360, 1);         // Hz, leads
//   classifier.push(samples);                            // mV, as often as there are some
//   for (const rwave::LabelledBeat& beat : classifier.take_beats()) ...
//   classifier.finish();                                 // then take what is left

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rwave/api.h"
#include "rwave/detector.h"

namespace rwave {

struct ModelState;

// A beat and the class it was given: 'N', 'S', 'V', 'F' or 'Q' of ANSI/AAMI EC57; in whole recordings '/' for
// a paced beat, which EC57 counts as Q. Q with probability 0 where too little of the beat was recorded to say
// anything.
struct LabelledBeat {
  // R peak: a sample of the stream, or a frame of the recording.
  std::int64_t sample = 0;
  // N S V F Q, or / (see above).
  char label = 'N';
  // Of the network's label, also where that was rejected (unknown_below).
  float probability = 0;

  bool operator==(const LabelledBeat&) const = default;
};

// A network that labels beats, from a file that `rwave export` wrote. Copies share one network, which one
// thread at a time may use: for classifiers on several threads load it once for each.
class RWAVE_API Model {
 public:
  // Throws Error where the file is damaged, has no card, is cut by a recipe this program does not know, or
  // tells other classes apart than those above. `threads` share the beats of a batch; 0 = one per core.
  static Model load(const std::filesystem::path& file, int threads = 1);

  // The network that comes with the program: models/live.onnx, whose card says what it was trained on.
  static Model shipped(int threads = 1);

  // The model that comes with the program for whole recordings, models/whole.onnx: it looks at both sides of
  // each beat, so that a Classifier, which labels a stream, refuses it.
  static Model shipped_whole(int threads = 1);

  Model(const Model&);
  Model& operator=(const Model&);
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  // The network's name by its card ("seed"), its recipe, and the file that it came from.
  const std::string& name() const;
  const std::string& recipe() const;
  const std::string& file() const;

 private:
  friend struct ModelState;  // classify/model.h, what the library itself sees of it
  explicit Model(std::shared_ptr<ModelState> state);
  std::shared_ptr<ModelState> state_;
};

struct ClassifierOptions {
  // Beats whose label has a lower probability than this, 0 to 1, are called Q, "unknown". 0: none.
  float unknown_below = 0;
  // Gaps of up to 0.12 s become straight lines (docs/detector.md), and while one lasts no label comes. false:
  // for frames that have been through this.
  bool bridge_gaps = true;
};

// Finds the R peaks of one ECG and labels its beats. Constant memory; the result does not depend on how the
// samples are cut into calls.
//
// With a network of the recipe template-rr a label comes at most 2.4 s after its beat: one second after the
// beat's window, which reaches 1.4 s past the R peak. In the first seconds of a recording, or of a lead that
// has just been connected, up to 5.2 s (see Detector). With the recipe "kaggle", whose window depends on the
// two beats that follow, a label comes 1.2 s after the second of them.
class RWAVE_API Classifier {
 public:
  // Rate in Hz, of each lead; leads: 1 or 2. Peaks are looked for in all of them, and so are labels with a
  // network of the recipe template-rr, for which the first lead counts twice; others look at the first alone.
  // It should be lead II or like it. Throws Error where the rate or the number is out of the Detector's
  // range, or unknown_below is no probability.
  Classifier(const Model& model, double rate, int leads, const ClassifierOptions& options = {});
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  // The next samples in mV, frame after frame (the first lead's, the second's); NaN = not recorded. A whole
  // number of frames, else Error. Not to be called after finish().
  void push(std::span<const float> frames);

  // The recording ends here.
  void finish();

  // The beats labelled since the last call, in order of time.
  std::vector<LabelledBeat> take_beats();

  // As Detector::take_unanalyzable().
  std::vector<SampleSpan> take_unanalyzable();
  // As Detector::unanalyzable_since().
  std::int64_t unanalyzable_since() const;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace rwave
