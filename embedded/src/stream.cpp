// The public calls: LiveRhythm (src/classify/live_rhythm.cpp) over one lead in the caller's memory.
#include <algorithm>
#include <cmath>
#include <new>

#include "beats.h"
#include "detector.h"
#include "fibrillation.h"
#include "network.h"
#include "rhythm.h"
#include "rhythm/irregularity.h"
#include "rwave_embedded.h"

namespace {

using namespace rwave::embedded;

// As live_rhythm.cpp and beat_stream.cpp have them.
constexpr double settled_after = 7.6, step_seconds = 0.1;  // s
// s of counts kept: beats are decided settled_after later, and asked about 0.15 s to each side.
constexpr double counts_kept = 8;
constexpr std::uint32_t open_mark = 0x52574542, closed_mark = 0;

// Free places without which no sample is taken: the beats that the end of the first wait brings forth.
constexpr std::size_t beats_at_once = 32;

bool in_range(const rwave_embedded_config* config) {
  return config != nullptr && config->rate >= rwave::Detector::lowest_rate &&
         config->rate <= rwave::Detector::highest_rate && config->counts_per_mv > 0 &&
         std::isfinite(config->counts_per_mv) && config->unknown_below >= 0 && config->unknown_below <= 1;
}

std::size_t scratch_floats(double rate) {
  return std::max({LiveDetector::scratch_floats(rate), LiveFibrillation::scratch_floats(rate),
                   BeatLabeller::scratch_floats(rate), 2 * rwave::fibrillation_windows.back()});
}

std::int64_t counts_of(const rwave_embedded_config& config) {
  return static_cast<std::int64_t>(std::ceil(counts_kept * config.rate));
}

// Bytes that a part takes in addition to its object.
template <class Part>
[[gnu::noinline]] std::size_t count(const Part& part) {
  Arena arena;
  part(arena);
  return arena.used();
}

}  // namespace

struct rwave_embedded {
  rwave_embedded(Arena& arena, const rwave_embedded_config& config)
      : scratch(reinterpret_cast<float*>(arena.take<double>((scratch_floats(config.rate) + 1) / 2))),
        counts(arena, counts_of(config), config),
        detector(arena, config.rate, counts, scratch, true),
        beats(arena, config, counts, scratch, true),
        fibrillation(arena, config.rate, scratch, true),
        rhythm(arena, config.rate, counts, reinterpret_cast<double*>(scratch)),
        step(std::lround(step_seconds * config.rate)),
        delay(static_cast<std::int64_t>(std::ceil(rwave::Detector::longest_delay * config.rate))),
        settled(static_cast<std::int64_t>(settled_after * config.rate)) {}

  void push(std::int16_t count);
  bool finish();
  bool has_room() const {
    return beats.beats.room() >= beats_at_once && rhythm.events.room() >= LiveEpisodes::most_at_once;
  }

  std::uint32_t mark = open_mark;
  unsigned char busy = 0;
  bool finished = false;

 private:
  void end_step();
  void take_fibrillation();

 public:
  float* scratch;
  CountRing counts;
  LiveDetector detector;
  BeatLabeller beats;
  LiveFibrillation fibrillation;
  LiveEpisodes rhythm;
  std::int64_t step, delay, settled;
  std::int64_t in_step = 0;
  std::int64_t after_end = 0;  // values that the detector had beyond the recording
  enum class End { none, samples, beats, all } end = End::none;
  bool fibrillates = false;
};

void rwave_embedded::push(std::int16_t count) {
  counts.push(count);
  const float sample = counts[counts.end() - 1];
  detector.push(sample);
  if (++in_step == step) end_step();
  fibrillation.push(sample);
  take_fibrillation();
  const std::int64_t since = fibrillation.open_since(), known = counts.end() - settled;
  if (since >= 0) rhythm.decide_hidden(known);
  rhythm.advance(since < 0 ? known : std::min(since, known));
}

// What came out of the detector within a step of a tenth of a second is labelled at its end, as BeatStream
// has it.
void rwave_embedded::end_step() {
  in_step = 0;
  std::size_t given = beats.beats.size();
  for (; !detector.peaks.empty(); detector.peaks.pop_front())
    if (detector.peaks.front() < counts.end()) beats.add_peak(detector.peaks.front());
  if (end == End::none) {
    beats.set_watermark(counts.end() - delay);
    beats.follow(detector.settled());
  }
  for (; given < beats.beats.size(); ++given)
    rhythm.add_beat(beats.beats[given].sample, beats.beats[given].label);
  if (end != End::none) return;
  for (; !detector.unanalyzable.empty(); detector.unanalyzable.pop_front())
    rhythm.add_span(rwave::RhythmKind::Unanalyzable, detector.unanalyzable.front());
}

