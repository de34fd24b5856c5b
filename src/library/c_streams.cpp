// Streams in C: R peaks, labelled beats, rhythm, and the models behind them.
#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "library/c_guard.h"
#include "library/c_handles.h"

using namespace rwave::c;

namespace rwave::c {

namespace {

// A buffer and no string: it must hold a text where there is no memory.
thread_local std::array<char, 1024> last_error{};

}  // namespace

void set_last_error(const char* text) noexcept {
  const std::size_t length = std::min(std::strlen(text), last_error.size() - 1);
  std::memcpy(last_error.data(), text, length);
  last_error[length] = '\0';
}

// A program compiled with an older header knows fewer fields: those it does not know are defaults.
rwave_options options_of(const rwave_options* options) {
  rwave_options chosen{};
  if (options == nullptr) return chosen;
  if (options->size < sizeof(std::size_t) || options->size > sizeof chosen)
    throw Error("rwave_options: size is not sizeof(rwave_options), so its fields are not known");
  std::memcpy(&chosen, options, options->size);
  return chosen;
}

}  // namespace rwave::c

const char* rwave_last_error(void) {
  return rwave::c::last_error.data();
}

const char* rwave_version(void) {
  return RWAVE_VERSION;
}

// Detector. Peaks go through a queue in the handle: C gives a buffer of its own size, C++ gives all there
// are.
rwave_detector* rwave_detector_new(double rate, int leads) {
  return guarded<rwave_detector*>(nullptr,
                                  [&] { return given_out(rwave_detector{rwave::Detector(rate, leads)}); });
}

int rwave_detector_push(rwave_detector* detector, const float* samples, size_t count) {
  return guarded(-1, [&] {
    handle(detector).detector.push(values(samples, count));
    return 0;
  });
}

// After it only _take has something to give; a push is refused by the detector itself.
int rwave_detector_finish(rwave_detector* detector) {
  return guarded(-1, [&] {
    handle(detector).detector.finish();
    return 0;
  });
}

int64_t rwave_detector_take(rwave_detector* detector, int64_t* peaks, size_t most) {
  return guarded<int64_t>(-1, [&] {
    auto& waiting = handle(detector).peaks;
    for (const std::int64_t peak : detector->detector.take_peaks()) waiting.push_back(peak);
    return move_out(waiting, peaks, most, [](std::int64_t peak) { return peak; });
  });
}

int64_t rwave_detector_take_unanalyzable(rwave_detector* detector, rwave_span* spans, size_t most) {
  return guarded<int64_t>(-1, [&] {
    auto& waiting = handle(detector).unanalyzable;
    for (const auto& span : detector->detector.take_unanalyzable()) waiting.push_back(span);
    return move_out(waiting, spans, most, span_of);
  });
}

void rwave_detector_free(rwave_detector* detector) {
  free_handle(detector);
}

// Models. Two names stand for the networks in the program; a file of one of these names is "./live".
rwave_model* rwave_model_load(const char* file, int threads) {
  return guarded<rwave_model*>(nullptr, [&] {
    const std::string_view name = &given(file);
    if (name == "live") return given_out(rwave_model{rwave::Model::shipped(threads)});
    if (name == "whole") return given_out(rwave_model{rwave::Model::shipped_whole(threads)});
    return given_out(rwave_model{rwave::Model::load(file, threads)});
  });
}

const char* rwave_model_name(const rwave_model* model) {
  return guarded<const char*>(nullptr, [&] { return handle(model).model.name().c_str(); });
}

void rwave_model_free(rwave_model* model) {
  free_handle(model);
}

// Classifier. By a file's name each has a network of its own, so handles on several threads share nothing.
rwave_classifier* rwave_classifier_new(const char* model, double rate, int leads) {
  return guarded<rwave_classifier*>(nullptr, [&] {
    const rwave::Model network = model == nullptr ? rwave::Model::shipped() : rwave::Model::load(model);
    return given_out(rwave_classifier{rwave::Classifier(network, rate, leads)});
  });
}

// With a handle of a model the network is loaded once for many streams of one thread.
rwave_classifier* rwave_classifier_new_with(rwave_model* model, double rate, int leads,
                                            const rwave_options* options) {
  return guarded<rwave_classifier*>(nullptr, [&] {
    const rwave::ClassifierOptions chosen{.unknown_below = options_of(options).unknown_below};
    return given_out(rwave_classifier{rwave::Classifier(handle(model).model, rate, leads, chosen)});
  });
}

