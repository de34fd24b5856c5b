#pragma once
// Hand-made annotations for tests of the comparisons' rules.

#include <cstdint>
#include <string>
#include <vector>

#include "rwave/annotation.h"

namespace rwave::ec57 {

inline Annotation mark(std::int64_t sample, std::string_view symbol, std::string text = "",
                       std::int8_t subtype = 0) {
  return {.sample = sample,
          .code = static_cast<std::uint8_t>(code_of(symbol)),
          .subtype = subtype,
          .channel = 0,
          .number = 0,
          .text = std::move(text)};
}

// Beats of these types ("NNVVN"), 300 samples apart from the first one's sample on.
inline std::vector<Annotation> beats(std::int64_t first, std::string_view types) {
  std::vector<Annotation> made;
  for (std::size_t i = 0; i < types.size(); ++i)
    made.push_back(mark(first + 300 * static_cast<std::int64_t>(i), types.substr(i, 1)));
  return made;
}

}  // namespace rwave::ec57
