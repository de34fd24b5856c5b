// Any samples, any rate, any pieces: the detector gives peaks in order and within the recording, whatever it
// is used for, and so does the finder of fibrillation its spans.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "rwave/detector.h"
#include "signal/ventricular_fibrillation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 4) return 0;
  const int leads = 1 + data[0] % rwave::Detector::most_leads;
  const double rate = 100 + (data[1] | data[2] << 8) % 1901;
  const std::size_t piece = 1 + data[3];
  data += 4;
  size -= 4;
  // Each four bytes are a sample and how often it comes: short inputs reach past the levels' blocks.
  std::vector<float> frames;
  for (; size >= 4 && frames.size() < 40000; data += 4, size -= 4) {
    float sample = 0;
    std::memcpy(&sample, data, 4);
    frames.insert(frames.end(), 1U + data[0] % 64U, sample);
  }
  frames.resize(frames.size() / static_cast<std::size_t>(leads) * static_cast<std::size_t>(leads));

  const auto samples = static_cast<std::int64_t>(frames.size()) / leads;
  const auto push_in_pieces = [&](auto& target) {
    for (std::size_t i = 0; i < frames.size(); i += piece * static_cast<std::size_t>(leads)) {
      const std::size_t count = std::min(piece * static_cast<std::size_t>(leads), frames.size() - i);
      target.push({frames.data() + i, count});
    }
    target.finish();
  };
  const auto check = [&](const std::vector<rwave::SampleSpan>& spans) {
    std::int64_t last = 0;
    for (const rwave::SampleSpan& span : spans) {
      if (span.first < last || span.end <= span.first || span.end > samples) std::abort();
      last = span.end;
    }
  };
  for (const auto use : {rwave::Detector::Use::stream, rwave::Detector::Use::recording}) {
    rwave::Detector detector(rate, leads, use);
    push_in_pieces(detector);
    std::int64_t last = -1;
    for (const std::int64_t peak : detector.take_peaks()) {
      if (peak <= last || peak >= samples) std::abort();
      last = peak;
    }
    check(detector.take_unanalyzable());
  }
  rwave::FibrillationFinder finder(rate, leads);
  push_in_pieces(finder);
  check(finder.take_spans());
  return 0;
}
