#include "ec57/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

// A place in a file's beats; past the last one its time is `unending`.
// Past the end it still answers with a time later than all others, so that the walk needs no special case.
class Cursor {
 public:
  // At the first beat at or after `begin`.
  Cursor(const BeatFile& file, std::int64_t begin) : first_(file.beats.begin()), end_(file.beats.end()) {
    const auto before = [](const Beat& beat, std::int64_t sample) { return beat.sample < sample; };
    at_ = std::lower_bound(first_, end_, begin, before);
  }

  bool done() const { return at_ == end_; }
  std::int64_t time() const { return done() ? unending : at_->sample; }
  std::int64_t next_time() const { return done() || at_ + 1 == end_ ? unending : (at_ + 1)->sample; }
  Label label() const { return at_->label; }
  std::size_t index() const { return static_cast<std::size_t>(at_ - first_); }
  std::size_t annotation() const { return done() ? 0 : at_->annotation; }
  std::int64_t interval() const { return done() ? 0 : at_->interval; }
  void advance() {
    if (!done()) ++at_;
  }
  bool first() const { return at_ == first_; }
  void go_back() { --at_; }

 private:
  std::vector<Beat>::const_iterator first_, end_, at_;
};

// Whether the later of the two next beats matches the earlier one: within the window, and nearer to the later
// one than the beat that follows the earlier one in its own file, unless that one has a nearer match itself.
bool match(const Cursor& earlier, const Cursor& later, std::int64_t window) {
  const std::int64_t distance = later.time() - earlier.time();
  const std::int64_t rival = std::abs(later.time() - earlier.next_time());
  return distance <= window &&
         (distance < rival || std::abs(later.next_time() - earlier.next_time()) < rival);
}

// A test beat just before the scored time counts where it matches the first reference beat within; one just
// after its beginning is left out where another matches that reference beat better: its own lies before.
void settle_start(const Cursor& reference, Cursor& test, std::int64_t begin, std::int64_t window) {
  if (begin == 0) return;
  if (!test.first()) {
    Cursor before = test;
    before.go_back();
    const std::int64_t distance = reference.time() - before.time();
    if (distance <= window && distance < std::abs(reference.time() - test.time())) {
      test = before;
      return;
    }
  }
  if (test.time() - begin <= window &&
      std::abs(reference.time() - test.next_time()) < std::abs(reference.time() - test.time())) {
    test.advance();
  }
}

// One comparison on its way through both files.
class Walk {
 public:
  Walk(BeatFile reference, BeatFile test, std::int64_t begin, std::int64_t window,
       std::vector<BeatPair>* pairs)
      : reference_file_(std::move(reference)),
        test_file_(std::move(test)),
        reference_(reference_file_, begin),
        test_(test_file_, begin),
        reference_flutter_(reference_file_.flutter),
        reference_shutdown_(reference_file_.shutdown),
        test_shutdown_(test_file_.shutdown),
        window_(window),
        pairs_(pairs) {
    settle_start(reference_, test_, begin, window);
  }

  // With a known end both files must be beyond it: a beat after the end may still match one before it.
  bool goes_on(std::optional<std::int64_t> end, Ending ending) const {
    if (end) return reference_.time() <= *end || test_.time() <= *end;
    if (ending == Ending::reference) return !reference_.done();
    if (ending == Ending::either_file) return !reference_.done() && !test_.done();
    return !reference_.done() || !test_.done();
  }

  // Pairs the earlier of the two next beats.
  void step(double rate) {
    if (reference_.interval() > 0 && test_.interval() > 0) {
      const double error = static_cast<double>(reference_.interval() - test_.interval()) / rate;
      result_.squared_interval_error += error * error;
      ++result_.intervals;
    }
    const bool test_first = test_.time() < reference_.time();
    if (test_first ? match(test_, reference_, window_) : match(reference_, test_, window_)) {
      pair(reference_.label(), test_.label());
      reference_.advance();
      test_.advance();
    } else if (test_first) {
      const std::int64_t time = test_.time();
      const bool in_flutter = reference_flutter_.covers(time);
      pair(reference_shutdown_.covers(time) ? Label::X : Label::O, test_.label(), in_flutter);
      test_.advance();
    } else {
      pair(reference_.label(), test_shutdown_.covers(reference_.time()) ? Label::X : Label::O);
      reference_.advance();
    }
  }

  Comparison result(double rate, std::optional<std::int64_t> end) {
    result_.shutdown_seconds = static_cast<double>(shutdown_samples(end)) / rate;
    return result_;
  }

 private:
  // The test file's, as far as it was read: to the beat after the next.
  std::int64_t shutdown_samples(std::optional<std::int64_t> end) const {
    std::int64_t samples = 0;
    for (std::size_t i = 0; i < test_file_.shutdown.size(); ++i) {
      if (test_file_.beats_before_shutdown[i] > test_.index() + 1) break;
      const Segment& segment = test_file_.shutdown[i];
      // How long it lasted is not known.
      if (segment.end == unending && !end) continue;
      const std::int64_t until = segment.end == unending ? *end : segment.end;
      if (until > segment.begin) samples += until - segment.begin;
    }
    return samples;
  }

  void pair(Label reference, Label test, bool in_flutter = false) {
    if (!in_flutter) result_.add(reference, test);
    if (pairs_ != nullptr)
      pairs_->push_back({reference_.time(), test_.time(), reference, test, in_flutter, test_.annotation()});
  }

  BeatFile reference_file_, test_file_;
  Cursor reference_, test_;
  // Asked at beats that stand alone, those of one file in order of time.
  SegmentSearch reference_flutter_, reference_shutdown_, test_shutdown_;
  std::int64_t window_;
  std::vector<BeatPair>* pairs_;
  Comparison result_;
};

}  // namespace

Comparison& Comparison::operator+=(const Comparison& other) {
  for (std::size_t row = 0; row < labels; ++row) {
    for (std::size_t column = 0; column < labels; ++column)
      counts_.at(row).at(column) += other.counts_.at(row).at(column);
  }
  squared_interval_error += other.squared_interval_error;
  intervals += other.intervals;
  shutdown_seconds += other.shutdown_seconds;
  return *this;
}

std::int64_t Comparison::sum(std::string_view rows, std::string_view columns) const {
  std::int64_t total = 0;
  for (const char row : rows) {
    for (const char column : columns)
      total += counts_.at(label_letters.find(row)).at(label_letters.find(column));
  }
  return total;
}

// Merging counts gives the same as comparing again with S labelled N, for labels do not change which beats
// match.
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
                   const Options& options, std::vector<BeatPair>* pairs) {
  if (!(rate > 0)) throw Error("a comparison of annotations needs a sampling rate above 0 Hz");
  check_order(reference, "reference");
  check_order(test, "test");
  const auto samples = [&](double seconds) {
    return static_cast<std::int64_t>(std::llround(std::min(seconds * rate, 1e18)));
  };
  const std::int64_t window = samples(options.window);
  const std::optional<std::int64_t> end = options.end ? std::optional(samples(*options.end)) : std::nullopt;
  Walk walk(beats_of(reference, window), beats_of(test, window), samples(options.start), window, pairs);
  while (walk.goes_on(end, options.ending)) walk.step(rate);
  return walk.result(rate, end);
}

}  // namespace rwave::ec57
