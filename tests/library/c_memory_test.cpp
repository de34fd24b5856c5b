// The C interface where memory is refused: at each allocation in turn the call gives its failure and a line,
// and nothing is lost that the caller could free.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "library/spikes.h"
#include "rwave/rwave.h"

namespace {

// Allocations that still succeed; below 0: all do. One counter for all threads, as a network's have no other.
std::atomic<long> granted{-1};
std::atomic<long> in_use{0};

void* allocate(std::size_t bytes) {
  if (granted.load() >= 0 && granted.fetch_sub(1) <= 0) {
    granted = 0;
    throw std::bad_alloc();
  }
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  ++in_use;
  return memory;
}

void release(void* memory) noexcept {
  if (memory != nullptr) --in_use;
  std::free(memory);
}

}  // namespace

// The library's own allocations come here too: it is linked with this program.
void* operator new(std::size_t bytes) {
  return allocate(bytes);
}
void* operator new[](std::size_t bytes) {
  return allocate(bytes);
}
// Those that do not throw too (std::stable_sort's buffer): a sanitizer has its own, whose memory release()
// must not get.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  try {
    return allocate(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void* operator new[](std::size_t bytes, const std::nothrow_t& nothrow) noexcept {
  return operator new(bytes, nothrow);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete[](void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  release(memory);
}

namespace rwave::testing {
namespace {

// Runs `work` with more and more allocations until it succeeds; `work` tells by what it returns. Returns how
// often it failed. The first hundred one by one, then in steps of a tenth: a recording's take tens of
// thousands.
template <class Work>
int failures_of(const Work& work) {
  int failures = 0;
  for (long most = 0;; most += most < 100 ? 1 : most / 10) {
    granted = most;
    const bool done = work();
    granted = -1;
    if (done) return failures;
    EXPECT_STREQ(rwave_last_error(), "not enough memory") << "after " << most << " allocations";
    ++failures;
    if (most > 10'000'000) {
      ADD_FAILURE() << "it never succeeds";
      return failures;
    }
  }
}

TEST(CMemory, AStreamWithoutMemoryFailsInWords) {
  const std::vector<float> samples = spikes(20);
  const int failures = failures_of([&] {
    rwave_classifier* classifier = rwave_classifier_new(nullptr, spike_rate, 1);
    if (classifier == nullptr) return false;
    rwave_beat beats[64];
    const bool done = rwave_classifier_push(classifier, samples.data(), samples.size()) == 0 &&
                      rwave_classifier_finish(classifier) == 0 &&
                      rwave_classifier_take(classifier, beats, 64) > 0;
    rwave_classifier_free(classifier);
    return done;
  });
  EXPECT_GT(failures, 100);
}

TEST(CMemory, AWholeRecordingWithoutMemoryFailsInWords) {
  const std::vector<float> samples = spikes(20);
  for (const int threads : {1, 2}) {
    const int failures = failures_of([&] {
      rwave_model* model = rwave_model_load("whole", threads);
      if (model == nullptr) return false;
      rwave_labelled* labelled =
          rwave_classify_samples(samples.data(), samples.size(), spike_rate, 1, model, nullptr);
      rwave_annotations* annotations = labelled == nullptr ? nullptr : rwave_labelled_annotations(labelled);
      const bool done = annotations != nullptr;
      rwave_annotations_free(annotations);
      rwave_labelled_free(labelled);
      rwave_model_free(model);
      return done;
    });
    EXPECT_GT(failures, 100);
  }
}

TEST(CMemory, ARhythmWithoutMemoryFailsInWords) {
  const int failures = failures_of([&] {
    rwave_rhythm* rhythm = rwave_rhythm_new(100);
    if (rhythm == nullptr) return false;
    bool done = true;
    for (std::int64_t i = 1; done && i <= 200; ++i) done = rwave_rhythm_add_beat(rhythm, i * 40, 'N') == 0;
    done = done && rwave_rhythm_finish(rhythm, 9000) == 0;
    rwave_episode episodes[8];
    done = done && rwave_rhythm_take(rhythm, episodes, 8) > 0;
    rwave_rhythm_free(rhythm);
    return done;
  });
  EXPECT_GT(failures, 10);
}

// What failed half way gave its memory back. The model is loaded before: protobuf keeps a few blocks of a
// message whose reading was cut off.
TEST(CMemory, NothingIsKeptOfWhatFailed) {
  const std::vector<float> samples = spikes(10);
  rwave_model* model = rwave_model_load("live", 1);
  const auto once = [&](long most) {
    granted = most;
    rwave_classifier* classifier = rwave_classifier_new_with(model, spike_rate, 1, nullptr);
    const bool done =
        classifier != nullptr && rwave_classifier_push(classifier, samples.data(), samples.size()) == 0;
    granted = -1;
    rwave_classifier_free(classifier);
    return done;
  };
  ASSERT_TRUE(once(-1));  // what is made once and kept
  const long before = in_use;
  for (long most = 0; !once(most); most += most < 50 ? 1 : most / 10) continue;
  EXPECT_EQ(in_use, before);
  rwave_model_free(model);
}

}  // namespace
}  // namespace rwave::testing
