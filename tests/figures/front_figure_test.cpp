#include "figures/front_figure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "figures/gnuplot.h"
#include "figures/picture.h"
#include "rwave/error.h"

namespace rwave {
namespace {

using ::testing::HasSubstr;
using Kind = FrontMark::Kind;

const double none = std::nan("");

std::vector<FrontMark> marks() {
  return {{"large", 1e7, 0.985, 0.91, none, none, Kind::trained},
          {"tiny", 1e5, 0.96, 0.82, none, none, Kind::trained},
          {"worse", 5e5, 0.95, 0.83, none, none, Kind::trained},
          {"large", 1e7, 0.97, 0.85, none, none, Kind::trained},
          {"middle", 3e6, 0.989, 0.93, 0.001, 0.002, Kind::trained},
          {"large", 1e7, 0.9926, 0.95, none, none, Kind::published},
          {"tiny", 1e5, 0.99, none, none, none, Kind::published_elsewhere}};
}

TEST(Front, IsWhatNoCheaperNetworkEquals) {
  const auto names = [](const std::vector<FrontMark>& front) {
    std::string text;
    for (const FrontMark& mark : front) text += mark.name + " ";
    return text;
  };
  EXPECT_EQ(names(front_of(marks(), &FrontMark::accuracy)), "tiny middle ");
  EXPECT_EQ(names(front_of(marks(), &FrontMark::macro_f1)), "tiny worse middle ")
      << "published ones do not count";
}

TEST(FrontFigure, NamesEachNetworkOnce) {
  RWAVE_NEED_GNUPLOT();
  const std::vector<FrontLevel> levels = {
      {"an ensemble", 0.988, none}, {"Inception", 0.9886, none}, {"a residual one", 0.98, 0.927}};
  const std::string picture = svg(front_figure(marks(), levels, "data mitdb"));
  for (const char* name : {">large<", ">tiny<", ">worse<", ">middle<"})
    EXPECT_EQ(testing::occurrences(picture, name), 2) << name << ", a panel each";
  EXPECT_THAT(picture, HasSubstr("best published, cost not known: Inception"));
  EXPECT_THAT(picture, HasSubstr("best published, cost not known: a residual one"));
  EXPECT_EQ(testing::occurrences(picture, "an ensemble"), 0);
  EXPECT_THAT(picture, HasSubstr("multiply-adds a beat"));
}

TEST(FrontFigure, WithoutATrainedNetworkIsRefused) {
  EXPECT_THROW(front_figure({}, {}, "data"), Error);
  EXPECT_THROW(front_figure({{"a", 1e6, 0.9, 0.8, none, none, Kind::published}}, {}, "data"), Error);
  EXPECT_THROW(front_figure({{"a", 0, 0.9, 0.8, none, none, Kind::trained}}, {}, "data"), Error) << "no cost";
}

}  // namespace
}  // namespace rwave
