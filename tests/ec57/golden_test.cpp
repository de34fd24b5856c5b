// What the reference implementation of EC57 (bxb and sumstats) prints for perturbed annotations (*.tst) of
// twelve mitdb records against their reference annotations: every text reproduced character for character.

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "base/output_file.h"
#include "ec57/reports.h"
#include "ec57/sumstats.h"
#include "rwave/annotation.h"
#include "support/support.h"

namespace rwave::ec57 {
namespace {

constexpr std::array records = {"100", "105", "106", "114", "119", "200",
                                "203", "207", "208", "213", "222", "232"};

class Golden : public ::testing::Test {
 protected:
  Comparison compared(const std::string& record, const Options& options = {}) const {
    return compare(read_annotations(reference_ / (record + ".atr")),
                   read_annotations(golden_ / (record + ".tst")), 360, options);
  }

  std::string expected(const std::string& name) const { return read_file(golden_ / (name + ".txt")); }

  // A heading and what `line` makes of each record.
  template <typename Line>
  std::string table(std::string text, const Options& options, Line line) const {
    for (const char* record : records) text += line(compared(record, options), record);
    return text;
  }

  std::string beat_table(Classes classes, const Options& options = {}) const {
    return table(beat_line_heading(classes), options, [&](const Comparison& one, const std::string& record) {
      return beat_line(one, record, classes);
    });
  }

  std::string shutdown_table(Classes classes, const Options& options = {}) const {
    return table(shutdown_line_heading(classes), options,
                 [&](const Comparison& one, const std::string& record) {
                   return shutdown_line(one, record, classes);
                 });
  }

  std::filesystem::path reference_, golden_;
};

#define NEED_EC57()                      \
  RWAVE_NEED_DATA(mitdb, "mitdb");       \
  RWAVE_NEED_GOLDEN(ec57_files, "ec57"); \
  reference_ = mitdb;                    \
  golden_ = ec57_files

TEST_F(Golden, StandardReportOfEachRecord) {
  NEED_EC57();
  for (const std::string record : records) {
    const Comparison one = compared(record);
    EXPECT_EQ(standard_report(one, {record, "atr", "tst"}, Classes::without_s) +
                  shutdown_report(one, Classes::without_s),
              expected("bxb_" + record));
  }
}

TEST_F(Golden, StandardReportsWithS) {
  NEED_EC57();
  EXPECT_EQ(table("", {},
                  [](const Comparison& one, const std::string& record) {
                    return standard_report(one, {record, "atr", "tst"}, Classes::with_s);
                  }),
            expected("standard_S"));
}

TEST_F(Golden, CondensedReportsWithS) {
  NEED_EC57();
  EXPECT_EQ(table("", {},
                  [](const Comparison& one, const std::string& record) {
                    return condensed_report(one, {record, "atr", "tst"}, Classes::with_s);
                  }),
            expected("condensed_C"));
}

TEST_F(Golden, LineReports) {
  NEED_EC57();
  EXPECT_EQ(beat_table(Classes::with_s), expected("line_L"));
  EXPECT_EQ(beat_table(Classes::without_s), expected("line_l"));
  EXPECT_EQ(shutdown_table(Classes::with_s), expected("sd_L"));
  EXPECT_EQ(shutdown_table(Classes::without_s), expected("sd_l"));
}

TEST_F(Golden, LineReportsFromTheRecordsStart) {
  NEED_EC57();
  EXPECT_EQ(beat_table(Classes::with_s, {.start = 0}), expected("line_L_f0"));
  EXPECT_EQ(shutdown_table(Classes::with_s, {.start = 0}), expected("sd_L_f0"));
}

TEST_F(Golden, Sumstats) {
  NEED_EC57();
  EXPECT_EQ(sumstats(expected("line_L"), "line_L"), expected("sumstats_line_L"));
  EXPECT_EQ(sumstats(expected("line_L_f0"), "line_L_f0"), expected("sumstats_line_L_f0"));
  EXPECT_EQ(sumstats(expected("line_l"), "line_l"), expected("sumstats_line_l"));
  EXPECT_EQ(sumstats(expected("sd_L"), "sd_L"), expected("sumstats_sd_L"));
}

}  // namespace
}  // namespace rwave::ec57
