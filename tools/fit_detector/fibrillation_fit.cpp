// Fits the network that finds ventricular fibrillation and scores it by patient:
//   fibrillation_fit DATA FILE    fits on all records, writes src/signal/fibrillation/fibrillation_weights.cpp
//   fibrillation_fit DATA         six folds by patient: time in fibrillation marked, time outside marked, by record
// DATA holds vfdb and mitdb (their rhythm annotations are the truth) and, without fibrillation, svdb, qtdb,
// cpsc2021, nstdb and challenge2015 (but for its true alarms of fibrillation).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <numbers>
#include <set>

#include "base/output_file.h"
#include "base/parallel.h"
#include "fibrillation_data.h"
#include "math/random.h"
#include "signal/fibrillation/fibrillation_odds.h"
#include "signal/ventricular_fibrillation.h"

namespace rwave::bench {
namespace {

constexpr std::uint64_t seed = 1;
constexpr int epochs = 12;
constexpr std::size_t batch = 128;
constexpr double decay = 2e-3;      // of weights towards 0, a step's share of its rate
constexpr int copies = 4;           // of each window in fibrillation: there are far fewer than of the others
constexpr double tachycardia_share = 1;  // of the windows of ventricular tachycardia, which rules part
constexpr double plain_share = 0.5;        // of the windows of recordings without any fibrillation
constexpr int folds = 6;

constexpr std::size_t unit_size = fibrillation_features + 2;
constexpr std::size_t parameters = fibrillation_units * unit_size + 1;

struct Example {
  std::array<float, fibrillation_features> values;
  bool fibrillation;
};

std::vector<Example> examples_of(const std::vector<FibrillationRecord>& records, int without_fold,
                                 Random& random) {
  std::vector<Example> examples;
  for (const FibrillationRecord& record : records) {
    if (record.fold == without_fold || record.unsure) continue;
    for (const LabelledWindow& window : record.windows) {
      if (window.rhythm == WindowRhythm::noise) continue;
      const bool positive = window.rhythm == WindowRhythm::fibrillation;
      const double share = window.rhythm == WindowRhythm::tachycardia ? tachycardia_share
                           : positive || record.has_fibrillation      ? 1
                                                                      : plain_share;
      if (random.uniform() >= share) continue;
      for (int i = 0; i < (positive ? copies : 1); ++i) examples.push_back({window.values, positive});
    }
  }
  return examples;
}

void scale(std::vector<Example>& examples, FibrillationWeights& weights) {
  const auto count = static_cast<double>(examples.size());
  for (std::size_t f = 0; f < fibrillation_features; ++f) {
    double sum = 0, square = 0;
    for (const Example& example : examples) {
      sum += example.values[f];
      square += static_cast<double>(example.values[f]) * example.values[f];
    }
    const double mean = sum / count, deviation = std::sqrt(square / count - mean * mean + 1e-6);
    weights.mean[f] = static_cast<float>(mean);
    weights.precision[f] = static_cast<float>(1 / deviation);
    for (Example& example : examples)
      example.values[f] =
          std::clamp(static_cast<float>((example.values[f] - mean) / deviation), -4.0F, 4.0F);
  }
}

void add_gradient(const std::vector<float>& p, const Example& example, std::vector<float>& gradient) {
  std::array<float, fibrillation_units> units{};
  float sum = p.back();
  for (std::size_t u = 0; u < fibrillation_units; ++u) {
    const float* w = p.data() + u * unit_size;
    float value = w[fibrillation_features];
    for (std::size_t f = 0; f < fibrillation_features; ++f) value += w[f] * example.values[f];
    units[u] = std::max(value, 0.0F);
    sum += w[fibrillation_features + 1] * units[u];
  }
  const float error = 1 / (1 + std::exp(-sum)) - (example.fibrillation ? 1.0F : 0.0F);
  gradient.back() += error;
  for (std::size_t u = 0; u < fibrillation_units; ++u) {
    if (units[u] <= 0) continue;
    const float* w = p.data() + u * unit_size;
    float* g = gradient.data() + u * unit_size;
    const float unit_error = error * w[fibrillation_features + 1];
    for (std::size_t f = 0; f < fibrillation_features; ++f) g[f] += unit_error * example.values[f];
    g[fibrillation_features] += unit_error;
    g[fibrillation_features + 1] += error * units[u];
  }
}

// Adam with decoupled weight decay, the rate falling along a half cosine.
FibrillationWeights fit(std::vector<Example> examples, Random& random) {
  FibrillationWeights weights{};
  scale(examples, weights);
  std::vector<float> p(parameters);
  for (float& value : p) value = static_cast<float>(0.3 * random.normal());
  std::vector<double> mean(parameters), square(parameters);
  const std::size_t batches = examples.size() / batch;
  const double steps = static_cast<double>(batches) * epochs;
  double step = 0;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    random.shuffle(examples);
    for (std::size_t b = 0; b < batches; ++b) {
      std::vector<float> gradient(parameters);
      for (std::size_t i = 0; i < batch; ++i) add_gradient(p, examples[b * batch + i], gradient);
      const double rate = 0.004 * (1 + std::cos(std::numbers::pi * ++step / steps)) / 2;
      for (std::size_t i = 0; i < parameters; ++i) {
        const double g = gradient[i] / static_cast<double>(batch);
        mean[i] = 0.9 * mean[i] + 0.1 * g;
        square[i] = 0.999 * square[i] + 0.001 * g * g;
        const double m = mean[i] / (1 - std::pow(0.9, step)), s = square[i] / (1 - std::pow(0.999, step));
        p[i] -= static_cast<float>(rate * (m / (std::sqrt(s) + 1e-7) + decay * p[i]));
      }
    }
  }
  for (std::size_t u = 0; u < fibrillation_units; ++u) {
    const float* w = p.data() + u * unit_size;
    std::copy(w, w + fibrillation_features, weights.hidden[u].begin());
    weights.hidden_bias[u] = w[fibrillation_features];
    weights.output[u] = w[fibrillation_features + 1];
  }
  weights.bias = p.back();
  return weights;
}

// Seconds of a record: in fibrillation and marked, in fibrillation, outside and marked, outside.
using Seconds = std::array<double, 4>;

Seconds score(const FibrillationRecord& record, const FibrillationWeights& weights) {
  FibrillationFinder finder(record.rate, static_cast<int>(record.leads.size()), weights);
  std::vector<float> frames;
  for (std::size_t i = 0; i < record.leads.front().size(); ++i)
    for (const auto& lead : record.leads) frames.push_back(lead[i]);
  finder.push(frames);
  finder.finish();
  std::vector<bool> marked(record.leads.front().size());
  for (const SampleSpan& span : finder.take_spans())
    std::fill(marked.begin() + span.first, marked.begin() + span.end, true);
  Seconds seconds{};
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const std::size_t at = record.truth[i] == WindowRhythm::fibrillation ? 0 : 2;
    if (marked[i]) seconds[at] += 1 / record.rate;
    seconds[at + 1] += 1 / record.rate;
  }
  return seconds;
}

