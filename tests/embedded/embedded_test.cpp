// The library for small devices against the desktop's live labels, and what it makes of bad input.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <thread>
#include <vector>

#include "base/output_file.h"
#include "embedded/both_paths.h"
#include "rwave/recording.h"
#include "rwave_embedded.h"
#include "support/support.h"

#ifndef RWAVE_SANITIZED
// Every allocation of this program comes through here.
extern "C" void* __libc_malloc(std::size_t bytes);
namespace {
std::atomic<long> allocations{0};
}
extern "C" void* malloc(std::size_t bytes) {
  ++allocations;
  return __libc_malloc(bytes);
}
#endif

namespace rwave {
namespace {

using namespace testing;

void take(rwave_embedded* stream, Result& result) {
  rwave_embedded_beat beat;
  while (rwave_embedded_take_beat(stream, &beat) == 1)
    result.beats.push_back({beat.sample, beat.label, beat.probability});
  rwave_embedded_episode e;
  while (rwave_embedded_take_episode(stream, &e) == 1)
    result.events.push_back({{static_cast<RhythmKind>(e.kind), e.first, e.end, e.beats,
                              static_cast<double>(e.mean_rate), static_cast<double>(e.max_rate)},
                             e.ended == 1});
}

rwave_embedded_config config_of(const Counts& counts) {
  rwave_embedded_config config = rwave_embedded_defaults(counts.rate, counts.per_mv);
  config.baseline = counts.baseline;
  return config;
}

Result on_device(const Counts& counts, int block = 1) {
  const rwave_embedded_config config = config_of(counts);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  EXPECT_NE(stream, nullptr);
  Result result;
  for (std::size_t at = 0; at < counts.samples.size();) {
    const auto left = static_cast<std::int32_t>(std::min<std::size_t>(counts.samples.size() - at, block));
    const std::int32_t taken = rwave_embedded_push(stream, counts.samples.data() + at, left);
    EXPECT_GE(taken, 0);
    at += static_cast<std::size_t>(taken);
    take(stream, result);
  }
  while (rwave_embedded_finish(stream) == 1) take(stream, result);
  take(stream, result);
  EXPECT_EQ(rwave_embedded_close(stream), 0);
  return result;
}

// What goes on and tells nothing: flat from the first sample on, and noise that passes for beats.
TEST(Embedded, WithinNoiseTheDeviceSaysWhatTheDesktopSays) {
  Counts counts = simulated(250, 200);
  std::uint32_t state = 7;
  for (std::size_t i = 0; i < counts.samples.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    if (i < 2000) counts.samples[i] = 0;
    if (i > 12000 && i < 40000) counts.samples[i] = static_cast<std::int16_t>((state >> 16) % 400);
  }
  const Result device = on_device(counts);
  expect_same(device, on_desktop(counts));
  EXPECT_EQ(device.events.front().episode.kind, RhythmKind::Unanalyzable);
  EXPECT_EQ(device.events.front().episode.first, 0);
}

TEST(Embedded, LabelsAreTheDesktopsLiveLabels) {
  for (const double rate : {250.0, 360.0, 128.0, 1000.0}) {
    SCOPED_TRACE(rate);
    Counts counts = simulated(rate, 60);
    // An electrode that is off for five seconds, and a pacing spike.
    const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
    for (std::size_t i = at(20); i < at(25); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
    for (std::size_t i = at(40); i < at(43); ++i) counts.samples[i] = 17;
    counts.samples[at(45)] = static_cast<std::int16_t>(counts.samples[at(45)] + 900);
    const Result device = on_device(counts);
    EXPECT_GT(device.beats.size(), 40U);
    expect_same(device, on_desktop(counts));
  }
}

// Ventricular runs, flutter (record 207) and fibrillation (203) in the field.
TEST(Embedded, LabelsOfRecordsAreTheDesktops) {
  RWAVE_NEED_DATA(folder, "mitdb");
  for (const std::string name : {"203", "207"}) {
    SCOPED_TRACE(name);
    const auto recording = open_recording(folder / name);
    constexpr double seconds = 240;
    const auto frames = static_cast<std::int64_t>(seconds * 360);
    Counts counts{.rate = 360, .per_mv = 200, .baseline = 1024, .samples = {}};
    for (const float value : recording->read_physical(0, 0, frames))
      counts.samples.push_back(static_cast<std::int16_t>(std::lround(value * 200.F) + 1024));
    const Result device = on_device(counts);
    EXPECT_FALSE(device.events.empty());
    expect_same(device, on_desktop(counts));
  }
}

TEST(Embedded, TheCallsDoNotMatter) {
  const Counts counts = simulated(250, 30);
  const Result one = on_device(counts, 1), many = on_device(counts, 997);
  EXPECT_EQ(one.beats, many.beats);
}

TEST(Embedded, TwoHandlesMayBeTwoThreads) {
  const Counts counts = simulated(250, 30);
  const Result alone = on_device(counts);
  std::array<Result, 2> both;
  std::thread other([&] { both[0] = on_device(counts); });
  both[1] = on_device(counts);
  other.join();
  EXPECT_EQ(both[0].beats, alone.beats);
  EXPECT_EQ(both[1].beats, alone.beats);
}

TEST(Embedded, MemoryThatIsTooSmallOrOddlyPlaced) {
  const rwave_embedded_config config = rwave_embedded_defaults(250, 200);
  const std::size_t bytes = rwave_embedded_size(&config);
  std::vector<unsigned char> memory(bytes + 8);
  EXPECT_EQ(rwave_embedded_init(&config, memory.data(), bytes - 1), nullptr);
  EXPECT_EQ(rwave_embedded_init(&config, nullptr, bytes), nullptr);
  for (std::size_t shift = 0; shift < 8; ++shift)
    EXPECT_NE(rwave_embedded_init(&config, memory.data() + shift, bytes), nullptr);
}

TEST(Embedded, ThePartsAreTheSize) {
  const rwave_embedded_config config = rwave_embedded_defaults(250, 200);
  std::size_t sum = 0;
  const char* name = nullptr;
  std::int32_t part = 0;
  for (; rwave_embedded_part(&config, part, &name) > 0; ++part) {
    EXPECT_STRNE(name, "");
    sum += rwave_embedded_part(&config, part, nullptr);
  }
  EXPECT_EQ(part, 10);
  EXPECT_STREQ(name, "");
  EXPECT_EQ(sum, rwave_embedded_size(&config));
  EXPECT_EQ(rwave_embedded_part(nullptr, 0, nullptr), 0U);
}

// Everything at once: an electrode that is off for longer than the ring of candidates' lower quarters turns,
// noise as high as beats, and a lead that comes late.
TEST(Embedded, LongGapsAndLateLeadsAreTheDesktops) {
  Counts counts = simulated(250, 400);
  const auto at = [](double seconds) { return static_cast<std::size_t>(seconds * 250); };
  for (std::size_t i = 0; i < at(12); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
  for (std::size_t i = at(30); i < at(330); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
  std::uint32_t random = 1;
  for (std::size_t i = at(350); i < at(365); ++i)
    counts.samples[i] = static_cast<std::int16_t>((random = random * 1664525 + 1013904223) >> 22U);
  const Result device = on_device(counts);
  EXPECT_GT(device.beats.size(), 60U);
  expect_same(device, on_desktop(counts));
}

// Asystole that lasts, is ended by beats, by fibrillation or by the stream's end, and short ones; among them
// an artefact and an electrode that is off, which are none.
TEST(Embedded, AsystoleIsStatedWhileItLastsAsOnTheDesktop) {
  for (const double rate : {250.0, 360.0, 500.0}) {
    SCOPED_TRACE(rate);
    Counts counts = simulated(rate, 160);
    const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * rate); };
    const auto still = [&](double first, double end) {
      const std::int16_t level = counts.samples[at(first)];
      for (std::size_t i = at(first); i < at(end); ++i)
        counts.samples[i] = static_cast<std::int16_t>(level + static_cast<int>(i / 7 % 3));
    };
    still(20, 32);    // it begins 6.6 s after its last beat
    still(45, 49.9);  // shorter than the delay
    still(60, 75);    // hidden by an artefact at first
    for (std::size_t i = at(62); i < at(62.2); ++i) counts.samples[i] = 400;
    still(90, 100);
    for (std::size_t i = at(92); i < at(99); ++i) counts.samples[i] = RWAVE_EMBEDDED_MISSING;
    still(115, 140);  // longer than what is kept
    still(150, 160);  // to the end
    const Result device = on_device(counts);
    const auto begun = std::ranges::count_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && !event.ended;
    });
    const auto ended = std::ranges::count_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && event.ended;
    });
    EXPECT_GE(begun, 4);
    EXPECT_GE(ended, begun);
    const auto first = std::ranges::find_if(device.events, [](const EpisodeEvent& event) {
      return event.episode.kind == RhythmKind::Asystole && !event.ended;
    });
    ASSERT_NE(first, device.events.end());
    EXPECT_NEAR(static_cast<double>(first->episode.end - first->episode.first) / rate, 4, 0.2);
    expect_same(device, on_desktop(counts));
  }
}