int rwave_classifier_push(rwave_classifier* classifier, const float* samples, size_t count) {
  return guarded(-1, [&] {
    handle(classifier).classifier.push(values(samples, count));
    return 0;
  });
}

int rwave_classifier_finish(rwave_classifier* classifier) {
  return guarded(-1, [&] {
    handle(classifier).classifier.finish();
    return 0;
  });
}

int64_t rwave_classifier_take(rwave_classifier* classifier, rwave_beat* beats, size_t most) {
  return guarded<int64_t>(-1, [&] {
    auto& waiting = handle(classifier).beats;
    for (const auto& beat : classifier->classifier.take_beats()) waiting.push_back(beat);
    return move_out(waiting, beats, most, beat_of);
  });
}

// Spans come apart from beats, so that a caller who wants beats alone need not drain them in order.
int64_t rwave_classifier_take_unanalyzable(rwave_classifier* classifier, rwave_span* spans, size_t most) {
  return guarded<int64_t>(-1, [&] {
    auto& waiting = handle(classifier).unanalyzable;
    for (const auto& span : classifier->classifier.take_unanalyzable()) waiting.push_back(span);
    return move_out(waiting, spans, most, span_of);
  });
}

void rwave_classifier_free(rwave_classifier* classifier) {
  free_handle(classifier);
}

// The kinds' names lie in tables of the program, NUL-terminated as literals are.
// Null past the last kind, so that a caller can list them all without knowing how many there are.
const char* rwave_rhythm_key(int kind) {
  const auto names = rwave::rhythm_names();
  return kind < 0 || kind >= static_cast<int>(names.size())
             ? nullptr
             : names[static_cast<std::size_t>(kind)].key.data();
}

const char* rwave_rhythm_code(int kind) {
  const auto names = rwave::rhythm_names();
  if (kind < 0 || kind >= static_cast<int>(names.size())) return nullptr;
  const std::string_view code = names[static_cast<std::size_t>(kind)].code;
  return code.empty() ? "" : code.data();
}

// Rhythm. Without a signal behind it: pauses are judged by the intervals around them (EpisodeOptions::quiet).
rwave_rhythm* rwave_rhythm_new(double rate) {
  return guarded<rwave_rhythm*>(nullptr, [&] { return given_out(rwave_rhythm{rwave::EpisodeStream(rate)}); });
}

int rwave_rhythm_add_beat(rwave_rhythm* rhythm, int64_t sample, char label) {
  return guarded(-1, [&] {
    // strchr finds the terminating NUL too, which would also end the line.
    if (label == '\0' || !std::strchr("NSVFQ/", label))
      throw rwave::Error((label == '\0' ? std::string("no label") : std::string("label '") + label + "'") +
                         "; expected one of N S V F Q /");
    handle(rhythm).stream.add_beat(sample, label);
    return 0;
  });
}

// Fibrillation cannot be told here: a stream of beats does not know of it, whole recordings do.
int rwave_rhythm_add_unanalyzable(rwave_rhythm* rhythm, rwave_span span) {
  return guarded(-1, [&] {
    handle(rhythm).stream.add_span(rwave::RhythmKind::Unanalyzable, {span.first, span.end});
    return 0;
  });
}

int rwave_rhythm_advance(rwave_rhythm* rhythm, int64_t sample) {
  return guarded(-1, [&] {
    handle(rhythm).stream.advance(sample);
    return 0;
  });
}

int rwave_rhythm_finish(rwave_rhythm* rhythm, int64_t frames) {
  return guarded(-1, [&] {
    handle(rhythm).stream.finish(frames);
    return 0;
  });
}

int64_t rwave_rhythm_take(rwave_rhythm* rhythm, rwave_episode* episodes, size_t most) {
  return guarded<int64_t>(-1, [&] {
    auto& waiting = handle(rhythm).events;
    for (const auto& event : rhythm->stream.take_events()) waiting.push_back(event);
    return move_out(waiting, episodes, most,
                    [](const auto& event) { return episode_of(event.episode, event.ended); });
  });
}

void rwave_rhythm_free(rwave_rhythm* rhythm) {
  free_handle(rhythm);
}
