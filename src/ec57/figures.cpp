#include "ec57/figures.h"

#include <fmt/format.h>

namespace rwave::ec57 {
namespace {

// Every figure of EC57 is right / (right + wrong).
Ratio with_false(std::int64_t right, std::int64_t wrong) {
  return {right, right + wrong};
}

}  // namespace

Ratio qrs_sensitivity(const Comparison& comparison) {
  return with_false(comparison.sum("NSVFQ", "NSVFQ"), comparison.sum("NSVFQ", "OX"));
}

Ratio qrs_predictivity(const Comparison& comparison) {
  return with_false(comparison.sum("NSVFQ", "NSVFQ"), comparison.sum("OX", "NSVFQ"));
}

Ratio v_sensitivity(const Comparison& comparison) {
  return with_false(comparison.sum("V", "V"), comparison.sum("V", "NSFQOX"));
}

// F and Q that are called V are not held against the test annotator: an expert might call them V too.
Ratio v_predictivity(const Comparison& comparison) {
  return with_false(comparison.sum("V", "V"), comparison.sum("NSOX", "V"));
}

Ratio v_false_positive_rate(const Comparison& comparison) {
  return with_false(comparison.sum("NSOX", "V"), comparison.sum("NSFQOX", "NSFQ"));
}

Ratio s_sensitivity(const Comparison& comparison) {
  return with_false(comparison.sum("S", "S"), comparison.sum("S", "NVFQOX"));
}

Ratio s_predictivity(const Comparison& comparison) {
  return with_false(comparison.sum("S", "S"), comparison.sum("NVFOX", "S"));
}

// S is left out of the sum in the reference implementation, though not of the whole.
Ratio missed_in_shutdown(const Comparison& comparison) {
  return {comparison.sum("NVFQ", "X"), comparison.sum("NSVFQ", "NSVFQOX")};
}

Ratio missed_in_shutdown(const Comparison& comparison, std::string_view row) {
  return {comparison.sum(row, "X"), comparison.sum(row, "NSVFQOX")};
}

std::string percent_field(const Ratio& ratio) {
  return ratio.defined() ? fmt::format(" {:6.2f}", ratio.percent()) : fmt::format(" {:>6}", "-");
}

// Half rounds up by adding before the cut; printf would round 62.5 to even.
std::string whole_percent_field(const Ratio& ratio) {
  return ratio.defined() ? fmt::format(" {:3}", static_cast<int>(ratio.percent() + 0.5)) : "   -";
}

std::string whole_percent_line(std::string_view title, const Ratio& ratio) {
  return fmt::format("{}:{}{} ({}/{})\n", title, whole_percent_field(ratio), ratio.defined() ? '%' : ' ',
                     ratio.part, ratio.whole);
}

}  // namespace rwave::ec57
