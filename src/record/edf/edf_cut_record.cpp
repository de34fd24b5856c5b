#include "record/edf/edf_cut_record.h"

#include <algorithm>

#include "record/edf/edf_frames.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/recording.h"

namespace rwave {

EdfCutRecord read_cut_record(const ByteSource& source, const EdfHeader& header, std::int64_t record_frames) {
  EdfCutRecord cut;
  if (header.cut_bytes == 0 || record_frames == 0) return cut;
  const PackedFormat& format = *packed_format(header.bdf ? 24 : 16);
  const std::int64_t begin = header.bytes + header.records * header.record_bytes();
  std::int64_t offset = 0;
  std::vector<std::uint8_t> bytes;
  for (const EdfSignal& signal : header.signals) {
    const std::int64_t held =
        std::clamp<std::int64_t>((header.cut_bytes - offset) / header.sample_bytes(), 0, signal.samples);
    if (!signal.annotations && !signal.dead) {
      bytes.resize(static_cast<std::size_t>(held * header.sample_bytes()));
      source.read(begin + offset, bytes);
      std::vector<std::int32_t>& samples = cut.samples.emplace_back(static_cast<std::size_t>(held));
      format.decode(bytes.data(), samples.size(), samples.data());
      // EDF has no code for a missing sample: as in whole records the lowest value is one like all others.
      std::ranges::replace(samples, missing_sample, invalid_code(format.code));
      // The signals of a data record stand one behind the other, so a cut leaves the first ones
      // whole, one in part, and the last ones without a sample.
      const std::int64_t per_frame = samples_per_frame(signal, record_frames);
      if (const std::int64_t given = record_frames * per_frame; given != signal.samples) {
        std::vector<std::int32_t> whole = samples;
        whole.resize(static_cast<std::size_t>(signal.samples));
        samples = held_samples(whole, 1, given);
        samples.resize(static_cast<std::size_t>((held * given + signal.samples - 1) / signal.samples));
      }
      const auto read = static_cast<std::int64_t>(samples.size());
      cut.frames = std::max(cut.frames, (read + per_frame - 1) / per_frame);
    }
    offset += signal.samples * header.sample_bytes();
  }
  std::size_t next = 0;
  for (const EdfSignal& signal : header.signals)
    if (!signal.annotations && !signal.dead)
      cut.samples[next++].resize(
          static_cast<std::size_t>(cut.frames * samples_per_frame(signal, record_frames)), missing_sample);
  return cut;
}

}  // namespace rwave
