#pragma once
// What a lead's QRS complexes and its background measure lately.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace rwave {

// Levels of an envelope (mV) over blocks of 1.5 s, learned from the signal alone: no decision about beats
// flows back into them, so one wrong decision cannot lead the detector astray for good, as it can where
// thresholds follow accepted beats (Pan and Tompkins 1985 need a search-back to recover).
class BlockLevels {
 public:
  static constexpr double block_seconds = 1.5;

  explicit BlockLevels(double rate);

  // The envelope's next value. `missing`: it rests on samples that were not recorded.
  // Returns true where it ends a block.
  bool push(float envelope, bool missing);

  // Whether two blocks with a signal have been seen.
  bool ready() const { return valid_blocks_ >= 2; }

  // Median over the last seven blocks of each block's greatest value: a QRS complex, at 40 beats a minute or
  // more.
  float qrs() const { return qrs_; }

  // Mean of the last two blocks' medians: what lies between the beats.
  float background() const { return background_; }

  // Mean of the medians of the block that ended at least `ago` values before the newest one, of the one
  // before and of the one after it, as far as they are known: the background about that value.
  float background(std::int64_t ago) const;

  // ln(greatest / least) of those seven maxima: small where every block has one like the others.
  float spread() const { return spread_; }

  // Of the block that ended last; `last_top` is where in it the greatest value was, samples before its end,
  // and nothing where the block says nothing about the lead.
  std::optional<std::int64_t> last_top() const { return last_top_; }
  float last_max() const { return last_max_; }
  float last_median() const { return last_median_; }
  double last_missing() const { return last_missing_; }  // share of its samples, 0..1

 private:
  void end_block();

  std::size_t block_;
  std::vector<float> values_;
  std::size_t missing_ = 0;
  std::vector<float> maxima_;
  std::vector<float> medians_;
  // Of the last blocks, in which a median was taken or not (negative).
  std::vector<float> all_medians_;
  long valid_blocks_ = 0;
  float qrs_, background_, spread_ = 0;
  std::optional<std::int64_t> last_top_;
  float last_max_ = 0, last_median_ = 0;
  double last_missing_ = 1;
};

// Below this an envelope is no QRS complex of any lead: about 0.06 mV from peak to peak.
inline constexpr float least_qrs_level = 0.02F;

}  // namespace rwave
