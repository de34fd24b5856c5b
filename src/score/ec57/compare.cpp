#include "score/ec57/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

constexpr std::string_view letters = "NSVFQOX";
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 4;

// A place in a file's scored beats; past the last beat its time is `never`.
class Cursor {
 public:
  Cursor(const BeatFile& file, std::int64_t begin, std::int64_t end) : file_(&file) {
    const auto before = [](const Beat& beat, std::int64_t sample) { return beat.sample < sample; };
    at_ = std::lower_bound(file.beats.begin(), file.beats.end(), begin, before);
    end_ = std::lower_bound(at_, file.beats.end(), end, before);
  }

  bool done() const { return at_ == end_; }
  std::int64_t time() const { return done() ? never : at_->sample; }
  std::int64_t next_time() const { return done() || at_ + 1 == end_ ? never : (at_ + 1)->sample; }
  Label label() const { return at_->label; }
  std::int64_t interval() const { return done() ? 0 : at_->interval; }
  void advance() { ++at_; }

  // What stands against a beat at `sample` that this file does not have.
  Label absence(std::int64_t sample) const { return file_->shut_down_at(sample) ? Label::X : Label::O; }

 private:
  const BeatFile* file_;
  std::vector<Beat>::const_iterator at_, end_;
};

// Whether the later of the two next beats matches the earlier one: within the window, and nearer to the later
// one than the beat that follows the earlier one in its own file.
bool match(const Cursor& earlier, const Cursor& later, std::int64_t window) {
  const std::int64_t distance = later.time() - earlier.time();
  return distance <= window && distance < std::abs(later.time() - earlier.next_time());
}

double scored_shutdown(const BeatFile& file, std::int64_t begin, std::int64_t end) {
  std::int64_t samples = 0;
  for (const Stretch& stretch : file.shutdown) {
    samples += std::max<std::int64_t>(0, std::min(stretch.end, end) - std::max(stretch.begin, begin));
  }
  return static_cast<double>(samples);
}

}  // namespace

std::int64_t Comparison::sum(std::string_view rows, std::string_view columns) const {
  std::int64_t total = 0;
  for (const char row : rows) {
    for (const char column : columns) total += counts_.at(letters.find(row)).at(letters.find(column));
  }
  return total;
}

Comparison Comparison::without_s() const {
  Comparison merged = *this;
  constexpr auto n = static_cast<std::size_t>(Label::N), s = static_cast<std::size_t>(Label::S);
  for (std::size_t i = 0; i < labels; ++i) {
    merged.counts_[n].at(i) += merged.counts_[s].at(i);
    merged.counts_[s].at(i) = 0;
  }
  for (auto& row : merged.counts_) {
    row[n] += row[s];
    row[s] = 0;
  }
  return merged;
}

double Comparison::interval_error() const {
  if (intervals == 0) return std::numeric_limits<double>::quiet_NaN();
  return 1000 * std::sqrt(squared_interval_error / static_cast<double>(intervals));
}

Comparison compare(std::span<const Annotation> reference, std::span<const Annotation> test, double rate,
                   const Options& options) {
  if (!(rate > 0)) throw Error("a comparison of annotations needs a sampling rate above 0 Hz");
  const auto samples = [&](double seconds) { return static_cast<std::int64_t>(std::lround(seconds * rate)); };
  const std::int64_t begin = samples(options.start);
  const std::int64_t end = options.end ? samples(*options.end) : never;
  const std::int64_t window = samples(options.window);
  const BeatFile reference_file = beats_of(reference, rate), test_file = beats_of(test, rate);
  Cursor ref(reference_file, begin, end), tst(test_file, begin, end);
  Comparison result;
  while (!ref.done() || !tst.done()) {
    if (ref.interval() > 0 && tst.interval() > 0) {
      const double error = static_cast<double>(ref.interval() - tst.interval()) / rate;
      result.squared_interval_error += error * error;
      ++result.intervals;
    }
    const bool test_first = tst.time() < ref.time();
    if (test_first ? match(tst, ref, window) : match(ref, tst, window)) {
      result.add(ref.label(), tst.label());
      ref.advance();
      tst.advance();
    } else if (test_first) {
      result.add(ref.absence(tst.time()), tst.label());
      tst.advance();
    } else {
      result.add(ref.label(), tst.absence(ref.time()));
      ref.advance();
    }
  }
  const std::int64_t last = std::min(
      end, std::max(reference.empty() ? 0 : reference.back().sample, test.empty() ? 0 : test.back().sample));
  result.shutdown_seconds = scored_shutdown(test_file, begin, last) / rate;
  return result;
}

}  // namespace rwave::ec57
