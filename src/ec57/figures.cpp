#include "ec57/figures.h"

namespace rwave::ec57 {
namespace {

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

Ratio missed_in_shutdown(const Comparison& comparison) {
  return {comparison.sum("NVFQ", "X"), comparison.sum("NSVFQ", "NSVFQOX")};
}

Ratio missed_in_shutdown(const Comparison& comparison, std::string_view row) {
  return {comparison.sum(row, "X"), comparison.sum(row, "NSVFQOX")};
}

}  // namespace rwave::ec57
