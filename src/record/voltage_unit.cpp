#include "record/voltage_unit.h"

#include <algorithm>
#include <array>
#include <string>

#include "record/text.h"

namespace rwave {
namespace {

// Lower case, without blanks and brackets; each form of the micro sign becomes 'u'.
std::string plain(std::string_view text) {
  text = trim(text);
  while (!text.empty() && std::string_view("([{\"'").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  while (!text.empty() && std::string_view(")]}\"'.").find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\xc2\xb5") || rest.starts_with("\xce\xbc")) {  // U+00B5 and U+03BC
      out += 'u';
      ++i;
    } else if (rest.front() == '\xb5') {  // Latin-1
      out += 'u';
    } else if (i == 0 && (rest == "?V" || rest == "\xef\xbf\xbdV")) {  // a micro sign lost on the way
      return "uv";
    } else if (rest.starts_with("\xc3\x82\xc2\xb5")) {  // UTF-8 taken for Latin-1 and encoded again
      out += 'u';
      i += 3;
    } else if (rest.front() != ' ' && rest.front() != '_') {
      out +=
          rest.front() >= 'A' && rest.front() <= 'Z' ? static_cast<char>(rest.front() | 0x20) : rest.front();
    }
  }
  return out;
}

// Units in other scripts: Russian, also where the bytes of Windows-1251 were read as Latin-1, and Chinese.
struct ForeignUnit {
  std::string_view text;
  double millivolts;
};
constexpr std::array<ForeignUnit, 14> foreign_units = {{{"мкВ", 1e-3},
                                                        {"мкв", 1e-3},
                                                        {"МКВ", 1e-3},
                                                        {"мВ", 1},
                                                        {"мв", 1},
                                                        {"МВ", 1},
                                                        {"нВ", 1e-6},
                                                        {"В", 1e3},
                                                        {"ìêÂ", 1e-3},
                                                        {"ìÂ", 1},
                                                        {"Â", 1e3},
                                                        {"微伏", 1e-3},
                                                        {"毫伏", 1},
                                                        {"伏", 1e3}}};

// Words for an ADC's own numbers: the scale is unknown, and known to be unknown.
constexpr std::array raw_words = {"adu", "adcu", "adc",    "raw",  "count", "counts",  "lsb",
                                  "bit", "bits", "digits", "code", "codes", "adcunits"};
// What programs write where they have no unit. The amplitude decides then.
constexpr std::array no_unit_words = {
    "??",      "???", "",          "-",    "--",    "n/a",        "na",      "none", "nounit",
    "nounits", "nu",  "1",         "a.u",  "au",    "unknown",    "?",       "nan",  "dimensionless",
    "null",    "arb", "arbitrary", "unit", "units", "normalized", "relative"};

}  // namespace

bool is_raw_unit(std::string_view text) {
  return std::ranges::find(raw_words, plain(text)) != raw_words.end();
}

VoltageUnit unit_of(std::string_view text) {
  const std::string unit = plain(text);
  if (is_raw_unit(text) || std::ranges::find(no_unit_words, unit) != no_unit_words.end()) return {};
  for (const ForeignUnit& foreign : foreign_units)
    if (unit == foreign.text) return {UnitKind::voltage, foreign.millivolts};
  std::string_view rest = unit;
  const auto take = [&rest](std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    return true;
  };
  double millivolts = 1e3;
  // The letter before "v" must be the prefix: "mv" is a millivolt, "mmhg" begins with m too.
  if (take("milli") || (rest.size() > 1 && rest[1] == 'v' && take("m"))) {
    millivolts = 1;
  } else if (take("micro") || (rest.size() > 1 && rest[1] == 'v' && take("u")) || take("mcv")) {
    millivolts = 1e-3;
    if (unit == "mcv") return {UnitKind::voltage, millivolts};
  } else if (take("nano") || (rest.size() > 1 && rest[1] == 'v' && take("n"))) {
    millivolts = 1e-6;
  }
  // "V", "volt", "volts", "Volt(s)"; "Vpp" and the like are not guessed at.
  if (take("v") && (rest.empty() || rest == "olt" || rest == "olts" || rest == "olt(s"))
    return {UnitKind::voltage, millivolts};
  return {UnitKind::other, 0};
}

}  // namespace rwave
