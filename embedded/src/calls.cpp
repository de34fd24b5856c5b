// The public calls: handles, faults, sizes.
#include <cmath>
#include <new>

#include "network.h"
#include "stream.h"

namespace {

using namespace rwave::embedded;

bool in_range(const rwave_embedded_config* config) {
  return config != nullptr && config->rate >= rwave::Detector::lowest_rate &&
         config->rate <= rwave::Detector::highest_rate && config->counts_per_mv > 0 &&
         std::isfinite(config->counts_per_mv) && config->unknown_below >= 0 && config->unknown_below <= 1;
}

// Bytes that a part takes in addition to its object.
template <class Part>
[[gnu::noinline]] std::size_t count(const Part& part) {
  Arena arena;
  part(arena);
  return arena.used();
}

// Marks the handle as busy while a call is at work on it.
class Call {
 public:
  explicit Call(rwave_embedded* stream) : stream_(stream) {
    if (stream == nullptr || stream->mark != open_mark) {
      fault_ = RWAVE_EMBEDDED_CLOSED;
      stream_ = nullptr;
    } else if (__atomic_exchange_n(&stream->busy, 1, __ATOMIC_ACQUIRE) != 0) {
      fault_ = RWAVE_EMBEDDED_BUSY;
      stream_ = nullptr;
    }
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() {
    if (stream_ != nullptr) __atomic_store_n(&stream_->busy, 0, __ATOMIC_RELEASE);
  }

  std::int32_t fault() const { return fault_; }

 private:
  rwave_embedded* stream_;
  std::int32_t fault_ = 0;
};

void* aligned(void* memory) {
  const auto at = reinterpret_cast<std::uintptr_t>(memory);
  return reinterpret_cast<void*>((at + Arena::alignment - 1) / Arena::alignment * Arena::alignment);
}

}  // namespace

extern "C" {

rwave_embedded_config rwave_embedded_defaults(double rate, float counts_per_mv) {
  return {rate, counts_per_mv, 0, 0};
}

size_t rwave_embedded_part(const rwave_embedded_config* config, int32_t part, const char** name) {
  const char* unused;
  if (name == nullptr) name = &unused;
  *name = "";
  if (!in_range(config)) return 0;
  const double rate = config->rate;
  const auto named = [name](const char* text, size_t bytes) {
    *name = text;
    return (bytes + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
  };
  // A part at a time: all together they would take more stack than the stream ever does.
  switch (part) {
    case 0:
      return named("scratch that all use in turn", scratch_floats(rate) * sizeof(float));
    case 1:
      return named("counts of the last 8.1 s",
                   count([&](Arena& arena) { CountRing(arena, counts_of(*config), *config); }));
    case 2:
      return named("detector: filters, signal, envelope, waves",
                   count([&](Arena& arena) { LiveDetector::count(arena, rate); }));
    case 3:
      return named("detector: levels, candidates, peaks that wait", sizeof(LiveDetector));
    case 4:
      return named("labels: intervals, beats of the template",
                   count([&](Arena& arena) { BeatLabeller::count(arena, rate); }));
    case 5:
      return named("labels: heights, prior, beats that wait", sizeof(BeatLabeller));
    case 6:
      return named("ventricular fibrillation: a window", count([&](Arena& arena) {
                                                           LiveFibrillation(arena, rate, nullptr, false);
                                                         }) + sizeof(LiveFibrillation));
    case 7:
      return named("atrial fibrillation: intervals",
                   count([&](Arena& arena) { LiveEpisodes::count(arena, rate); }));
    case 8:
      return named("rhythm: rules, beats and events that wait", sizeof(LiveEpisodes));
    case 9:
      return named("the rest", sizeof(rwave_embedded) - sizeof(LiveDetector) - sizeof(BeatLabeller) -
                                   sizeof(LiveFibrillation) - sizeof(LiveEpisodes) + Arena::alignment - 1);
    default:
      return 0;
  }
}

size_t rwave_embedded_size(const rwave_embedded_config* config) {
  const char* name;
  size_t bytes = 0;
  for (int32_t part = 0;; ++part) {
    const size_t more = rwave_embedded_part(config, part, &name);
    if (more == 0) return bytes;
    bytes += more;
  }
}

rwave_embedded* rwave_embedded_init(const rwave_embedded_config* config, void* memory, size_t bytes) {
  const size_t needed = rwave_embedded_size(config);
  if (needed == 0 || memory == nullptr || bytes < needed) return nullptr;
  Arena arena(aligned(memory));
  void* const place = arena.take<rwave_embedded>(1);
  return new (place) rwave_embedded(arena, *config);
}

int32_t rwave_embedded_push(rwave_embedded* stream, const int16_t* samples, int32_t count) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  if (stream->finished) return RWAVE_EMBEDDED_FINISHED;
  if (samples == nullptr && count > 0) return RWAVE_EMBEDDED_NULL;
  stream->settle_rest();
  int32_t taken = 0;
  for (; taken < count && stream->has_room(); ++taken) stream->push(samples[taken]);
  return taken;
}

int32_t rwave_embedded_take_beat(rwave_embedded* stream, rwave_embedded_beat* beat) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  if (beat == nullptr) return RWAVE_EMBEDDED_NULL;
  BeatLabeller& beats = stream->beats;
  if (beats.waiting() == 0) return 0;
  const rwave::LabelledBeat oldest = beats.beat(0);
  *beat = {oldest.sample, oldest.probability, oldest.label};
  beats.pop_front();
  return 1;
}

int32_t rwave_embedded_take_episode(rwave_embedded* stream, rwave_embedded_episode* episode) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  if (episode == nullptr) return RWAVE_EMBEDDED_NULL;
  auto& waiting = stream->rhythm.events.waiting;
  // Who takes until there is nothing gets all of the step, however much it brought forth.
  if (waiting.empty()) stream->settle_rest();
  if (waiting.empty()) return 0;
  *episode = waiting.front();
  waiting.pop_front();
  return 1;
}

int32_t rwave_embedded_finish(rwave_embedded* stream) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  stream->finished = true;
  return stream->finish() ? 0 : 1;
}

int32_t rwave_embedded_close(rwave_embedded* stream) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  stream->mark = closed_mark;
  return 0;
}

const char* rwave_embedded_rhythm_name(uint8_t kind) {
  // In the order of RhythmKind, whose table (rhythm/statements.cpp) is no part of a device's code.
  static constexpr const char* names[] = {"(NOISE", "(ASYS", "(VFIB", "(VFL", "(VT", "(IVR",
                                          "(AFIB",  "(AFL",  "(SVTA", "(B",   "(T",  "(AB",
                                          "(P",     "pause", "(SBR",  "(ST",  "(N"};
  return kind < sizeof names / sizeof *names ? names[kind] : "";
}

size_t rwave_embedded_network_size(void) {
  return network_bytes();
}

}  // extern "C"
