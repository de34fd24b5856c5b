// Leads that stand still, at a rail or between: the watch over leads, on leads of its own making.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <utility>
#include <vector>

#include "signal/heart_watch.h"

namespace rwave {
namespace {

constexpr int still_rate = 250;

// A complex every second, with noise or without; `spoil` gives the value at a time, or NaN for the heart's.
std::vector<SampleSpan> still_spans(double seconds, float noise, const std::function<double(double)>& spoil) {
  std::vector<float> lead;
  std::vector<std::int64_t> peaks;
  for (int i = 0; i < seconds * still_rate; ++i) {
    if (i % still_rate == 100) peaks.push_back(i);
    const auto unsteady = static_cast<float>(static_cast<unsigned>(i) * 2654435761U >> 16U & 7U) * noise;
    const int off = std::abs(i % still_rate - 100);
    const double spoiled = spoil(i / static_cast<double>(still_rate));
    lead.push_back(std::isnan(spoiled) ? unsteady + (off < 10 ? 0.1F * static_cast<float>(10 - off) : 0.0F)
                                       : static_cast<float>(spoiled));
  }
  HeartWatch watch(still_rate, 1);
  watch.push(lead);
  return watch.heartless(peaks).front();
}

double heart(double) {
  return std::nan("");
}

std::function<double(double)> held(double from, double to, double value) {
  return [=](double t) { return t >= from && t < to ? value : std::nan(""); };
}

void expect_span(const std::vector<SampleSpan>& spans, double from, double to) {
  ASSERT_EQ(spans.size(), 1U) << from << " to " << to;
  EXPECT_NEAR(static_cast<double>(spans.front().first) / still_rate, from, 0.5);
  EXPECT_NEAR(static_cast<double>(spans.front().end) / still_rate, to, 0.5);
}

// Of 10 s every rail was taken for a baseline without noise.
TEST(StillLeads, ARailInTenSecondsIsTold) {
  EXPECT_TRUE(still_spans(10, 0.002F, heart).empty());
  const std::vector<std::pair<double, double>> held_from_to = {{0, 4}, {3, 7}, {0, 8}, {5, 10}, {4, 6.5}};
  for (const double value : {5.0, -5.0, 0.4})
    for (const auto& [from, to] : held_from_to)
      expect_span(still_spans(10, 0.002F, held(from, to, value)), from, to);
}

TEST(StillLeads, SwingsBetweenTheRailsFromTheStartAreTold) {
  for (const double seconds : {10.0, 120.0})
    for (const double period : {1.0, 2.5, 5.0})
      expect_span(still_spans(seconds, 0,
                              [period](double t) { return std::fmod(t, period) < period / 2 ? -4.0 : 4.0; }),
                  0, seconds);
}

// Zeros between sound seconds made pauses.
TEST(StillLeads, ZerosForASecondInEveryTenAreTold) {
  const std::vector<SampleSpan> spans = still_spans(120, 0.002F, [](double t) {
    return std::fmod(t, 10) >= 4 && std::fmod(t, 10) < 5 ? 0.005 : std::nan("");
  });
  ASSERT_EQ(spans.size(), 12U);
  EXPECT_NEAR(static_cast<double>(spans[3].first) / still_rate, 34, 0.5);
}

// Without noise the baseline stands still, in a pause for seconds.
TEST(StillLeads, ABaselineWithoutNoiseIsHeardInItsPauses) {
  for (const double seconds : {10.0, 120.0})
    EXPECT_TRUE(still_spans(seconds, 0, held(5.2, 6.8, 0)).empty()) << seconds;
}

}  // namespace
}  // namespace rwave
