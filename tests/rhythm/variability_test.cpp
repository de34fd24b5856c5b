// Variability against formulas written out here in other ways, and against values worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <string>

#include "math/random.h"
#include "rhythm/annotated_beats.h"
#include "rhythm/variability_parts.h"
#include "support/support.h"

namespace rwave {
namespace {

constexpr double pi = std::numbers::pi;

std::vector<LabelledBeat> beats_at(const std::vector<std::int64_t>& samples) {
  std::vector<LabelledBeat> beats;
  for (const std::int64_t sample : samples) beats.push_back({sample, 'N', 1});
  return beats;
}

TEST(Variability, OfFourIntervalsByHand) {
  const auto beats = beats_at({0, 800, 1700, 2500, 3560});  // 800 900 800 1060 ms
  const TimeDomain t = time_domain(normal_intervals(beats, {}, 1000));
  EXPECT_DOUBLE_EQ(t.mean_nn, 890);
  EXPECT_NEAR(t.sdnn, std::sqrt((90.0 * 90 + 10 * 10 + 90 * 90 + 170 * 170) / 3), 1e-9);
  EXPECT_NEAR(t.rmssd, std::sqrt((100.0 * 100 + 100 * 100 + 260 * 260) / 3), 1e-9);
  EXPECT_DOUBLE_EQ(t.pnn50, 100);
  EXPECT_DOUBLE_EQ(t.triangular_index, 2);
}

TEST(Variability, TriangularIndexIsOfBinsOf1000By128Ms) {
  const auto index_of = [](std::int64_t first, std::int64_t second) {
    return time_domain(normal_intervals(beats_at({0, first, first + second}), {}, 1000)).triangular_index;
  };
  EXPECT_EQ(index_of(797, 804), 1) << "796.875 to 804.6875 is one bin";
  EXPECT_EQ(index_of(804, 805), 2);
  EXPECT_EQ(index_of(796, 797), 2);
}

// Six values, m = 2, r = .1: the one pair of templates that match, (1, 1), is not followed alike.
TEST(Variability, SampleEntropyIsUndefinedWhereNoTemplateIsFollowedAlike) {
  EXPECT_TRUE(std::isnan(sample_entropy(std::vector<double>{1, 1, 5, 1, 1, 9}, 2, 0.1)));
  EXPECT_TRUE(std::isnan(sample_entropy(std::vector<double>{1, 2, 3, 4, 5, 6}, 2, 0.1)));
  EXPECT_TRUE(std::isnan(sample_entropy(std::vector<double>{1, 1, 1}, 2, 0.1))) << "too short";
  EXPECT_FALSE(std::signbit(sample_entropy(std::vector<double>(9, 1), 2, 0.1))) << "0, not -0";
  // Pairs alike: 0 with 3, 1 with 4 and 2 with 5, which go on alike; 0 and 3 with 6, which do not.
  EXPECT_DOUBLE_EQ(sample_entropy(std::vector<double>{1, 1, 5, 1, 1, 5, 1, 1, 9}, 2, 0.1),
                   -std::log(3.0 / 5));
}

TEST(Variability, OnlyIntervalsBetweenTwoNormalBeatsCount) {
  auto beats = beats_at({0, 800, 1200, 2400, 3200, 4000, 9000});
  beats[2].label = 'V';
  const std::vector<SampleSpan> excluded = {{3300, 3400}};
  const NormalIntervals n = normal_intervals(beats, excluded, 1000);
  EXPECT_EQ(n.nn, (std::vector<double>{800, 800}));
  EXPECT_EQ(n.follows, (std::vector<bool>{false, false}));
  EXPECT_EQ(n.not_normal, 2);
  EXPECT_EQ(n.in_spans, 1);
  EXPECT_EQ(n.out_of_range, 1);
  EXPECT_DOUBLE_EQ(n.excluded_seconds, 0.1);
  EXPECT_TRUE(std::isnan(time_domain(n).rmssd)) << "no two of them are adjacent";
}

// As of a recording with two episodes of atrial fibrillation.
TEST(Variability, EachOfSeveralSpansIsLeftOut) {
  const std::vector<SampleSpan> excluded = {{900, 1000}, {2500, 2600}, {3300, 4900}};
  const NormalIntervals n =
      normal_intervals(beats_at({0, 800, 1600, 2400, 3200, 4000, 4800, 5600, 6400}), excluded, 1000);
  EXPECT_EQ(n.in_spans, 5);
  EXPECT_EQ(n.time, (std::vector<double>{0.8, 2.4, 6.4}));
}

TEST(Variability, OfNoBeatsIsNotANumber) {
  const Variability v = variability({}, {}, 250);
  for (const VariabilityFigure& figure : figures_of(v)) EXPECT_TRUE(std::isnan(figure.value)) << figure.key;
}

// All frequencies of evenly spaced values together are their variance; a sine's power is in its band.
TEST(Lomb, PowerIsVariance) {
  std::vector<double> time, values;
  Random random(3);
  double mean = 0;
  for (int i = 0; i < 301; ++i) {
    time.push_back(i);
    values.push_back(800 + 30 * random.normal());
    mean += values.back() / 301;
  }
  double variance = 0;
  for (const double v : values) variance += (v - mean) * (v - mean) / 301;
  // k / T with T one sample short of the whole: nearly orthogonal, not quite.
  const auto all = lomb_band_power(time, values, std::vector<double>{0, 0.5});
  EXPECT_NEAR(all[0], variance, 0.02 * variance);
  for (int i = 0; i < 301; ++i) values[static_cast<std::size_t>(i)] = 800 + 20 * std::sin(2 * pi * 0.1 * i);
  const auto bands = lomb_band_power(time, values, std::vector<double>{0.0, 0.04, 0.15, 0.4});
  EXPECT_NEAR(bands[1], 200, 2);
  EXPECT_NEAR(bands[0] + bands[2], 0, 1);
}

// The same figures by other arithmetic: two passes in long double, Lomb's own formula with tau, complex sums.
struct Independent {
  const NormalIntervals& n;

