#include "record/csv/row_clock.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rwave {
namespace {

// Share of the difference by which the expected time follows the times seen: slow against jitter, fast enough
// for a period that was fitted a little wrong.
constexpr double following = 0.05;
constexpr double local_seconds = 4;  // over which a local rate is taken

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

struct Packet {
  double seconds;
  std::int64_t row;
};

// Rows whose time differs from the one before; false where a time runs backwards.
bool packets_of(std::span<const double> seconds, std::vector<Packet>& packets) {
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (!packets.empty() && seconds[i] < packets.back().seconds) return false;
    if (packets.empty() || seconds[i] > packets.back().seconds)
      packets.push_back({seconds[i], static_cast<std::int64_t>(i)});
  }
  return packets.size() >= 3;
}

}  // namespace

std::optional<ClockFit> fit_clock(std::span<const double> seconds) {
  std::vector<Packet> packets;
  if (!packets_of(seconds, packets)) return std::nullopt;
  std::vector<double> periods, distances;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    const double distance = packets[i].seconds - packets[i - 1].seconds;
    distances.push_back(distance);
    periods.push_back(distance / static_cast<double>(packets[i].row - packets[i - 1].row));
  }
  // The median knows of no gaps. Times of arrival come in bursts, and times in whole milliseconds are 3 or 4
  // apart: there the mean over what lies near the median is the period.
  const double typical = median(distances);
  double sum = 0;
  std::int64_t rows = 0;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    if (distances[i - 1] > 3 * typical + 1e-12) continue;
    sum += distances[i - 1];
    rows += packets[i].row - packets[i - 1].row;
  }
  ClockFit fit;
  fit.period = rows > 0 ? sum / static_cast<double>(rows) : median(periods);
  // Two thirds: sensors that send packets give all rows of one packet its time.
  fit.shared = packets.size() < seconds.size() * 2 / 3;
  if (!(fit.period > 0)) return std::nullopt;
  // How far times lie from an even clock that follows them; a jump starts it again.
  std::vector<double> off;
  double expected = packets[0].seconds;
  for (std::size_t i = 1; i < packets.size(); ++i) {
    expected += fit.period * static_cast<double>(packets[i].row - packets[i - 1].row);
    const double difference = packets[i].seconds - expected;
    if (std::abs(difference) > 3 * std::max(fit.period, typical)) {
      expected = packets[i].seconds;
      continue;
    }
    off.push_back(std::abs(difference));
    expected += following * difference;
  }
  if (!off.empty()) {
    const auto high = off.begin() + static_cast<std::ptrdiff_t>(off.size() * 95 / 100);
    std::ranges::nth_element(off, high);
    fit.jitter = *high;
  }
  // Half a period of jitter is no gap; one lost row is. Of jittery times four times the 95th
  // percentile leaves few false gaps in a day of rows.
  fit.tolerance = std::max(0.75 * fit.period, 4 * fit.jitter);
  return fit;
}

// Only time within runs counts for the rate: a gap would make the recorder look slow.
void RowClock::close_run() {
  if (runs_.empty() || stamp_row_ <= runs_.back().first_row) return;
  even_rows_ += stamp_row_ - runs_.back().first_row;
  even_seconds_ += stamp_ - runs_.back().seconds;
}

// The mean rate of a file hides that its first half has 250 Hz and its second 500 Hz. So the rate
// is watched over four seconds at a time.
void RowClock::note_local_rate(double seconds, std::int64_t row) {
  if (seconds - block_seconds_ < local_seconds) return;
  const double rate = static_cast<double>(row - block_row_) / (seconds - block_seconds_);
  local_.lowest = local_.lowest > 0 ? std::min(local_.lowest, rate) : rate;
  local_.highest = std::max(local_.highest, rate);
  block_seconds_ = seconds;
  block_row_ = row;
}

bool RowClock::changes_rate() const {
  constexpr double steady = 0.1;  // share: no clock drifts by more
  // Both ends of the seconds lie within the jitter of the times, which is a 95th percentile.
  const double allowed = std::max(steady, 8 * fit_.jitter / local_seconds);
  return local_.lowest > 0 && local_.highest / local_.lowest - 1 > allowed;
}

// The expected time follows the times that come, slowly: a recorder's clock drifts by some 50 parts
// in a million, which over a day would else look like a gap.
bool RowClock::push(double seconds) {
  const std::int64_t row = rows_++;
  if (runs_.empty()) {
    runs_.push_back({row, 0, seconds});
    stamp_ = last_ = expected_ = seconds;
    stamp_row_ = expected_row_ = row;
    block_seconds_ = seconds;
    block_row_ = row;
    return true;
  }
  if (seconds < last_) return false;
  if (seconds == last_) return true;  // of the same packet
  last_ = seconds;
  expected_ += period_ * static_cast<double>(row - expected_row_);
  expected_row_ = row;
  const double difference = seconds - expected_;
  if (difference > fit_.tolerance) {
    close_run();
    runs_.push_back({row, 0, seconds});
    expected_ = block_seconds_ = seconds;
    block_row_ = row;
  } else {
    note_local_rate(seconds, row);
    expected_ += following * difference;
  }
  stamp_ = seconds;
  stamp_row_ = row;
  return true;
}

double RowClock::rate() const {
  std::int64_t rows = even_rows_;
  double seconds = even_seconds_;
  if (!runs_.empty()) {
    rows += stamp_row_ - runs_.back().first_row;
    seconds += stamp_ - runs_.back().seconds;
  }
  if (rows < 1 || !(seconds > 0)) return 1 / period_;
  // Both ends of a run lie within the jitter of the times.
  const double uncertainty = 2 * fit_.jitter / seconds;
  // Recorders have whole rates. A measured 249.98 Hz is 250, and the error of a drifting computer
  // clock would else move every annotation at the end of a day.
  return round_rate(static_cast<double>(rows) / seconds, std::clamp(uncertainty, 2e-4, 5e-3));
}

// More jumps than one in twenty rows is not a recording with gaps but a clock that cannot tell
// gaps, as times of arrival over radio.
bool RowClock::irregular() const {
  return !fit_.exact && runs_.size() > 8 && static_cast<std::int64_t>(runs_.size()) > rows_ / 20;
}

std::vector<RowRun> RowClock::runs(double rate) const {
  if (runs_.empty() || irregular()) return {{0, 0, 0}};
  std::vector<RowRun> placed = runs_;
  for (std::size_t i = 1; i < placed.size(); ++i) {
    const std::int64_t end = placed[i - 1].first_frame + placed[i].first_row - placed[i - 1].first_row;
    // Never before the end of the run before: a rounded rate may place a run a frame too early.
    placed[i].first_frame = std::max<std::int64_t>(
        end, std::llround((placed[i].seconds - placed[0].seconds) * rate) + placed[0].first_frame);
  }
  placed[0].first_row = 0;  // rows before the first time
  return placed;
}

double round_rate(double rate, double uncertainty) {
  const auto near = [&](double value) { return value > 0 && std::abs(rate / value - 1) <= uncertainty; };
  for (const double part : {1.0, 2.0, 10.0})  // whole numbers before halves and tenths
    if (const double value = std::round(rate * part) / part; near(value)) return value;
  return rate;
}

}  // namespace rwave
