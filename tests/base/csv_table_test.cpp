#include "base/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "rwave/error.h"

namespace rwave {
namespace {

std::string fault_of(const std::string& text) {
  try {
    parse_csv(text, "t.csv");
  } catch (const Error& fault) {
    return fault.what();
  }
  return "no fault";
}

// The quoting of RFC 4180, section 2, points 5 to 7.
TEST(CsvTable, ReadsQuotedCells) {
  const CsvTable table = parse_csv("a,b\r\n\"x, \"\"y\"\"\nz\",0.5\n,\n", "t.csv");
  EXPECT_EQ(table.head, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.cell(0, "a"), "x, \"y\"\nz");
  EXPECT_EQ(table.number(0, "b"), 0.5);
  EXPECT_TRUE(std::isnan(table.number(0, "a"))) << "words are no number";
  EXPECT_TRUE(std::isnan(table.number(1, "b"))) << "empty is no number";
  EXPECT_EQ(table.cell(0, "c"), "") << "there is no such column";
}

TEST(CsvTable, WhatIsWrittenReadsTheSame) {
  const CsvTable table{{"a", "b"}, {{"1, 2", "say \"no\""}, {"two\nlines", ""}}};
  const CsvTable again = parse_csv(csv_text(table), "t.csv");
  EXPECT_EQ(again.head, table.head);
  EXPECT_EQ(again.rows, table.rows);
}

TEST(CsvTable, FaultsNameTheLine) {
  EXPECT_EQ(fault_of("a,b\n1,2\n3\n"), "t.csv: line 3: has 1 cells, the head 2");
  EXPECT_EQ(fault_of("a,b\n1,\"2\n"), "t.csv: line 2: a quote is not closed");
  EXPECT_EQ(fault_of("a,b\n\"1\"x,2\n"), "t.csv: line 2: has text after a closing quote; expected a comma");
  EXPECT_EQ(fault_of(""), "t.csv: is empty; expected a line of column names");
}

}  // namespace
}  // namespace rwave
