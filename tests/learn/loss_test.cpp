// Losses and class weights against their formulas, computed here in plain double arithmetic.
#include "learn/train/loss.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

namespace rwave::learn {
namespace {

constexpr int row_count = 3, classes = 4;
constexpr std::array<double, row_count* classes> logits = {0.5, -1.2, 2.0, 0.1,  -0.3, 0.8,
                                                           0.2, 1.5,  3.0, -2.0, 0.0,  0.4};
constexpr std::array<std::int64_t, row_count> labels = {2, 1, 3};
constexpr std::array<double, classes> weights = {0.5, 2.0, 1.5, 0.25};

// log p_c of one row.
double log_p(int row, std::int64_t c) {
  double sum = 0;
  for (int k = 0; k < classes; ++k) sum += std::exp(logits[static_cast<std::size_t>(row * classes + k)]);
  return logits[static_cast<std::size_t>(row * classes + c)] - std::log(sum);
}

double mean_over_rows(const std::function<double(int)>& row_loss) {
  double sum = 0;
  for (int row = 0; row < row_count; ++row) {
    sum += weights[static_cast<std::size_t>(labels[static_cast<std::size_t>(row)])] * row_loss(row);
  }
  return sum / row_count;
}

torch::Tensor tensor_logits() {
  return torch::tensor(std::vector<double>(logits.begin(), logits.end())).view({row_count, classes});
}

double computed(const TrainOptions& options) {
  const auto w = torch::tensor(std::vector<double>(weights.begin(), weights.end()));
  const auto y = torch::tensor(std::vector<std::int64_t>(labels.begin(), labels.end()), torch::kInt64);
  return loss(options, tensor_logits(), y, w).item<double>();
}

TEST(Loss, CrossEntropyWithWeights) {
  const double expected =
      mean_over_rows([](int row) { return -log_p(row, labels[static_cast<std::size_t>(row)]); });
  EXPECT_NEAR(computed({}), expected, 1e-6);
}

TEST(Loss, LabelSmoothingSpreadsTheTarget) {
  TrainOptions options;
  options.loss.label_smoothing = 0.1;
  const double expected = mean_over_rows([](int row) {
    double sum = 0;
    for (int c = 0; c < classes; ++c) {
      const double q = 0.1 / classes + (c == labels[static_cast<std::size_t>(row)] ? 0.9 : 0);
      sum -= q * log_p(row, c);
    }
    return sum;
  });
  EXPECT_NEAR(computed(options), expected, 1e-6);
}

TEST(Loss, FocalDiscountsWhatIsAlreadyRight) {
  TrainOptions options;
  options.loss.kind = LossKind::focal;
  options.loss.gamma = 2;
  const double expected = mean_over_rows([](int row) {
    const double lp = log_p(row, labels[static_cast<std::size_t>(row)]);
    return -std::pow(1 - std::exp(lp), 2) * lp;
  });
  EXPECT_NEAR(computed(options), expected, 1e-6);
  options.loss.gamma = 0;
  EXPECT_NEAR(computed(options), computed({}), 1e-6);
}

// Central differences of the loss against what backward() says.
TEST(Loss, GradientsAreThoseOfTheFormulas) {
  const auto y = torch::tensor(std::vector<std::int64_t>(labels.begin(), labels.end()), torch::kInt64);
  const auto w = torch::tensor(std::vector<double>(weights.begin(), weights.end()), torch::kFloat64);
  for (const std::string kind : {"cross-entropy", "focal"}) {
    TrainOptions options;
    set_option(options, "loss", kind);
    options.loss.gamma = 1.5;
    options.loss.label_smoothing = kind == "focal" ? 0 : 0.1;
    const torch::Tensor x = tensor_logits().to(torch::kFloat64).requires_grad_();
    loss(options, x, y, w).backward();
    for (int i = 0; i < row_count * classes; ++i) {
      torch::Tensor up = x.detach().clone(), down = x.detach().clone();
      up.view({-1})[i] += 1e-5;
      down.view({-1})[i] -= 1e-5;
      const double slope =
          (loss(options, up, y, w).item<double>() - loss(options, down, y, w).item<double>()) / 2e-5;
      EXPECT_NEAR(x.grad().view({-1})[i].item<double>(), slope, 1e-8) << kind << " " << i;
    }
  }
}

// A row that is certain gives focal loss 0, and no NaN in its gradient (0 to a power below 1 has an infinite
// slope).
TEST(Loss, FocalOfACertainRowIsFinite) {
  TrainOptions options;
  options.loss.kind = LossKind::focal;
  options.loss.gamma = 0.5;
  const torch::Tensor x = torch::tensor({{200.0F, 0.0F}}).requires_grad_();
  loss(options, x, torch::zeros({1}, torch::kInt64), torch::ones({2})).backward();
  EXPECT_TRUE(x.grad().isfinite().all().item<bool>());
}

TEST(ClassWeights, FollowTheirFormulasWithMeanOne) {
  const std::vector<std::int64_t> counts = {900, 90, 10};
  TrainOptions options;
  options.loss.beta = 0.99;
  const std::map<std::string, std::function<double(double)>> formulas = {
      {"none", [](double) { return 1; }},
      {"inverse", [](double n) { return 1 / n; }},
      {"sqrt", [](double n) { return 1 / std::sqrt(n); }},
      {"effective", [](double n) { return (1 - 0.99) / (1 - std::pow(0.99, n)); }}};
  for (const auto& [kind, formula] : formulas) {
    set_option(options, "class-weights", kind);
    const std::vector<double> w = class_weights(options, counts);
    double mean = 0;
    for (std::size_t c = 0; c < counts.size(); ++c) mean += w[c] * static_cast<double>(counts[c]) / 1000;
    EXPECT_NEAR(mean, 1, 1e-12) << kind;
    EXPECT_NEAR(w[2] / w[0], formula(10) / formula(900), 1e-9) << kind;
    EXPECT_NEAR(w[1] / w[0], formula(90) / formula(900), 1e-9) << kind;
  }
}

// N, S, V, F, Q of the 87,554 official training rows: an F row counts for 113 N rows by inverse
// frequency, 10.6 by root.
TEST(ClassWeights, OfTheOfficialTrainingRows) {
  TrainOptions options;
  options.loss.class_weights = ClassWeighting::inverse;
  const std::vector<std::int64_t> counts = {72471, 2223, 5788, 641, 6431};
  EXPECT_NEAR(class_weights(options, counts)[3], 87554.0 / 5 / 641, 1e-9);
  options.loss.class_weights = ClassWeighting::sqrt;
  const auto w = class_weights(options, counts);
  EXPECT_NEAR(w[3] / w[0], std::sqrt(72471.0 / 641), 1e-9);
}

TEST(ClassWeights, AClassWithoutRowsGetsOneAndChangesNoOther) {
  TrainOptions options;
  for (const std::string kind : {"none", "inverse", "sqrt", "effective"}) {
    set_option(options, "class-weights", kind);
    const auto with = class_weights(options, std::vector<std::int64_t>{50, 0, 5});
    const auto without = class_weights(options, std::vector<std::int64_t>{50, 5});
    EXPECT_EQ(with[1], 1) << kind;
    EXPECT_DOUBLE_EQ(with[0], without[0]) << kind;
    EXPECT_DOUBLE_EQ(with[2], without[1]) << kind;
  }
}

// Codes that agree and whose values say different things cost nothing; turned about, the diagonal is -1; two
// values that say the same cost the weight of two entries off the diagonal.
TEST(BarlowLoss, OfCodesWorkedOutByHand) {
  const torch::Tensor apart = torch::tensor({{1.F, 1.F}, {1.F, -1.F}, {-1.F, 1.F}, {-1.F, -1.F}});
  EXPECT_NEAR(barlow_loss(apart, apart).item<double>(), 0, 1e-6);
  EXPECT_NEAR(barlow_loss(apart, 3 * apart + 1).item<double>(), 0, 1e-6) << "scale and offset say nothing";
  EXPECT_NEAR(barlow_loss(apart, -apart).item<double>(), 2 * 4, 1e-3);
  const torch::Tensor twice = apart.select(1, 0).unsqueeze(1).expand({4, 2});
  EXPECT_NEAR(barlow_loss(twice, twice).item<double>(), 0.005 * 2, 1e-5);
}

}  // namespace
}  // namespace rwave::learn
