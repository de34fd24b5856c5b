#pragma once
// How EC57's reference implementation prints a figure.

#include <fmt/format.h>

#include <string>

#include "ec57/figures.h"

namespace rwave::ec57 {

// A space, then six columns: "  96.90", or "      -" where it is undefined.
inline std::string percent_field(const Ratio& ratio) {
  return ratio.defined() ? fmt::format(" {:6.2f}", ratio.percent()) : fmt::format(" {:>6}", "-");
}

}  // namespace rwave::ec57
