#pragma once
// The confusion matrix and the figures read off it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rwave {

// Counts of (true class, predicted class) pairs: row = truth, column = prediction.
class Confusion {
 public:
  explicit Confusion(std::vector<std::string> classes);

  // Class indices are checked; one out of range is an Error.
  void add(int truth, int predicted, std::int64_t count = 1);
  // Same classes; else Error.
  void add(const Confusion& other);

  const std::vector<std::string>& classes() const { return classes_; }
  int size() const { return static_cast<int>(classes_.size()); }
  std::int64_t count(int truth, int predicted) const;
  // Of the true class's beats (a row sums to 1); NaN where it has none.
  double share(int truth, int predicted) const;
  // All pairs that were added.
  std::int64_t total() const;
  // Beats that are of the class: the row's sum.
  std::int64_t support(int truth) const;
  // Beats that were called it: the column's sum.
  std::int64_t predicted(int predicted) const;

 private:
  // Place of a pair in counts_. Throws Error where an index is out of range.
  std::size_t cell(int truth, int predicted) const;

  std::vector<std::string> classes_;
  // size() x size().
  std::vector<std::int64_t> counts_;
};

// Figures in 0..1. A figure with a zero denominator is NaN and printed as "-": a class that is absent has no
// sensitivity.
struct ClassScore {
  std::int64_t support = 0;
  // TP / (TP + FN), also called recall.
  double sensitivity = 0;
  // TP / (TP + FP), also called precision.
  double positive_predictivity = 0;
  // 2 TP / (2 TP + FP + FN).
  double f1 = 0;
};

// The figures of a matrix, of all its rows and class by class.
struct Scores {
  std::int64_t total = 0;
  double accuracy = 0;
  // Mean sensitivity over the classes present.
  double balanced_accuracy = 0;
  // Mean F1 over the classes with a defined F1; see below.
  double macro_f1 = 0;
  std::vector<ClassScore> classes;
};

// Macro-F1 and absent classes: a class that neither is nor is called has no F1 and is left out of the mean;
// one that is absent but called, or present but never called, has F1 0 and counts. This is scikit-learn's
// f1_score(average="macro") without a `labels` argument. Where all classes are present, as in every official
// test set, no convention matters.
Scores scores_of(const Confusion& confusion);

}  // namespace rwave
