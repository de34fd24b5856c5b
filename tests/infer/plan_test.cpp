// Whole networks: planned and run against the reference, at every SIMD level, in batches of any size, with
// threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "infer/arena.h"
#include "infer/levels.h"
#include "infer/random_graph.h"
#include "infer/reference.h"
#include "rwave/error.h"

#ifndef RWAVE_THREAD_SANITIZER  // which has these operators itself
// Every allocation of this program is counted, so that a test can show that there was none. Not inlined: the
// compiler would see aligned_alloc's memory go to delete, or new's to free, and warn of it.
namespace {
std::atomic<long> allocations{0};
void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  void* memory = std::aligned_alloc(alignment, (bytes + alignment) / alignment * alignment);
  if (!memory) throw std::bad_alloc();
  return memory;
}
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  return counted(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
// The one that std::stable_sort asks: under the address sanitizer its own would not go with our delete.
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes, alignof(std::max_align_t));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
#endif

namespace rwave::infer {
namespace {

using namespace testing;

std::vector<float> rows_for(const Graph& graph, std::size_t count) {
  Random random(11);
  return random_rows(random, count, count_elements(graph.input.shape, max_row_elements));
}

void expect_near(const std::vector<float>& scores, const std::vector<float>& expected, float tolerance) {
  ASSERT_EQ(scores.size(), expected.size());
  for (std::size_t i = 0; i < scores.size(); ++i)
    ASSERT_NEAR(scores[i], expected[i], tolerance * std::max(1.0F, std::abs(expected[i]))) << i;
}

class NamedNetwork : public ::testing::TestWithParam<const char*> {
 protected:
  static Graph graph() {
    const std::string name = GetParam();
    if (name == "seed") return seed_network(3);
    return name == "kachuee" ? kachuee_network(3) : residual_network(3);
  }
};

TEST_P(NamedNetwork, AgreesWithTheReferenceAtEveryLevel) {
  const Graph network = graph();
  const std::vector<float> rows = rows_for(network, 2);
  const std::vector<float> expected = reference_scores(network, rows);
  for (const SimdLevel level : levels_here()) {
    SCOPED_TRACE(name_of(level));
    expect_near(scores_of(network, rows, {.simd = level}), expected, 1e-5F);
  }
}

// A beat's scores are the same bits whatever batch it is in, whichever thread computes it.
TEST_P(NamedNetwork, BatchesAndThreadsChangeNothing) {
  const Graph network = graph();
  const std::vector<float> rows = rows_for(network, 256);
  const std::vector<float> expected = scores_of(network, rows, {});
  EXPECT_EQ(scores_of(network, rows, {.threads = 2}), expected);
  EXPECT_EQ(scores_of(network, rows, {.max_batch = 7}), expected);
  EXPECT_EQ(scores_of(network, rows, {.threads = 3, .max_batch = 1}), expected);
  Network one(network);
  for (const std::size_t i : {0, 100, 255}) {
    const std::vector<float> row(rows.begin() + static_cast<std::ptrdiff_t>(i * 187),
                                 rows.begin() + static_cast<std::ptrdiff_t>(i * 187 + 187));
    const auto begin = expected.begin() + static_cast<std::ptrdiff_t>(i * 5);
    EXPECT_EQ(scores_of(one, row), std::vector<float>(begin, begin + 5)) << "row " << i;
  }
}

#ifndef RWAVE_THREAD_SANITIZER
TEST_P(NamedNetwork, RunningAllocatesNothing) {
  Network network(graph(), {.threads = 2, .max_batch = 16});
  const std::vector<float> rows = rows_for(graph(), 40);
  std::vector<float> scores(40 * 5);
  const long before = allocations;
  network.run(rows, scores);
  EXPECT_EQ(allocations - before, 0);
  EXPECT_GT(before, 0) << "allocations are not counted";
}
#endif

INSTANTIATE_TEST_SUITE_P(Infer, NamedNetwork, ::testing::Values("seed", "kachuee", "residual"),
                         [](const auto& each) { return std::string(each.param); });

TEST(Plan, SeedNetworkHasTheParametersOfTheReport) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : seed_network(1).constants)
    if (!name.ends_with(".mean") && !name.ends_with(".variance")) count += tensor.elements();
  EXPECT_EQ(count, 5'125'125);
}

TEST(Plan, RandomGraphsAgreeWithTheReference) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    const Graph graph = RandomGraph(seed).make();
    const std::vector<float> rows = rows_for(graph, 3);
    const std::vector<float> expected = reference_scores(graph, rows);
    for (const SimdLevel level : levels_here()) {
      SCOPED_TRACE(name_of(level));
      expect_near(scores_of(graph, rows, {.max_batch = 2, .simd = level}), expected, 1e-4F);
    }
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(Plan, RefusesSizesThatDoNotFit) {
  Network network(kachuee_network(1));
  std::vector<float> rows(188), scores(5);
  EXPECT_THROW(network.run(rows, scores), Error);
  rows.resize(187);
  scores.resize(4);
  EXPECT_THROW(network.run(rows, scores), Error);
  EXPECT_THROW(Network(kachuee_network(1), {.threads = -1}), Error);
}

TEST(Arena, ThingsThatLiveTogetherNeverOverlap) {
  Random random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<Lifetime> lifetimes(20);
    for (Lifetime& one : lifetimes) {
      one.bytes = 1 + random.below(1000);
      one.first = static_cast<int>(random.below(10));
      one.last = one.first + static_cast<int>(random.below(5));
    }
    const ArenaLayout layout = lay_out(lifetimes);
    for (std::size_t a = 0; a < lifetimes.size(); ++a) {
      EXPECT_EQ(layout.offset[a] % 64, 0U);
      EXPECT_LE(layout.offset[a] + lifetimes[a].bytes, layout.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together =
            lifetimes[a].first <= lifetimes[b].last && lifetimes[b].first <= lifetimes[a].last;
        const bool apart = layout.offset[a] + lifetimes[a].bytes <= layout.offset[b] ||
                           layout.offset[b] + lifetimes[b].bytes <= layout.offset[a];
        EXPECT_TRUE(!together || apart) << a << ' ' << b;
      }
    }
  }
}

TEST(Arena, MemoryIsUsedAgain) {
  EXPECT_EQ(lay_out({{640, 0, 1}, {640, 1, 2}, {640, 2, 3}, {640, 3, 4}}).bytes, 1280U);
}

}  // namespace
}  // namespace rwave::infer
