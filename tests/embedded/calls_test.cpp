// The calls of the library for small devices: memory, handles, what is not taken, what the library asks of
// others.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "base/output_file.h"
#include "embedded/both_paths.h"
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

TEST(EmbeddedCalls, TheCallsDoNotMatter) {
  const Counts counts = simulated(250, 30);
  const Result one = on_device(counts, 1), many = on_device(counts, 997);
  EXPECT_EQ(one.beats, many.beats);
}

TEST(EmbeddedCalls, TwoHandlesMayBeTwoThreads) {
  const Counts counts = simulated(250, 30);
  const Result alone = on_device(counts);
  std::array<Result, 2> both;
  std::thread other([&] { both[0] = on_device(counts); });
  both[1] = on_device(counts);
  other.join();
  EXPECT_EQ(both[0].beats, alone.beats);
  EXPECT_EQ(both[1].beats, alone.beats);
}

TEST(EmbeddedCalls, MemoryThatIsTooSmallOrOddlyPlaced) {
  const rwave_embedded_config config = rwave_embedded_defaults(250, 200);
  const std::size_t bytes = rwave_embedded_size(&config);
  std::vector<unsigned char> memory(bytes + 8);
  EXPECT_EQ(rwave_embedded_init(&config, memory.data(), bytes - 1), nullptr);
  EXPECT_EQ(rwave_embedded_init(&config, nullptr, bytes), nullptr);
  for (std::size_t shift = 0; shift < 8; ++shift)
    EXPECT_NE(rwave_embedded_init(&config, memory.data() + shift, bytes), nullptr);
}

TEST(EmbeddedCalls, ThePartsAreTheSize) {
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

TEST(EmbeddedCalls, AConfigurationOutOfRangeHasNoSize) {
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

TEST(EmbeddedCalls, HandlesThatAreNone) {
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
TEST(EmbeddedCalls, WhatIsNotTakenIsNotLost) {
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
TEST(EmbeddedCalls, NothingIsAllocated) {
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
TEST(EmbeddedCalls, TheLibraryNeedsNoHeapAndNoExceptions) {
  const auto symbols = testing::run_command("nm -u '" RWAVE_BUILD_DIR "/embedded/librwave_embedded.a'");
  ASSERT_EQ(symbols.status, 0) << symbols.err;
  EXPECT_NE(symbols.out.find("U logf"), std::string::npos);
  for (const char* forbidden :
       {"malloc", "free", "_Znw", "_Zdl", "__cxa", "_ZSt", "printf", "__gxx_personality"})
    EXPECT_EQ(symbols.out.find(std::string("U ") + forbidden), std::string::npos) << forbidden;
}
#endif

// docs/embedded.md's first example.
TEST(EmbeddedCalls, TheExampleLabels) {
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

// Millivolts and words were counts of 0 or ended it, with status 0.
TEST(EmbeddedCalls, TheExampleRefusesWhatIsNoCount) {
  const testing::TemporaryFolder folder;
  for (const char* line : {"0.25", "abc", "", "40000", "-32768", "1 2", "--"}) {
    write_file(folder / "counts.txt", "1\n-\n" + std::string(line) + "\n5\n");
    const auto run = testing::run_command("'" RWAVE_BUILD_DIR "/embedded/label_counts' 250 200 < '" +
                                          (folder / "counts.txt").string() + "'");
    EXPECT_EQ(run.status, 1) << line;
    EXPECT_EQ(run.err.substr(0, 8), "line 3: ") << line;
  }
}

}  // namespace
}  // namespace rwave
