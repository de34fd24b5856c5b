#pragma once
// Running levels of a lead: the recent amplitude of its QRS complexes and of its background.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace rwave {

// What is remembered of an envelope's blocks, and the levels that follow of them. No heap: a device runs it
// too (embedded/).
class BlockMemory {
 public:
  BlockMemory();

  // The upper of two middles, of values that it may reorder.
  using Median = float (*)(std::span<float> values);

  // A block's envelope values, `missing` of them resting on samples that were not recorded. `median` is the
  // caller's: what is quickest on a desktop is too large for a device.
  void end_block(std::span<float> values, std::size_t missing, Median median);

  // As BlockLevels; `pending`: values of the block that has not ended, `block`: values of a whole one.
  bool ready() const { return valid_blocks_ >= 2; }
  float qrs() const { return qrs_; }
  float background() const { return background_; }
  float clearness() const { return clearness_; }
  float background(std::int64_t ago, std::size_t pending, std::size_t block) const;
  float spread() const { return spread_; }
  std::optional<std::int64_t> last_top() const { return last_top_; }
  float last_max() const { return last_max_; }
  float last_median() const { return last_median_; }
  double last_missing() const { return last_missing_; }

 private:
  // The last values, oldest first.
  template <std::size_t most>
  struct Last {
    std::array<float, most> values{};
    std::size_t size = 0;

    void add(float value);
    std::span<const float> all() const { return std::span(values).first(size); }
  };

  // Of the last blocks that said something: for the QRS level, which is their median.
  Last<7> maxima_;
  // Of the same: for the background.
  Last<2> medians_;
  // Of the last blocks, in which a median was taken or not (negative).
  Last<8> all_medians_;
  // Since the beginning; two are needed before anything is asked of the lead.
  long valid_blocks_ = 0;
  float qrs_, background_, clearness_, spread_ = 0;
  // Of the block that ended last; no top where it did not count, the others in any case.
  std::optional<std::int64_t> last_top_;
  float last_max_ = 0, last_median_ = 0;
  double last_missing_ = 1;
};

// Levels of an envelope (mV) over blocks of 1.5 s, learned from the signal alone: no decision about beats
// flows back into them, so one wrong decision cannot lead the detector astray for good, as it can where
// thresholds follow accepted beats (Pan and Tompkins 1985 need a search-back to recover).
class BlockLevels {
 public:
  static constexpr double block_seconds = 1.5;

  explicit BlockLevels(double rate);

  // Values until the present block ends.
  std::size_t left() const { return block_ - values_.size(); }

  // The envelope's next values, left() at most, `missing` of them resting on samples that were not recorded.
  // Returns true where they end a block.
  bool push(std::span<const float> envelope, std::size_t missing);

  // Whether two blocks with a signal have been seen.
  bool ready() const { return memory_.ready(); }

  // Median over the last seven blocks of each block's greatest value: a QRS complex, at 40 beats per minute
  // or more.
  float qrs() const { return memory_.qrs(); }

  // Mean of the last two blocks' medians: what lies between the beats.
  float background() const { return memory_.background(); }

  // How far the first stands above the second: qrs() / background().
  float clearness() const { return memory_.clearness(); }

  // Mean of the medians of the block that ended at least `ago` values before the newest one, of the one
  // before and of the one after it, as far as they are known: the background about that value.
  float background(std::int64_t ago) const { return memory_.background(ago, values_.size(), block_); }

  // ln(greatest / least) of those seven maxima: small where every block has one like the others.
  float spread() const { return memory_.spread(); }

  // Of the block that ended last; `last_top` is where in it the greatest value was, samples before its end,
  // and nothing where the block says nothing about the lead.
  std::optional<std::int64_t> last_top() const { return memory_.last_top(); }
  // mV; known of blocks that say nothing about the lead as well.
  float last_max() const { return memory_.last_max(); }
  float last_median() const { return memory_.last_median(); }
  // Share of its samples that rest on missing ones, 0 .. 1. Beyond a quarter the block says nothing.
  double last_missing() const { return memory_.last_missing(); }

 private:
  // Working samples of a block, and those of the present one so far. All are kept until it ends: a median
  // cannot be had from sums.
  std::size_t block_;
  std::vector<float> values_;
  // Values of the present block that rest on missing samples.
  std::size_t missing_ = 0;
  BlockMemory memory_;
};

// Below this an envelope is no QRS complex of any lead: about 0.06 mV from peak to peak.
inline constexpr float least_qrs_level = 0.02F;

}  // namespace rwave
