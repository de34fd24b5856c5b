#include "score/confusion.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "rwave/error.h"

namespace rwave {
namespace {

constexpr double undefined_share = std::numeric_limits<double>::quiet_NaN();

// Not a number where the denominator is 0: absent is not the same as wrong.
double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? undefined_share : static_cast<double>(part) / static_cast<double>(whole);
}

// A mean that leaves out what is undefined; NaN where nothing is defined.
class DefinedMean {
 public:
  void add(double value) {
    if (std::isnan(value)) return;
    sum_ += value;
    ++count_;
  }
  double value() const { return count_ == 0 ? undefined_share : sum_ / count_; }

 private:
  double sum_ = 0;
  int count_ = 0;
};

}  // namespace

Confusion::Confusion(std::vector<std::string> classes)
    : classes_(std::move(classes)), counts_(classes_.size() * classes_.size(), 0) {
  if (classes_.empty()) throw Error("a confusion matrix needs at least one class");
}

void Confusion::add(int truth, int predicted, std::int64_t count) {
  counts_[cell(truth, predicted)] += count;
}

void Confusion::add(const Confusion& other) {
  if (classes_ != other.classes_) {
    throw Error(fmt::format(
        "confusion matrices of different classes cannot be added: {} and {} classes, or other names", size(),
        other.size()));
  }
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::int64_t Confusion::count(int truth, int predicted) const {
  return counts_[cell(truth, predicted)];
}

double Confusion::share(int truth, int predicted) const {
  return ratio(count(truth, predicted), support(truth));
}

std::int64_t Confusion::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
}

std::int64_t Confusion::support(int truth) const {
  std::int64_t sum = 0;
  for (int p = 0; p < size(); ++p) sum += count(truth, p);
  return sum;
}

std::int64_t Confusion::predicted(int predicted) const {
  std::int64_t sum = 0;
  for (int t = 0; t < size(); ++t) sum += count(t, predicted);
  return sum;
}

// Checked at every access: an index out of range would count a beat in another class's row.
std::size_t Confusion::cell(int truth, int predicted) const {
  if (truth < 0 || truth >= size() || predicted < 0 || predicted >= size()) {
    throw Error(fmt::format("class index out of range: truth {}, prediction {}, but there are {} classes",
                            truth, predicted, size()));
  }
  return static_cast<std::size_t>(truth) * classes_.size() + static_cast<std::size_t>(predicted);
}

// From the matrix alone, so that a pooled matrix and its parts are scored by the same code.
Scores scores_of(const Confusion& confusion) {
  Scores scores;
  scores.total = confusion.total();
  std::int64_t correct = 0;
  DefinedMean sensitivity, f1;
  for (int c = 0; c < confusion.size(); ++c) {
    const std::int64_t hits = confusion.count(c, c);
    const std::int64_t predicted = confusion.predicted(c);
    ClassScore score;
    score.support = confusion.support(c);
    score.sensitivity = ratio(hits, score.support);
    score.positive_predictivity = ratio(hits, predicted);
    // TP + FN = support, TP + FP = predicted.
    score.f1 = ratio(2 * hits, score.support + predicted);
    correct += hits;
    sensitivity.add(score.sensitivity);
    f1.add(score.f1);
    scores.classes.push_back(score);
  }
  scores.accuracy = ratio(correct, scores.total);
  scores.balanced_accuracy = sensitivity.value();
  scores.macro_f1 = f1.value();
  return scores;
}

}  // namespace rwave
