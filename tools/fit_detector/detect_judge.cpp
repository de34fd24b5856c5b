#include "detect_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ec57/compare.h"

namespace rwave::bench {

void print_count(std::string_view name, const Count& count) {
  const auto share = [](std::int64_t part, std::int64_t rest) {
    return 100.0 * static_cast<double>(part) / static_cast<double>(part + rest);
  };
  fmt::print("{:<19} beats {:>6}  missed {:>4}  false {:>5}  Se {:.3f}  +P {:.3f}\n", name,
             count.found + count.missed, count.missed, count.false_peaks, share(count.found, count.missed),
             share(count.found, count.false_peaks));
}

std::vector<float> interleave(const DetectRecord& record, float sign) {
  std::vector<float> frames;
  frames.reserve(record.samples() * record.leads.size());
  for (std::size_t i = 0; i < record.samples(); ++i) {
    for (const auto& lead : record.leads) frames.push_back(sign * lead[i]);
  }
  return frames;
}

Judgement judge(const DetectRecord& record, float sign, Detector::Use use) {
  const std::vector<float> frames = interleave(record, sign);
  Detector detector(record.rate, static_cast<int>(record.leads.size()), use);
  detector.push(frames);
  detector.finish();
  const std::vector<std::int64_t> peaks = detector.take_peaks();
  std::vector<Annotation> test;
  for (const std::int64_t peak : peaks) {
    test.emplace_back().sample = peak;
    test.back().code = 1;
  }
  ec57::Options options;
  if (record.name.starts_with("cpsc")) options.start = 0;  // strips of ten seconds
  const ec57::Comparison comparison = ec57::compare(record.reference, test, record.rate, options);
  Judgement result;
  result.count = {comparison.sum("NSVFQ", "NSVFQ"), comparison.sum("NSVFQ", "OX"),
                  comparison.sum("OX", "NSVFQ")};
  for (const SampleSpan& span : detector.take_unanalyzable()) {
    result.unanalyzable += static_cast<double>(span.end - span.first) / static_cast<double>(record.samples());
  }
  for (const std::int64_t beat : record.beats) {
    const auto near = std::lower_bound(peaks.begin(), peaks.end(), beat - std::lround(0.075 * record.rate));
    if (near == peaks.end()) continue;
    const double offset = static_cast<double>(*near - beat) / record.rate;
    if (std::fabs(offset) < 0.075) result.offsets.push_back(offset);
  }
  return result;
}

}  // namespace rwave::bench
