// Labels of records' first leads by the library for small devices and by the desktop's live path, compared.
//   compare_record RECORD... (of 16 bits at most; mitdb/100)
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "classify/live_rhythm.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "rwave_embedded.h"

namespace {

using namespace rwave;

struct Tally {
  std::size_t beats = 0, same = 0, events = 0, same_events = 0;
  float most = 0;  // difference of a probability
};

void compare(const std::string& name, Tally& all) {
  const auto recording = open_recording(name);
  const SignalInfo& signal = recording->info().signals.front();
  rwave_embedded_config config =
      rwave_embedded_defaults(recording->info().rate, static_cast<float>(signal.gain));
  config.baseline = static_cast<std::int16_t>(signal.baseline);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  if (stream == nullptr) throw Error(name, "has a rate that is not labelled");
  LiveRhythm live(Model::shipped(), config.rate, 1);
  std::vector<LabelledBeat> beats;
  std::vector<rwave_embedded_episode> events;
  const auto take = [&] {
    rwave_embedded_beat beat;
    while (rwave_embedded_take_beat(stream, &beat) == 1)
      beats.push_back({beat.sample, beat.label, beat.probability});
    rwave_embedded_episode event;
    while (rwave_embedded_take_episode(stream, &event) == 1) events.push_back(event);
  };
  for (const float value : recording->read_physical(0, 0, recording->info().frames)) {
    const auto count =
        std::isnan(value)
            ? static_cast<std::int16_t>(RWAVE_EMBEDDED_MISSING)
            : static_cast<std::int16_t>(std::lround(value * config.counts_per_mv) + config.baseline);
    const float sample =
        std::isnan(value) ? value : static_cast<float>(count - config.baseline) / config.counts_per_mv;
    live.push({&sample, 1});
    while (rwave_embedded_push(stream, &count, 1) == 0) take();
    take();
  }
  live.finish();
  while (rwave_embedded_finish(stream) == 1) take();
  take();
  Tally one{live.beats.size(), 0, live.events.size(), 0, 0};
  for (std::size_t i = 0; i < std::min(beats.size(), live.beats.size()); ++i) {
    if (beats[i].sample == live.beats[i].sample && beats[i].label == live.beats[i].label) ++one.same;
    one.most = std::max(one.most, std::fabs(beats[i].probability - live.beats[i].probability));
  }
  for (std::size_t i = 0; i < std::min(events.size(), live.events.size()); ++i) {
    const Episode& b = live.events[i].episode;
    if (events[i].first == b.first && events[i].end == b.end &&
        events[i].kind == static_cast<std::uint8_t>(b.kind) && (events[i].ended == 1) == live.events[i].ended)
      ++one.same_events;
  }
  const bool whole = beats.size() == one.beats && events.size() == one.events;
  fmt::print("{}: {} of {} beats, {} of {} episode events the same{}, probability within {:.1e}\n", name,
             one.same, one.beats, one.same_events, one.events, whole ? "" : ", and other numbers of them",
             one.most);
  all.beats += std::max(one.beats, beats.size());
  all.same += one.same;
  all.events += std::max(one.events, events.size());
  all.same_events += one.same_events;
  all.most = std::max(all.most, one.most);
}

}  // namespace

int main(int count, char** arguments) try {
  Tally all;
  for (int i = 1; i < count; ++i) compare(arguments[i], all);
  fmt::print("all: {} of {} beats, {} of {} episode events the same, probability within {:.1e}\n", all.same,
             all.beats, all.same_events, all.events, all.most);
  return all.same == all.beats && all.same_events == all.events ? 0 : 1;
} catch (const std::exception& fault) {
  fmt::print(stderr, "compare_record: {}\n", fault.what());
  return 1;
}
