// Annotation files: any bytes are annotations or an Error, and annotations that can be written read back the
// same.
#include <cstdlib>

#include "record/annotation_format.h"
#include "rwave/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
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