// The begin is given out at once: nobody may wait for the end of ventricular fibrillation.
void rwave_embedded::take_fibrillation() {
  for (; !fibrillation.spans.empty(); fibrillation.spans.pop_front()) {
    rhythm.add_span(rwave::RhythmKind::VentricularFibrillation, fibrillation.spans.front());
    fibrillates = false;
  }
  const std::int64_t since = fibrillation.open_since();
  if (since < 0 || fibrillates) return;
  fibrillates = true;
  rhythm.events.push_back(
      {{rwave::RhythmKind::VentricularFibrillation, since, counts.end(), 0, 0, 0}, false});
}

// In parts, between which the caller takes what came out. True when all is decided.
bool rwave_embedded::finish() {
  if (end == End::all) return true;
  if (!has_room()) return false;
  if (end == End::none) {
    if (in_step > 0) end_step();
    end = End::samples;
    const float last = counts.end() > 0 ? counts[counts.end() - 1] : 0;
    for (std::int64_t i = detector.samples_after_end(); i > 0; --i) {
      detector.push(last);
      if (detector.peaks.room() < 8) end_step();
    }
    end_step();
    std::size_t given = beats.beats.size();
    beats.finish();
    for (; given < beats.beats.size(); ++given)
      rhythm.add_beat(beats.beats[given].sample, beats.beats[given].label);
    detector.finish(counts.end());
    for (; !detector.unanalyzable.empty(); detector.unanalyzable.pop_front())
      rhythm.add_span(rwave::RhythmKind::Unanalyzable, detector.unanalyzable.front());
    fibrillation.finish();
    take_fibrillation();
  }
  if (!rhythm.finish(counts.end())) return false;
  end = End::all;
  return true;
}

namespace {

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

size_t rwave_embedded_size(const rwave_embedded_config* config) {
  if (!in_range(config)) return 0;
  // A part at a time: all together they would take more stack than the stream ever does.
  const CountRing counts;
  const size_t parts[] = {
      sizeof(rwave_embedded),
      count([&](Arena& arena) { arena.take<double>((scratch_floats(config->rate) + 1) / 2); }),
      count([&](Arena& arena) { CountRing(arena, counts_of(*config), *config); }),
      count([&](Arena& arena) { LiveDetector(arena, config->rate, counts, nullptr, false); }),
      count([&](Arena& arena) { BeatLabeller(arena, *config, counts, nullptr, false); }),
      count([&](Arena& arena) { LiveFibrillation(arena, config->rate, nullptr, false); }),
      count([&](Arena& arena) { LiveEpisodes(arena, config->rate, counts, nullptr); })};
  size_t bytes = Arena::alignment - 1;
  for (const size_t part : parts)
    bytes += (part + Arena::alignment - 1) / Arena::alignment * Arena::alignment;
  return bytes;
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
  int32_t taken = 0;
  for (; taken < count && stream->has_room(); ++taken) stream->push(samples[taken]);
  return taken;
}

int32_t rwave_embedded_take_beat(rwave_embedded* stream, rwave_embedded_beat* beat) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  if (beat == nullptr) return RWAVE_EMBEDDED_NULL;
  auto& waiting = stream->beats.beats;
  if (waiting.empty()) return 0;
  *beat = {waiting.front().sample, waiting.front().probability, waiting.front().label};
  waiting.pop_front();
  return 1;
}

int32_t rwave_embedded_take_episode(rwave_embedded* stream, rwave_embedded_episode* episode) {
  const Call call(stream);
  if (call.fault() != 0) return call.fault();
  if (episode == nullptr) return RWAVE_EMBEDDED_NULL;
  auto& waiting = stream->rhythm.events.waiting;
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
  static constexpr const char* names[] = {"(NOISE", "(ASYS", "(VFIB", "(VFL", "(VT",
                                          "(IVR",   "(AFIB", "(SVTA", "(B",   "(T",
                                          "(AB",    "(P",    "pause", "(SBR", "(ST"};
  return kind < sizeof names / sizeof *names ? names[kind] : "";
}

size_t rwave_embedded_network_size(void) {
  return network_bytes();
}

}  // extern "C"
