// Reports that the golden texts do not hold: condensed without S, shutdown, and figures that are undefined.
// Forms after the reference implementation's own (bxb of WFDB 10.7).
#include "ec57/reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rwave::ec57 {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

Comparison example() {
  Comparison comparison;
  comparison.add(Label::N, Label::N, 1700);
  comparison.add(Label::N, Label::X, 20);
  comparison.add(Label::S, Label::S, 10);
  comparison.add(Label::S, Label::X, 5);
  comparison.add(Label::V, Label::V, 30);
  comparison.add(Label::Q, Label::V, 2);
  comparison.add(Label::O, Label::S, 3);
  comparison.shutdown_seconds = 61.6;
  return comparison;
}

TEST(CondensedReport, WithoutSCountsItsBeatsAsN) {
  EXPECT_EQ(condensed_report(example(), {"100", "atr", "tst"}, Classes::without_s),
            "Beat-by-beat comparison results for record 100\n"
            "Reference annotator: atr\n"
            "     Test annotator: tst\n"
            "\n"
            "         Algorithm\n"
            "      n+f+q    v  o+x\n"
            "     ________________\n"
            "  N  | 1710    0   25\n"
            "  V  |    0   30    0\n"
            " F+Q |    0    2    0\n"
            " O+X |    3    0\n"
            "\n"
            "           QRS sensitivity:  98.59% (1742/1767)\n"
            " QRS positive predictivity:  99.83% (1742/1745)\n"
            "           VEB sensitivity: 100.00% (30/30)\n"
            " VEB positive predictivity: 100.00% (30/30)\n"
            "   VEB false positive rate:  0.000% (0/1713)\n"
            "\n");
}

TEST(ShutdownReport, TellsTheBeatsMissedByClass) {
  EXPECT_EQ(shutdown_report(example(), Classes::without_s),
            "\n"
            "  Beats missed in shutdown:   1.41% (25/1767)\n"
            "      N missed in shutdown:   1.44% (25/1735)\n"
            "      V missed in shutdown:   0.00% (0/30)\n"
            "      F missed in shutdown:      -  (0/0)\n"
            "       Total shutdown time:    62 seconds\n");
  const std::string with_s = shutdown_report(example(), Classes::with_s);
  EXPECT_THAT(with_s, HasSubstr("  Beats missed in shutdown:   1.13% (20/1767)\n"));  // as bxb: without S
  EXPECT_THAT(with_s, HasSubstr("      S missed in shutdown:  33.33% (5/15)\n"));
}

TEST(ReportsWithoutIntervals, HaveADashAndNoUnit) {
  const Comparison nothing;
  EXPECT_THAT(standard_report(nothing, {"100", "atr", "tst"}, Classes::with_s),
              EndsWith("     RMS RR interval error:      -\n"));
  EXPECT_THAT(beat_line(nothing, "100", Classes::with_s), EndsWith("      -      -      -     -\n"));
}

}  // namespace
}  // namespace rwave::ec57
