// Leads of one signal file that are stored one after the other, under a header of interleaved ones.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "record/device_table.h"
#include "record/make_ishne.h"

namespace rwave {
namespace {

using rwave::testing::little;
using rwave::testing::put_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LeadOrder : public ::testing::Test {
 protected:
  static constexpr int frames = 2000;

  // Lead `lead` of its own height and offset, with noise; hundredths of a QRS complex late.
  static int sample(int lead, int frame) {
    const auto mixed = static_cast<unsigned>(frame * 16 + lead) * 2654435761U;
    const double t = (frame + 3.0 * lead) / 200 - std::floor((frame + 3.0 * lead) / 200);
    const double ecg =
        std::exp(-std::pow((t - 0.4) / 0.03, 2)) + 0.3 * std::exp(-std::pow((t - 0.7) / 0.08, 2));
    return static_cast<int>(std::lround(ecg * (300 - 90 * lead) + 40 * lead + (mixed >> 16 & 3)));
  }
  std::vector<std::string> warnings(int leads, bool interleaved) {
    std::string bytes, header = fmt::format("r {} 250 {}\n", leads, frames);
    for (int i = 0; i < leads * frames; ++i)
      bytes +=
          interleaved ? little(sample(i % leads, i / leads), 2) : little(sample(i / frames, i % frames), 2);
    for (int lead = 0; lead < leads; ++lead)
      header += fmt::format("r.dat 16 200/mV 12 0 0 0 0 V{}\n", lead + 1);
    put_file(folder_ / "r.dat", bytes);
    put_file(folder_ / "r.hea", header);
    return open_recording(folder_ / "r")->info().warnings;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(LeadOrder, OneLeadAfterTheOtherIsSaid) {
  EXPECT_THAT(warnings(2, false), ElementsAre(HasSubstr("V1, V2: one lead after the other is stored")));
  EXPECT_THAT(warnings(3, false), ElementsAre(HasSubstr("hearts beat 3 times too fast")));
}

TEST_F(LeadOrder, InterleavedLeadsAreNotDoubted) {
  for (const int leads : {1, 2, 3}) EXPECT_THAT(warnings(leads, true), IsEmpty()) << leads;
}

// Both copies of a sample are alike, which one lead in one piece is, too: the step to the next frame is
// whole.
TEST_F(LeadOrder, CopiesOfOneLeadAndFlatLeadsAreNotDoubted) {
  std::string copies, flat;
  for (int i = 0; i < frames; ++i)
    for (int lead = 0; lead < 2; ++lead) {
      copies += little(sample(0, i), 2);
      flat += little(7, 2);
    }
  warnings(2, true);
  for (const std::string& bytes : {copies, flat}) {
    put_file(folder_ / "r.dat", bytes);
    EXPECT_THAT(open_recording(folder_ / "r")->info().warnings, IsEmpty());
  }
}

// Mains hum comes to two leads at different phases, so that it steps less from one lead to the other than
// within.
TEST_F(LeadOrder, HumIsNotDoubted) {
  warnings(2, true);
  for (const double hum : {50.0, 60.0}) {
    std::string bytes;
    for (int i = 0; i < frames; ++i)
      for (int lead = 0; lead < 2; ++lead) {
        const double t = i / 250.0, beat = t - std::floor(t) - 0.4;
        const double ecg = (lead == 0 ? 1 : 0.6) * std::exp(-beat * beat / 3e-4);
        bytes += little(static_cast<int>(std::lround(
                            1000 * (ecg + 0.1 * std::sin(2 * std::numbers::pi * hum * t + 0.6 * lead)))),
                        2);
      }
    put_file(folder_ / "r.dat", bytes);
    EXPECT_THAT(open_recording(folder_ / "r")->info().warnings, IsEmpty()) << hum;
  }
}

}  // namespace
}  // namespace rwave
