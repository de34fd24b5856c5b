#pragma once
// Shares of counts, as EC57 defines them and as its reference implementation prints them.

#include <cstdint>
#include <string>
#include <string_view>

#include "ec57/compare.h"

namespace rwave::ec57 {

// part / whole; undefined where the whole is 0.
struct Ratio {
  std::int64_t part = 0;
  std::int64_t whole = 0;

  // False: printed as a hyphen, left out of averages.
  bool defined() const { return whole > 0; }
  double percent() const { return 100.0 * static_cast<double>(part) / static_cast<double>(whole); }
};

// Sensitivity is TP / (TP + FN), positive predictivity TP / (TP + FP), with these definitions (letters:
// reference, test):
//   QRS   TP: a beat against any beat; FN: against o or x; FP: O or X against a beat
//   V     TP Vv; FN Vn Vs Vf Vq Vo Vx; FP Nv Sv Ov Xv (Fv and Qv are not counted)
//   S     TP Ss; FN Sn Sv Sf Sq So Sx; FP Ns Vs Fs Os Xs (Qs is not counted)
// V's false positive rate is FP / (FP + TN), TN: N S F Q O X against n s f q.
Ratio qrs_sensitivity(const Comparison& comparison);
Ratio qrs_predictivity(const Comparison& comparison);
Ratio v_sensitivity(const Comparison& comparison);
Ratio v_predictivity(const Comparison& comparison);
Ratio v_false_positive_rate(const Comparison& comparison);
Ratio s_sensitivity(const Comparison& comparison);
Ratio s_predictivity(const Comparison& comparison);

// The reference's beats that the test file misses by its shutdown, of all; of one class ("V").
// As in the reference implementation, the S beats among all are not counted as missed: their figure stands
// apart.
Ratio missed_in_shutdown(const Comparison& comparison);
Ratio missed_in_shutdown(const Comparison& comparison, std::string_view row);

// How the reports of beats print a figure: a blank, then six columns, "  96.90", or "      -" where
// undefined.
std::string percent_field(const Ratio& ratio);

// How those of runs and episodes do: a blank and the integer part of percent + 0.5 in three columns, "  97",
// or "   -". Not rounded as printf does, which matters at 0.5.
std::string whole_percent_field(const Ratio& ratio);
// "TITLE:  97% (34/35)\n".
std::string whole_percent_line(std::string_view title, const Ratio& ratio);

}  // namespace rwave::ec57
