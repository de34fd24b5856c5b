// Annotation files: any bytes are annotations or an Error, and annotations that can be written read back the
// same.
#include <cstdlib>

#include "record/annotation_format.h"
#include "rwave/error.h"
#include "scratch.h"

// Of a recording whose rate and length are known: times are converted, what lies outside is left out.
static void read_within(const std::uint8_t* data, std::size_t size) {
  constexpr double rate = 360;
  constexpr std::int64_t frames = 5000;
  std::vector<std::string> warnings;
  try {
    const auto file = rwave::fuzz::put("x.atr", data, size);
    for (const rwave::Annotation& label : rwave::read_annotations(file, rate, frames, &warnings))
      if (label.sample < 0 || label.sample >= frames) std::abort();
  } catch (const rwave::Error&) {
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_within(data, size);
  try {
    const auto labels = rwave::parse_annotations({data, size}, "fuzz.atr", 250);
    const std::string bytes = rwave::format_annotations(labels, "fuzz.atr");
    const auto again = rwave::parse_annotations(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "fuzz.atr", 250);
    // Notes at the start that look like definitions only now were behind others before: such files may lose
    // them.
    if (again.size() == labels.size() && again != labels) std::abort();
  } catch (const rwave::Error&) {
    return 0;
  }
  return 0;
}
