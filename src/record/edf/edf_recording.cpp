#include "record/edf/edf_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "record/byte_source.h"
#include "record/edf/edf_header.h"
#include "record/edf/edf_library.h"
#include "record/slices.h"
#include "record/wfdb/formats.h"
#include "record/wfdb/signal_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

constexpr std::uint8_t note_code = 22;  // WFDB's NOTE: a comment

// Values read at a time from all signals asked for, at least one data record's.
constexpr std::int64_t block_values = 1 << 18;

class EdfRecording : public Recording {
 public:
  explicit EdfRecording(const std::filesystem::path& file) {
    info_.name = file.stem().string();
    info_.source = file.string();
    const ByteSource source(file);
    std::vector<std::uint8_t> bytes(edf_fixed_bytes);
    bytes.resize(source.read_some(0, bytes));
    bytes.resize(
        static_cast<std::size_t>(edf_fixed_bytes + edf_signal_count(bytes, info_.source) * edf_signal_bytes));
    bytes.resize(source.read_some(0, bytes));
    const EdfHeader header = parse_edf_header(bytes, source.size(), info_.source);
    set_frames(header);
    EdfContents contents = read_with_edflib(source, header, bytes);
    info_.start = std::move(contents.start);
    set_signals(header, contents.scales);
    set_notes(contents.notes);
    open_samples(file, header);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    if (frames == 0 || slices.empty()) return;
    // A block is whole data records of all slices, so that each is decoded once however many signals it
    // holds.
    std::int64_t in_record = 0;
    for (const SignalSlice& slice : slices) in_record += record_samples(slice);
    const std::int64_t block = std::max<std::int64_t>(1, block_values / in_record);
    const std::int64_t end = (first + frames - 1) / record_frames_ + 1;
    for (std::int64_t record = first / record_frames_; record < end; record += block) {
      read_records(record, std::min(block, end - record), first, frames, slices);
    }
  }

  std::vector<Annotation> annotations() override { return notes_; }

 private:
  // A frame is the greatest part of a data record that holds whole numbers of every signal's samples.
  void set_frames(const EdfHeader& header) {
    int common = 0;
    for (const EdfSignal& signal : header.signals) {
      if (!signal.annotations) common = std::gcd(common, signal.samples);
    }
    if (common == 0) throw Error(info_.source, "holds annotations only, and no signal");
    record_frames_ = common;
    info_.rate = common / header.duration;
    info_.frames = header.records * common;
    if (info_.frames > most_frames)
      throw Error(info_.source, fmt::format("has more than {} frames", most_frames));
  }

  void set_signals(const EdfHeader& header, const std::vector<EdfScale>& scales) {
    for (const EdfSignal& edf : header.signals) {
      members_.push_back(edf.annotations ? -1 : static_cast<int>(info_.signals.size()));
      if (edf.annotations) continue;
      const EdfScale& scale = scales[info_.signals.size()];
      SignalInfo signal;
      signal.name = edf.label;
      signal.units = edf.units;
      signal.gain = (static_cast<double>(scale.digital_maximum) - scale.digital_minimum) /
                    (scale.physical_maximum - scale.physical_minimum);
      signal.baseline = scale.digital_maximum - scale.physical_maximum * signal.gain;
      signal.adc_resolution = header.bdf ? 24 : 16;
      signal.samples_per_frame = static_cast<int>(edf.samples / record_frames_);
      info_.signals.push_back(std::move(signal));
    }
  }

  void set_notes(const std::vector<EdfNote>& notes) {
    for (const EdfNote& note : notes) {
      Annotation label;
      label.sample = std::llround(note.onset * info_.rate);
      label.code = note_code;
      label.text = note.text;
      notes_.push_back(std::move(label));
    }
    std::ranges::stable_sort(notes_, {}, &Annotation::sample);
  }

  // The data records are what WFDB calls format 16 or 24, several samples a frame, behind the header.
  void open_samples(const std::filesystem::path& file, const EdfHeader& header) {
    std::vector<SignalLine> lines;
    for (const EdfSignal& signal : header.signals) {
      SignalLine line;
      line.info.format = header.bdf ? 24 : 16;
      line.info.samples_per_frame = signal.samples;
      line.offset = header.bytes;
      lines.push_back(std::move(line));
    }
    lowest_ = invalid_code(header.bdf ? 24 : 16);
    records_ = header.records;
    samples_ = open_packed_file(file, std::move(lines));
    samples_->require(records_);
  }

  // Of the slice's signal in a data record.
  std::int64_t record_samples(const SignalSlice& slice) const {
    return info_.signals[static_cast<std::size_t>(slice.signal)].samples_per_frame * record_frames_;
  }

  // Fills the slices of frames [first, first + frames) as far as data records [record, record + count) hold
  // them.
  void read_records(std::int64_t record, std::int64_t count, std::int64_t first, std::int64_t frames,
                    std::span<const SignalSlice> slices) {
    values_.resize(std::max(values_.size(), slices.size()));
    std::vector<StoredSlice> stored;
    for (std::size_t s = 0; s < slices.size(); ++s) {
      const auto member = std::ranges::find(members_, slices[s].signal) - members_.begin();
      values_[s].resize(static_cast<std::size_t>(count * record_samples(slices[s])));
      stored.push_back({static_cast<int>(member), record, values_[s]});
    }
    samples_->read(stored, records_);
    const std::int64_t begin = std::max(first, record * record_frames_);
    const std::int64_t end = std::min(first + frames, (record + count) * record_frames_);
    for (std::size_t s = 0; s < slices.size(); ++s) {
      const std::int64_t per_frame = record_samples(slices[s]) / record_frames_;
      const std::int32_t* in = values_[s].data() + (begin - record * record_frames_) * per_frame;
      // EDF has no code for "not recorded": what WFDB takes for it is the lowest value.
      std::replace_copy(in, in + (end - begin) * per_frame,
                        slices[s].out.data() + (begin - first) * per_frame, missing_sample, lowest_);
    }
  }

  std::unique_ptr<SignalFile> samples_;
  std::vector<int> members_;        // by signal of the file: the recording's signal, -1 for annotations
  std::int64_t record_frames_ = 0;  // frames in a data record
  std::int64_t records_ = 0;
  std::int32_t lowest_ = 0;
  std::vector<Annotation> notes_;
  std::vector<std::vector<std::int32_t>> values_;  // of the data records being read, by slice
};

}  // namespace

std::unique_ptr<Recording> open_edf(const std::filesystem::path& file) {
  return std::make_unique<EdfRecording>(file);
}

}  // namespace rwave