  long double deviation(const std::vector<double>& v) const {
    long double sum = 0, squares = 0;
    for (const double x : v) sum += x, squares += static_cast<long double>(x) * x;
    const auto count = static_cast<long double>(v.size());
    return std::sqrt((squares - sum * sum / count) / (count - 1));
  }
  std::map<int, std::vector<double>> segments() const {
    std::map<int, std::vector<double>> by;
    for (std::size_t i = 0; i < n.nn.size(); ++i) by[static_cast<int>(n.time[i]) / 300].push_back(n.nn[i]);
    std::erase_if(by, [](const auto& s) { return s.second.size() < 30; });
    return by;
  }
  std::vector<double> differences() const {
    std::vector<double> d;
    for (std::size_t i = 1; i < n.nn.size(); ++i)
      if (n.follows[i]) d.push_back(n.nn[i] - n.nn[i - 1]);
    return d;
  }
  // [VLF, LF, HF] of one five-minute segment.
  std::array<double, 3> bands(const std::vector<double>& t, const std::vector<double>& y) const {
    std::array<double, 3> sum{};
    double mean = 0;
    for (const double v : y) mean += v / static_cast<double>(y.size());
    for (int k = 1;; ++k) {
      const double f = k / (t.back() - t.front());
      if (f >= 0.4) return sum;
      const double w = 2 * pi * f;
      std::complex<double> twice = 0;
      for (const double at : t) twice += std::polar(1.0, 2 * w * at);
      const double tau = std::arg(twice) / (2 * w);
      double yc = 0, ys = 0, cc = 0, ss = 0;
      for (std::size_t i = 0; i < t.size(); ++i) {
        const double c = std::cos(w * (t[i] - tau)), s = std::sin(w * (t[i] - tau));
        yc += (y[i] - mean) * c, ys += (y[i] - mean) * s, cc += c * c, ss += s * s;
      }
      const double p = (yc * yc / cc + ys * ys / ss) / static_cast<double>(y.size());
      if (f >= 0.003) sum[f < 0.04 ? 0 : (f < 0.15 ? 1 : 2)] += p;
    }
  }
};

TEST(Variability, OfFiveRecordingsEqualsIndependentFormulas) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  for (const std::string record : {"100", "103", "115", "122", "205"}) {
    SCOPED_TRACE(record);
    const auto found = annotated_beats(read_annotations(mitdb / (record + ".atr")), 650000, 2);
    const Variability v = variability(found.beats, {}, 360);
    const Independent by{v.intervals};
    const auto near = [](double value, double expected) {
      EXPECT_NEAR(value, expected, 1e-6 * std::abs(expected));
    };
    near(v.time.sdnn, static_cast<double>(by.deviation(v.intervals.nn)));
    std::vector<double> means;
    double index = 0;
    for (const auto& [number, values] : by.segments()) {
      double sum = 0;
      for (const double x : values) sum += x;
      means.push_back(sum / static_cast<double>(values.size()));
      index += static_cast<double>(by.deviation(values)) / static_cast<double>(by.segments().size());
    }
    near(v.time.sdann, static_cast<double>(by.deviation(means)));
    near(v.time.sdnn_index, index);
    const auto differences = by.differences();
    double squares = 0, large = 0;
    for (const double d : differences) squares += d * d, large += std::abs(d) > 50 ? 1 : 0;
    near(v.time.rmssd, std::sqrt(squares / static_cast<double>(differences.size())));
    near(v.time.pnn50, 100 * large / static_cast<double>(differences.size()));
    // SD1 and SD2 by the identities with the spreads of differences and of sums.
    near(v.nonlinear.sd1, static_cast<double>(by.deviation(differences)) / std::sqrt(2.0));
    std::vector<double> sums;
    for (std::size_t i = 1; i < v.intervals.nn.size(); ++i)
      if (v.intervals.follows[i]) sums.push_back(v.intervals.nn[i] + v.intervals.nn[i - 1]);
    near(v.nonlinear.sd2, static_cast<double>(by.deviation(sums)) / std::sqrt(2.0));
    std::map<int, std::pair<std::vector<double>, std::vector<double>>> segments;
    for (std::size_t i = 0; i < v.intervals.nn.size(); ++i) {
      auto& segment = segments[static_cast<int>(v.intervals.time[i]) / 300];
      segment.first.push_back(v.intervals.time[i]);
      segment.second.push_back(v.intervals.nn[i]);
    }
    std::array<double, 3> bands{};
    double count = 0;
    for (const auto& [number, segment] : segments) {
      double seconds = 0;
      for (const double x : segment.second) seconds += x / 1000;
      if (seconds < 240) continue;
      const auto of = by.bands(segment.first, segment.second);
      for (std::size_t b = 0; b < 3; ++b) bands[b] += of[b];
      ++count;
    }
    ASSERT_GT(count, 0);
    near(v.five_minutes.vlf, bands[0] / count);
    near(v.five_minutes.lf, bands[1] / count);
    near(v.five_minutes.hf, bands[2] / count);
    // Sample entropy by its definition, over whole templates.
    const auto& nn = v.intervals.nn;
    const double r = 0.2 * static_cast<double>(by.deviation(nn));
    double a = 0, b = 0;
    for (std::size_t i = 0; i + 2 < nn.size(); ++i)
      for (std::size_t j = 0; j + 2 < nn.size(); ++j) {
        if (i == j) continue;
        const double two = std::max(std::abs(nn[i] - nn[j]), std::abs(nn[i + 1] - nn[j + 1]));
        if (two <= r) ++b;
        if (std::max(two, std::abs(nn[i + 2] - nn[j + 2])) <= r) ++a;
      }
    near(v.nonlinear.sample_entropy, -std::log(a / b));
  }
}

// Every twentieth beat with a wrong label: what docs/rhythm.md states of SDNN and RMSSD.
TEST(Variability, IsStableWithMislabelledBeats) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  double most = 0;
  for (const std::string record : {"100", "103", "115", "122", "205"}) {
    const auto found = annotated_beats(read_annotations(mitdb / (record + ".atr")), 650000, 2);
    auto wrong = found.beats;
    Random random(1);
    for (LabelledBeat& beat : wrong)
      if (random.uniform() < 0.05) beat.label = beat.label == 'N' ? 'V' : 'N';
    const double right = variability(found.beats, {}, 360).time.sdnn;
    most = std::max(most, std::abs(variability(wrong, {}, 360).time.sdnn / right - 1));
  }
  RecordProperty("most", std::to_string(most));
  EXPECT_LT(most, 0.05);
  EXPECT_GT(most, 0) << "labels do matter";
}

TEST(Variability, OfADayHasTheLowestBand) {
  std::vector<LabelledBeat> beats;
  double at = 0;
  while (at < 86400) {
    at += 0.9 + 0.1 * std::sin(2 * pi * at / 3600) + 0.03 * std::sin(2 * pi * 0.25 * at);
    beats.push_back({std::llround(1000 * at), 'N', 1});
  }
  const Variability v = variability(beats, {}, 1000);
  EXPECT_NEAR(v.day.ulf, 5000, 500) << "one hour's wave of 100 ms";
  EXPECT_NEAR(v.day.hf, 450, 50) << "respiration's of 30 ms";
  std::erase_if(beats, [](const LabelledBeat& beat) { return beat.sample < 36'000'000; });
  EXPECT_TRUE(std::isnan(variability(beats, {}, 1000).day.ulf)) << "14 hours, though they end after 24";
}

}  // namespace
}  // namespace rwave
