// The C interface over Classifier: exceptions become return values and a line of text.
#include <deque>
#include <exception>
#include <memory>
#include <span>
#include <string>

#include "rwave/classifier.h"
#include "rwave/error.h"
#include "rwave/rwave.h"

struct rwave_classifier {
  rwave::Classifier classifier;
  std::deque<rwave::LabelledBeat> waiting;
};

namespace {

thread_local std::string last_error;

// Runs `work`; `failed` where it throws.
template <typename Result, typename Work>
Result guarded(Result failed, Work&& work) {
  try {
    return work();
  } catch (const std::exception& fault) {
    last_error = fault.what();
  } catch (...) {
    last_error = "a fault of unknown kind";
  }
  return failed;
}

}  // namespace

rwave_classifier* rwave_classifier_new(const char* model, double rate, int leads) {
  return guarded<rwave_classifier*>(nullptr, [&] {
    const rwave::Model network = model == nullptr ? rwave::Model::shipped() : rwave::Model::load(model);
    return new rwave_classifier{rwave::Classifier(network, rate, leads), {}};
  });
}

int rwave_classifier_push(rwave_classifier* classifier, const float* samples, size_t count) {
  return guarded(-1, [&] {
    if (classifier == nullptr || (samples == nullptr && count > 0)) throw rwave::Error("a null pointer");
    classifier->classifier.push(std::span(samples, count));
    return 0;
  });
}

int rwave_classifier_finish(rwave_classifier* classifier) {
  return guarded(-1, [&] {
    if (classifier == nullptr) throw rwave::Error("a null pointer");
    classifier->classifier.finish();
    return 0;
  });
}

size_t rwave_classifier_take(rwave_classifier* classifier, rwave_beat* beats, size_t most) {
  return guarded<size_t>(0, [&] {
    if (classifier == nullptr || (beats == nullptr && most > 0)) throw rwave::Error("a null pointer");
    auto& waiting = classifier->waiting;
    for (const rwave::LabelledBeat& beat : classifier->classifier.take_beats()) waiting.push_back(beat);
    classifier->classifier.take_unanalyzable();
    size_t count = 0;
    for (; count < most && !waiting.empty(); ++count) {
      beats[count] = {waiting.front().sample, waiting.front().label, waiting.front().probability};
      waiting.pop_front();
    }
    return count;
  });
}

void rwave_classifier_free(rwave_classifier* classifier) {
  delete classifier;
}

const char* rwave_last_error(void) {
  return last_error.c_str();
}

const char* rwave_version(void) {
  return RWAVE_VERSION;
}
