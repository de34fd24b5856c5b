#include "record/dicom/sample_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rwave/error.h"

namespace rwave {
namespace {

struct Named {
  std::string_view name;
  SampleForm form;
};
constexpr std::array sample_forms = {Named{"SB", {1, true}}, Named{"UB", {1, false}},
                                     Named{"SS", {2, true}}, Named{"US", {2, false}},
                                     Named{"SL", {4, true}}, Named{"UL", {4, false}}};

}  // namespace

std::vector<std::int32_t> SampleForm::decode(std::span<const std::uint8_t> data, std::size_t count,
                                             const std::string& what, const std::string& file) const {
  if (count * bytes > data.size())
    throw Error(
        file, fmt::format("{}: {} bytes of samples are stated, {} are there: the file is cut off or damaged",
                          what, count * bytes, data.size()));
  std::vector<std::int32_t> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t value = 0;
    for (std::size_t b = 0; b < bytes; ++b) value |= std::uint32_t{data[i * bytes + b]} << (8 * b);
    // Sign extension by hand: samples of 8 and 16 bits come as low bytes of a 32-bit word.
    const std::uint32_t sign = std::uint32_t{1} << (bytes * 8 - 1);
    if (is_signed && bytes < 4 && (value & sign) != 0) value |= ~(sign * 2 - 1);
    if (!is_signed && bytes == 4 && value > 0x7fffffff)
      throw Error(file, fmt::format("{}: a sample of {} is out of range", what, value));
    values[i] = static_cast<std::int32_t>(value);
  }
  return values;
}

SampleForm sample_form(const std::string& interpretation, double bits, const std::string& what,
                       const std::string& file) {
  // mu-law and A-law come from telephony. No ECG device is known to write them, so there was no
  // file to test a decoder with.
  if (interpretation == "MB" || interpretation == "AB")
    throw Error(file, fmt::format("{}: samples in {}-law, which are not read", what,
                                  interpretation == "MB" ? "mu" : "A"));
  const auto* found = std::ranges::find(sample_forms, interpretation, &Named::name);
  // Interpretation and bits allocated say the same twice. Where they differ the samples cannot be
  // trusted.
  if (found == sample_forms.end() || static_cast<double>(found->form.bytes * 8) != bits)
    throw Error(
        file,
        fmt::format(
            "{}: samples of form '{}' in {} bits: SB, UB, SS, US, SL or UL in 8, 16 or 32 were expected",
            what, interpretation.substr(0, 8), bits));
  return found->form;
}

}  // namespace rwave