void print_folds(const std::vector<FibrillationRecord>& records) {
  std::vector<Seconds> all(records.size());
  parallel_for(folds, 0, [&](std::size_t fold) {
    Random random(seed);
    const FibrillationWeights weights = fit(examples_of(records, static_cast<int>(fold), random), random);
    for (std::size_t i = 0; i < records.size(); ++i)
      if (records[i].fold == static_cast<int>(fold)) all[i] = score(records[i], weights);
  });
  std::map<std::string, Seconds> databases;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Seconds& s = all[i];
    const std::string database =
        records[i].name.substr(0, records[i].name.find('/')) + (records[i].unsure ? ", true VF alarms" : "");
    for (std::size_t k = 0; k < s.size(); ++k) databases[database][k] += s[k];
    if (s[0] + s[1] + s[2] > 0)
      fmt::print("{:<22} in fibrillation {:>6.0f} of {:>6.0f} s marked, outside {:>5.0f} of {:>6.0f} s\n",
                 records[i].name, s[0], s[1], s[2], s[3]);
  }
  for (const auto& [name, s] : databases)
    fmt::print("{:<32} marked in fibrillation {:.1f} %, outside not marked {:.2f} % of {:.0f} s\n", name,
               100 * s[0] / std::max(s[1], 1e-9), 100 - 100 * s[2] / std::max(s[3], 1e-9), s[3]);
}

std::string list_of(std::span<const float> values) {
  std::string text;
  for (const float value : values) text += fmt::format("{}{:#.7g}F", text.empty() ? "" : ", ", value);
  return "{" + text + "}";
}

std::string source_of(const FibrillationWeights& weights) {
  std::string text =
      "// Written by tools/fit_detector/fibrillation_fit.cpp; not to be edited.\n"
      "#include \"signal/fibrillation/fibrillation_odds.h\"\n\nnamespace rwave {\n\n"
      "const FibrillationWeights fitted_fibrillation = {\n";
  text += "    .mean = {" + list_of(weights.mean) + "},\n    .precision = {" + list_of(weights.precision) +
          "},\n    .hidden = {{";
  for (const auto& unit : weights.hidden) text += "{" + list_of(unit) + "},\n";
  text += "}},\n    .hidden_bias = {" + list_of(weights.hidden_bias) + "},\n    .output = {" +
          list_of(weights.output);
  return text + fmt::format("}},\n    .bias = {:#.7g}F,\n}};\n\n}}  // namespace rwave\n", weights.bias);
}

int main_of(int count, char** words) {
  if (count != 2 && count != 3) {
    fmt::print(stderr, "usage: fibrillation_fit DATA [FILE]\n");
    return 2;
  }
  const std::vector<FibrillationRecord> records = read_fibrillation_records(words[1], folds);
  if (count == 2) {
    print_folds(records);
    return 0;
  }
  Random random(seed);
  write_file(words[2], source_of(fit(examples_of(records, -1, random), random)));
  return 0;
}

}  // namespace
}  // namespace rwave::bench

int main(int count, char** words) {
  return rwave::bench::main_of(count, words);
}
