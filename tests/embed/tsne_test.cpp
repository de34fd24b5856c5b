// t-SNE against its definition: the gradient is the divergence's slope, the grid's field that of all pairs.
#include "embed/tsne.h"

#include <gtest/gtest.h>

#include <cmath>

#include "embed/affinities.h"
#include "embed/grid_field.h"
#include "math/random.h"
#include "rwave/error.h"

namespace rwave::embed {
namespace {

Plane scattered(std::int64_t n, double spread) {
  Random random(2);
  Plane plane;
  for (std::int64_t i = 0; i < n; ++i) {
    plane.x.push_back(static_cast<float>(spread * random.normal()));
    plane.y.push_back(static_cast<float>(0.5 * spread * random.normal()));
  }
  return plane;
}

// `classes` clusters of Gaussian points, far apart, one after the other.
std::vector<float> clusters(std::int64_t classes, std::int64_t each, std::int64_t width) {
  Random random(3);
  std::vector<float> values;
  for (std::int64_t c = 0; c < classes; ++c) {
    for (std::int64_t i = 0; i < each * width; ++i)
      values.push_back(static_cast<float>(random.normal() + (i % width == c ? 20 : 0)));
  }
  return values;
}

// P and Q in double precision, all pairs: Q is the Student kernel over its sum (van der Maaten 2008, (4)).
double divergence_by_definition(const SparseMatrix& joint, const Plane& plane) {
  const auto kernel = [&](std::size_t i, std::size_t j) {
    return 1 / (1 + std::pow(static_cast<double>(plane.x[i]) - plane.x[j], 2) +
                std::pow(static_cast<double>(plane.y[i]) - plane.y[j], 2));
  };
  double z = 0, sum = 0;
  for (std::size_t i = 0; i < plane.x.size(); ++i) {
    for (std::size_t j = 0; j < plane.x.size(); ++j) z += i == j ? 0 : kernel(i, j);
  }
  for (std::size_t i = 0; i < plane.x.size(); ++i) {
    for (auto e = static_cast<std::size_t>(joint.first[i]); e < static_cast<std::size_t>(joint.first[i + 1]);
         ++e) {
      const double p = joint.value[e];
      sum += p * std::log(p * z / kernel(i, static_cast<std::size_t>(joint.column[e])));
    }
  }
  return sum;
}

TEST(Divergence, IsAsDefined) {
  const std::vector<float> values = clusters(2, 40, 4);
  const SparseMatrix joint = affinities_of({values.data(), 80, 4}, 8, 1);
  const Plane plane = scattered(80, 3);
  EXPECT_NEAR(divergence(joint, plane, 2), divergence_by_definition(joint, plane), 1e-5);
}

TEST(Gradient, IsTheSlopeOfTheDivergence) {
  const std::vector<float> values = clusters(2, 40, 4);
  const SparseMatrix joint = affinities_of({values.data(), 80, 4}, 8, 1);
  const Plane plane = scattered(80, 3);
  Plane gradient;
  divergence_gradient(joint, plane, 1, true, 1, gradient);
  constexpr float step = 1.0F / 64;
  for (std::size_t i = 0; i < 80; i += 7) {
    for (auto [moved, slope] : {std::pair{&Plane::x, gradient.x[i]}, std::pair{&Plane::y, gradient.y[i]}}) {
      Plane up = plane, down = plane;
      (up.*moved)[i] += step;
      (down.*moved)[i] -= step;
      const double finite =
          (divergence_by_definition(joint, up) - divergence_by_definition(joint, down)) / (2 * step);
      EXPECT_NEAR(slope, finite, 2e-5) << "point " << i;
    }
  }
}

double relative_error(const std::vector<float>& values, const std::vector<float>& exact) {
  double difference = 0, size = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    difference += std::pow(static_cast<double>(values[i]) - exact[i], 2);
    size += std::pow(static_cast<double>(exact[i]), 2);
  }
  return std::sqrt(difference / size);
}

// From the first picture, a ten-thousandth wide, to the last, hundreds.
TEST(GridField, IsThatOfAllPairs) {
  GridField grid(2);
  for (const double spread : {1e-4, 1e-2, 1.0, 10.0, 50.0}) {
    const Plane plane = scattered(2000, spread);
    const Field exact = exact_field(plane, 1);
    const Field& field = grid.at(plane);
    EXPECT_LT(relative_error(field.gradient_x, exact.gradient_x), 5e-3) << "spread " << spread;
    EXPECT_LT(relative_error(field.gradient_y, exact.gradient_y), 5e-3) << "spread " << spread;
    EXPECT_LT(relative_error(field.phi, exact.phi), 1e-4) << "spread " << spread;
    EXPECT_NEAR(normalisation(field) / normalisation(exact), 1, 1e-3) << "spread " << spread;
  }
}

// One point far from all others must not take the memory of a grid that fine.
TEST(GridField, HoldsWithAPointFarAway) {
  Plane plane = scattered(500, 5);
  plane.x.push_back(20000);
  plane.y.push_back(0);
  GridField grid(1);
  const Field& field = grid.at(plane);
  EXPECT_NEAR(field.phi.back(), 1, 0.2) << "it feels itself only";
  for (const float slope : field.gradient_x) EXPECT_TRUE(std::isfinite(slope));
}

TEST(PrincipalPlane, FindsTheTwoWidestDirections) {
  Random random(4);
  std::vector<float> values;
  std::vector<double> first;
  for (int i = 0; i < 500; ++i) {
    first.push_back(9 * random.normal());
    const double second = 4 * random.normal();
    // Turned by the angle whose sine is 0.6, in the second and fourth of five values.
    for (const double value : {random.normal(), 7 + 0.8 * first.back() - 0.6 * second, random.normal(),
                               0.6 * first.back() + 0.8 * second, random.normal()})
      values.push_back(static_cast<float>(value));
  }
  const Plane plane = principal_plane({values.data(), 500, 5}, 1, 1);
  double mean = 0, together = 0, square = 0, own = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    mean += plane.x[i] / 500;
    together += plane.x[i] * first[i];
    square += plane.x[i] * plane.x[i];
    own += first[i] * first[i];
  }
  EXPECT_NEAR(mean, 0, 1e-4);
  EXPECT_GT(std::abs(together) / std::sqrt(square * own), 0.995);
}

