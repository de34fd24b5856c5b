// The files that `rwave serve` keeps next to a recording, labels and pyramid: any bytes are what they should
// be or an Error. The labels' checksum is made right first.
#include <string>

#include "base/checksum.h"
#include "rwave/error.h"
#include "scratch.h"
#include "serve/analysis.h"
#include "serve/pyramid.h"

namespace {

constexpr std::string_view labels_magic = "rwave labels 1\n";
constexpr std::size_t sum_line = 17;  // 16 digits and the line's end
constexpr std::size_t pyramid_head_bytes = 64 * 1024;

std::string with_right_checksum(std::string bytes) {
  if (!bytes.starts_with(labels_magic) || bytes.size() < labels_magic.size() + sum_line) return bytes;
  rwave::Checksum sum;
  sum.add(std::string_view(bytes).substr(labels_magic.size() + sum_line));
  return bytes.replace(labels_magic.size(), 16, sum.text());
}

// Lines 1 and 2 as the head, the rest as pairs.
std::string with_padded_head(const std::string& bytes) {
  const std::size_t first = std::min(bytes.find('\n'), bytes.size());
  const std::size_t end = std::min(bytes.find('\n', std::min(first + 1, bytes.size())), bytes.size());
  std::string head = bytes.substr(0, end);
  head.resize(pyramid_head_bytes, ' ');
  return head + bytes.substr(std::min(end + 1, bytes.size()));
}

std::filesystem::path put_text(const std::string& bytes) {
  return rwave::fuzz::put("x", reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    std::string signature;
    rwave::serve::read_analysis(put_text(with_right_checksum(bytes)), signature);
  } catch (const rwave::Error&) {
  }
  try {
    const rwave::serve::Pyramid pyramid(put_text(with_padded_head(bytes)), "fuzz");
    for (std::size_t lead = 0; lead < pyramid.leads().size() && lead < 4; ++lead)
      for (int level = 0; level < 4; ++level) pyramid.stored_tile(lead, level, 0);
  } catch (const rwave::Error&) {
  }
  return 0;
}
