#include "ec57/sumstats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ec57/reports.h"
#include "rwave/error.h"

namespace rwave::ec57 {
namespace {

using ::testing::HasSubstr;

std::string complaint_about(const std::string& report) {
  try {
    sumstats(report, "report.txt");
  } catch (const Error& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(Sumstats, GrossWeighsBeatsAndAverageWeighsRecords) {
  Comparison long_record, short_record;
  long_record.add(Label::V, Label::V, 900);
  long_record.add(Label::V, Label::N, 100);
  short_record.add(Label::V, Label::V, 5);
  short_record.add(Label::V, Label::N, 5);
  const std::string report = beat_line_heading(Classes::without_s) +
                             beat_line(long_record, "100", Classes::without_s) +
                             beat_line(short_record, "101", Classes::without_s);
  const std::string text = sumstats(report, "report.txt");
  EXPECT_THAT(text, HasSubstr(" 89.60 "));  // 905 of 1,010
  EXPECT_THAT(text, HasSubstr(" 70.00 "));  // the mean of 90 % and 50 %
  EXPECT_THAT(
      text, HasSubstr("Total QRS complexes: 1010  Total VEBs: 1010\n\nSummary of results from 2 records\n"));
}

TEST(Sumstats, FigureThatNoRecordHasIsADash) {
  Comparison comparison;
  comparison.add(Label::N, Label::N, 10);
  const std::string text = sumstats(
      beat_line_heading(Classes::with_s) + beat_line(comparison, "100", Classes::with_s), "report.txt");
  EXPECT_THAT(text, HasSubstr("Average " + std::string(75, ' ') +
                              " 100.00 100.00      -      -      -      -      -\n"));
}

TEST(Sumstats, ReferenceProgramStopsAtALineWithoutIntervalError) {
  Comparison comparison;
  comparison.add(Label::N, Label::N, 10);
  const std::string line = beat_line(comparison, "100", Classes::with_s);
  const std::string report = beat_line_heading(Classes::with_s) + line;
  EXPECT_EQ(sum_report(report, SumRules::as_reference).bad_line, line);
  EXPECT_EQ(sum_report(report, SumRules::defined_figures).bad_line, std::nullopt);
}

TEST(Sumstats, SaysWhichLineIsWrong) {
  EXPECT_EQ(complaint_about("Rhubarb\n"),
            "report.txt: line 1: not the heading of a report in EC57's line format");
  const std::string heading = beat_line_heading(Classes::without_s);
  const std::string too_few =
      "report.txt: line 2: too few fields for its heading, or one that is not a number";
  EXPECT_EQ(complaint_about(heading + " 100  1786   0\n"), too_few);
  EXPECT_EQ(complaint_about(heading + " 100  1786   0   0  x   1   1   1   1   1   1   1   -  -  -  -  -\n"),
            too_few);
  EXPECT_EQ(complaint_about(heading + " 100  9999999999999 0 0 1 1 1 1 1 1 1 1 - - - - -\n"), too_few);
}

}  // namespace
}  // namespace rwave::ec57
