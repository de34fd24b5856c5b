// The figures of rwave explain: what stands on them, and that gnuplot draws them.
#include <gmock/gmock.h>

#include "figures/ablation_figure.h"
#include "figures/attribution_figure.h"
#include "figures/gnuplot.h"
#include "figures/layer_figure.h"
#include "figures/picture.h"
#include "figures/probe_figure.h"
#include "figures/scatter_figure.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using rwave::testing::occurrences;
using ::testing::HasSubstr;

const Provenance explained_by = {"seed", "mitdb, recipe kaggle",
                                 "kaggle, 60 test rows drawn of 21,892: random", "1"};

// Both files are drawn, and the SVG bears the two-part title.
void expect_drawn(const Figure& figure, const std::string& what) {
  const std::string picture = svg(figure);
  EXPECT_THAT(picture, HasSubstr(what));
  EXPECT_THAT(picture, HasSubstr("model seed"));
  EXPECT_THAT(picture, HasSubstr("60 test rows drawn of"));
  EXPECT_EQ(testing::png_size(png(figure)).width, static_cast<std::uint32_t>(figure.width * png_scale));
}

LayerPicture layers() {
  LayerPicture picture{std::vector<float>(187, 0.5F), 120, "V", 2, "mitdb/100 at sample 77", {}};
  picture.layers.push_back({"conv_1", 2, 3, {1, -2, 0, 3, 0.5F, 1}, true, 2, 3});
  picture.layers.push_back({"fc", 1, 4, {0, 0, 1, 2}, false, 0, 1});
  return picture;
}

TEST(LayerFigure, HasAPanelALayer) {
  RWAVE_NEED_GNUPLOT();
  const Figure figure = layer_figure(layers(), explained_by);
  expect_drawn(figure, "Layers on a beat of class V");
  EXPECT_THAT(svg(figure), HasSubstr("conv_1: 2 channels x 3"));
  EXPECT_THAT(svg(figure), HasSubstr("fc: 4 units"));
}

TEST(LayerFigure, RefusesALayerOfAnotherSize) {
  LayerPicture picture = layers();
  picture.layers[0].positions = 4;
  EXPECT_THROW(layer_figure(picture, explained_by), Error);
  picture.layers.clear();
  EXPECT_THROW(layer_figure(picture, explained_by), Error);
}

TEST(ScatterFigure, DrawsRareClassesLast) {
  RWAVE_NEED_GNUPLOT();
  const Figure figure = scatter_figure({{0, 1, 2}, {0, 1, 0}, {1, 0, 1}, {"N", "S", "V"}},
                                       "t-SNE of layer conv4", explained_by);
  expect_drawn(figure, "t-SNE of layer conv4");
  EXPECT_LT(figure.script.find("plot $class1"), figure.script.find("$class0 using"));
  EXPECT_THAT(svg(figure), HasSubstr("S (2)"));
  EXPECT_EQ(figure.script.find("V (0)"), std::string::npos) << "a class without points has no key";
}

TEST(ScatterFigure, RefusesWhatDoesNotFit) {
  EXPECT_THROW(scatter_figure({{}, {}, {}, {"N"}}, "t-SNE", explained_by), Error);
  EXPECT_THROW(scatter_figure({{0}, {0, 1}, {0}, {"N"}}, "t-SNE", explained_by), Error);
  EXPECT_THROW(scatter_figure({{0}, {0}, {3}, {"N"}}, "t-SNE", explained_by), Error);
}

TEST(AttributionFigure, HasAPanelAClass) {
  RWAVE_NEED_GNUPLOT();
  const Figure figure =
      attribution_figure({{"N", 0, 1200, {0, 1, 0}, {0, 0.2, -0.1}}, {"V", 2, 3, {1, 1, 0}, {0, 0, 0}}}, 120,
                         "Grad-CAM", "weight", explained_by);
  expect_drawn(figure, "Grad-CAM");
  EXPECT_THAT(svg(figure), HasSubstr("N, 1,200 beats"));
  EXPECT_THAT(svg(figure), HasSubstr("time from the R peak"));
  EXPECT_THROW(attribution_figure({}, 120, "Grad-CAM", "weight", explained_by), Error);
}

TEST(ClaimFigure, HasALineAChange) {
  RWAVE_NEED_GNUPLOT();
  Confusion confusion({"N", "S", "V"});
  confusion.add(0, 0, 9);
  confusion.add(1, 0, 1);  // V is absent: it has no recall
  const Figure figure =
      ablation_figure({{"the whole row", confusion}, {"the R peaks flattened", confusion}}, explained_by);
  expect_drawn(figure, "parts of the row are taken away");
  EXPECT_THAT(svg(figure), HasSubstr("the R peaks flattened"));
  EXPECT_THAT(svg(figure), HasSubstr("recall of S"));
  EXPECT_THROW(ablation_figure({}, explained_by), Error);
}

TEST(DimensionFigure, HasACurveALayer) {
  RWAVE_NEED_GNUPLOT();
  const Figure figure = probe_figure(
      {{"conv1", {1, 2}, {0.5, 0.7}, {0.2, 0.3}}, {"fc", {1, 2}, {0.8, 0.9}, {0.5, 0.9}}}, explained_by);
  expect_drawn(figure, "Principal components");
  EXPECT_EQ(occurrences(svg(figure), "conv1"), 1);
  EXPECT_THROW(probe_figure({}, explained_by), Error);
}

}  // namespace
}  // namespace rwave