TEST(Embedded, AConfigurationOutOfRangeHasNoSize) {
  EXPECT_EQ(rwave_embedded_size(nullptr), 0U);
  for (const double rate : {0.0, 99.0, 2001.0, -250.0, std::nan("")}) {
    const rwave_embedded_config config = rwave_embedded_defaults(rate, 200);
    EXPECT_EQ(rwave_embedded_size(&config), 0U) << rate;
  }
  for (const float per_mv : {0.F, -1.F, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const rwave_embedded_config config = rwave_embedded_defaults(250, per_mv);
    EXPECT_EQ(rwave_embedded_size(&config), 0U) << per_mv;
  }
  rwave_embedded_config config = rwave_embedded_defaults(250, 200);
  config.unknown_below = 1.5F;
  EXPECT_EQ(rwave_embedded_size(&config), 0U);
}

TEST(Embedded, ALeadThatIsNeverRecordedHasNoBeats) {
  Counts counts{.rate = 250, .per_mv = 200, .baseline = 0, .samples = {}};
  counts.samples.assign(250 * 20, RWAVE_EMBEDDED_MISSING);
  const Result device = on_device(counts);
  EXPECT_TRUE(device.beats.empty());
  expect_same(device, on_desktop(counts));
  counts.samples.clear();
  EXPECT_TRUE(on_device(counts).beats.empty());
}

TEST(Embedded, HandlesThatAreNone) {
  rwave_embedded_beat beat;
  EXPECT_EQ(rwave_embedded_push(nullptr, nullptr, 0), RWAVE_EMBEDDED_CLOSED);
  const rwave_embedded_config config = rwave_embedded_defaults(250, 200);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  EXPECT_EQ(rwave_embedded_push(stream, nullptr, 1), RWAVE_EMBEDDED_NULL);
  EXPECT_EQ(rwave_embedded_take_beat(stream, nullptr), RWAVE_EMBEDDED_NULL);
  EXPECT_EQ(rwave_embedded_finish(stream), 0);
  const std::int16_t sample = 0;
  EXPECT_EQ(rwave_embedded_push(stream, &sample, 1), RWAVE_EMBEDDED_FINISHED);
  EXPECT_EQ(rwave_embedded_close(stream), 0);
  EXPECT_EQ(rwave_embedded_push(stream, &sample, 1), RWAVE_EMBEDDED_CLOSED);
  EXPECT_EQ(rwave_embedded_take_beat(stream, &beat), RWAVE_EMBEDDED_CLOSED);
  EXPECT_EQ(rwave_embedded_close(stream), RWAVE_EMBEDDED_CLOSED);
}

// A caller who never takes anything loses nothing: pushing stops.
TEST(Embedded, WhatIsNotTakenIsNotLost) {
  const Counts counts = simulated(250, 120);
  const rwave_embedded_config config = config_of(counts);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  Result result;
  for (std::size_t at = 0; at < counts.samples.size();) {
    const std::int32_t taken = rwave_embedded_push(stream, counts.samples.data() + at,
                                                   static_cast<std::int32_t>(counts.samples.size() - at));
    if (taken == 0) take(stream, result);
    at += static_cast<std::size_t>(taken);
  }
  while (rwave_embedded_finish(stream) == 1) take(stream, result);
  take(stream, result);
  EXPECT_EQ(result.beats, on_device(counts).beats);
}

#ifndef RWAVE_SANITIZED
TEST(Embedded, NothingIsAllocated) {
  const Counts counts = simulated(250, 30);
  const rwave_embedded_config config = config_of(counts);
  std::vector<std::uint64_t> memory(rwave_embedded_size(&config) / 8 + 1);
  const long before = allocations;
  rwave_embedded* stream = rwave_embedded_init(&config, memory.data(), memory.size() * 8);
  rwave_embedded_beat beat;
  int beats = 0;
  for (const std::int16_t sample : counts.samples) {
    rwave_embedded_push(stream, &sample, 1);
    while (rwave_embedded_take_beat(stream, &beat) == 1) ++beats;
  }
  rwave_embedded_finish(stream);
  EXPECT_EQ(allocations, before);
  EXPECT_GT(beats, 20);
}
#endif

#ifndef RWAVE_SANITIZED  // sanitizers ask for more
// What the archive asks of others: arithmetic, memory moves, nothing of a heap, exceptions or input and
// output.
TEST(Embedded, TheLibraryNeedsNoHeapAndNoExceptions) {
  const auto symbols = testing::run_command("nm -u '" RWAVE_BUILD_DIR "/embedded/librwave_embedded.a'");
  ASSERT_EQ(symbols.status, 0) << symbols.err;
  EXPECT_NE(symbols.out.find("U logf"), std::string::npos);
  for (const char* forbidden :
       {"malloc", "free", "_Znw", "_Zdl", "__cxa", "_ZSt", "printf", "__gxx_personality"})
    EXPECT_EQ(symbols.out.find(std::string("U ") + forbidden), std::string::npos) << forbidden;
}
#endif

// docs/embedded.md's first example.
TEST(Embedded, TheExampleLabels) {
  const Counts counts = simulated(250, 30);
  const testing::TemporaryFolder folder;
  std::string text;
  for (const std::int16_t sample : counts.samples) text += std::to_string(sample) + "\n";
  write_file(folder / "counts.txt", text);
  const auto run = testing::run_command("'" RWAVE_BUILD_DIR "/embedded/label_counts' 250 200 < '" +
                                        (folder / "counts.txt").string() + "'");
  ASSERT_EQ(run.status, 0) << run.err;
  const Result device = on_device(counts);
  std::string first = std::to_string(device.beats.front().sample) + " " + device.beats.front().label + " ";
  EXPECT_EQ(run.out.substr(0, first.size()), first);
}

}  // namespace
}  // namespace rwave
