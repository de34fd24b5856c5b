// What the live path costs: nanoseconds a sample of one lead, with labels, with labels and rhythm, and of the
// library for small devices; each over a plain pass over the same samples (their sum).
//   live_speed RECORD...      # mitdb/100; the first lead
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <vector>

#include "classify/live_rhythm.h"
#include "rwave/recording.h"
#include "rwave_embedded.h"

namespace {

using namespace rwave;

constexpr int rounds = 3;  // of which the quickest counts

// Nanoseconds of the processor a sample: other programs at work on the machine do not count.
template <class Work>
double cost_of(std::size_t samples, const Work& work) {
  double least = 1e300;
  for (int round = 0; round < rounds; ++round) {
    const std::clock_t begin = std::clock();
    work();
    const double took = 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    least = std::min(least, took / static_cast<double>(samples));
  }
  return least;
}

void measure(const std::string& name) {
  const auto recording = open_recording(name);
  const double rate = recording->info().rate;
  const std::vector<float> lead = recording->read_physical(0, 0, recording->info().frames);
  std::vector<std::int16_t> counts;
  for (const float value : lead)
    counts.push_back(std::isnan(value) ? static_cast<std::int16_t>(RWAVE_EMBEDDED_MISSING)
                                       : static_cast<std::int16_t>(std::lround(value * 200.F)));
  const Model model = Model::shipped();
  const auto block = static_cast<std::size_t>(rate);  // a call a second
  const auto in_blocks = [&](const auto& push) {
    for (std::size_t at = 0; at < lead.size(); at += block) push(at, std::min(block, lead.size() - at));
  };
  volatile float kept = 0;
  const double plain = cost_of(lead.size(), [&] {
    float sum = 0;
    for (const float value : lead) sum += value;
    kept = sum;
  });
  const double labels = cost_of(lead.size(), [&] {
    Classifier classifier(model, rate, 1);
    in_blocks([&](std::size_t at, std::size_t count) {
      classifier.push(std::span(lead).subspan(at, count));
      classifier.take_beats();
    });
    classifier.finish();
  });
  const double rhythm = cost_of(lead.size(), [&] {
    LiveRhythm live(model, rate, 1);
    in_blocks([&](std::size_t at, std::size_t count) {
      live.push(std::span(lead).subspan(at, count));
      live.beats.clear();
      live.events.clear();
    });
    live.finish();
  });
  const rwave_embedded_config config = rwave_embedded_defaults(rate, 200);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  const double device = cost_of(lead.size(), [&] {
    rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
    rwave_embedded_beat beat;
    rwave_embedded_episode episode;
    for (std::size_t at = 0; at < counts.size();) {
      at += static_cast<std::size_t>(rwave_embedded_push(
          stream, counts.data() + at, static_cast<std::int32_t>(std::min(block, counts.size() - at))));
      while (rwave_embedded_take_beat(stream, &beat) == 1) continue;
      while (rwave_embedded_take_episode(stream, &episode) == 1) continue;
    }
  });
  fmt::print(
      "{}: labels {:.1f} ns a sample ({:.0f} times a plain pass of {:.2f} ns), with rhythm {:.1f}, library "
      "for "
      "small devices {:.1f}\n",
      name, labels, labels / plain, plain, rhythm, device);
}

}  // namespace

int main(int count, char** arguments) try {
  for (int i = 1; i < count; ++i) measure(arguments[i]);
  return 0;
} catch (const std::exception& fault) {
  fmt::print(stderr, "live_speed: {}\n", fault.what());
  return 1;
}