class ThreeClusters : public ::testing::Test {
 protected:
  static constexpr std::int64_t each = 120, width = 10;
  const std::vector<float> values_ = clusters(3, each, width);
  const Points points_{values_.data(), 3 * each, width};
};

TEST_F(ThreeClusters, StayApart) {
  for (const bool random_start : {false, true}) {
    TsneOptions options;
    options.random_start = random_start;
    options.iterations = 500;
    const Tsne result = tsne(points_, options);
    std::vector<float> picture;
    for (std::size_t i = 0; i < result.plane.x.size(); ++i) {
      picture.push_back(result.plane.x[i]);
      picture.push_back(result.plane.y[i]);
    }
    const Neighbours nearest = nearest_neighbours({picture.data(), points_.n, 2}, 5, 1);
    int strangers = 0;
    for (std::size_t e = 0; e < nearest.index.size(); ++e)
      strangers += nearest.index[e] / each != static_cast<std::int64_t>(e) / 5 / each;
    EXPECT_EQ(strangers, 0) << "random start " << random_start;
    EXPECT_LT(result.divergence, divergence(result.joint, scattered(points_.n, 10), 1) / 2);
  }
}

TEST_F(ThreeClusters, AreTheSamePictureAgainWhateverTheThreads) {
  TsneOptions options;
  options.iterations = 300;
  const Tsne one = tsne(points_, options), again = tsne(points_, options);
  EXPECT_EQ(one.plane.x, again.plane.x);
  EXPECT_EQ(one.plane.y, again.plane.y);
  options.threads = 2;
  EXPECT_EQ(tsne(points_, options).plane.x, one.plane.x);
  options.threads = 1;
  options.random_start = true;
  const Tsne drawn = tsne(points_, options);
  options.seed = 2;
  EXPECT_NE(tsne(points_, options).plane.x, drawn.plane.x);
}

TEST_F(ThreeClusters, NeedMorePointsThanThePerplexity) {
  EXPECT_THROW(tsne({values_.data(), 25, width}, {}), Error);
}

}  // namespace
}  // namespace rwave::embed
