// Memory that ends in the midst of a study's transaction: an error, and the study is as it was before.
// Not under sanitizers, which have allocation functions of their own and count what SOCI loses where memory
// ends.
#ifndef RWAVE_SANITIZED
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <new>

#include "study/database.h"
#include "study/toy.h"
#include "support/support.h"

namespace {

// The allocation that fails, counted down; 0: none.
thread_local long allocations_left = 0;

}  // namespace

// The whole test program's: what SOCI allocates counts too.
void* operator new(std::size_t bytes) {
  if (allocations_left > 0 && --allocations_left == 0) throw std::bad_alloc();
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace rwave::study {
namespace {

// Runs the work with its first allocation failing, then with a later one, until all are there; how many
// failed.
int without_memory(const std::function<void()>& work, const std::function<void()>& then) {
  int failed = 0;
  for (long number = 1;; number += 2) {
    allocations_left = number;
    try {
      work();
      const bool whole = allocations_left > 0;
      allocations_left = 0;
      if (whole) return failed;
    } catch (const std::exception&) {  // of memory, or of a statement that came out short
      allocations_left = 0;
    }
    ++failed;
    then();
  }
}

TEST(MemoryThatEnds, LeavesAStudyWhole) {
  const testing::TemporaryFolder folder;
  Database database(parse_storage_url((folder / "study.sqlite3").string()), {0, nullptr});
  Study study = Study::create_or_load(database, "s", Direction::maximize, {}, "rwave");

  std::optional<Trial> trial;
  const auto begin = [&] { trial = study.begin(toy_space(), always(toy_parameters), {{"worker", "me"}}); };
  EXPECT_GT(without_memory(begin, [&] { ASSERT_TRUE(study.trials().empty()); }), 100);
  ASSERT_TRUE(trial);

  trial->state = TrialState::complete;
  trial->value = 0.5;
  trial->intermediate = {{1, 0.25}};
  const auto write = [&] { study.write(*trial); };
  const auto unchanged = [&] {
    const Trial there = study.trials().at(0);
    ASSERT_EQ(there.state, TrialState::running);
    ASSERT_FALSE(there.value);
    ASSERT_TRUE(there.intermediate.empty());
    ASSERT_EQ(there.parameters, toy_parameters);
  };
  EXPECT_GT(without_memory(write, unchanged), 50);
  EXPECT_EQ(study.trials().at(0).value, 0.5);
}

}  // namespace
}  // namespace rwave::study
#endif
