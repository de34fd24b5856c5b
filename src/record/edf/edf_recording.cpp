#include "record/edf/edf_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "record/amplitude_unit.h"
#include "record/byte_source.h"
#include "record/edf/edf_annotations.h"
#include "record/edf/edf_cut_record.h"
#include "record/edf/edf_damage.h"
#include "record/edf/edf_frames.h"
#include "record/edf/edf_header.h"
#include "record/packed_annotations.h"
#include "record/restored_recording.h"
#include "record/slices.h"
#include "record/wfdb/signal_file.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Values read at a time from all signals asked for, at least one data record's.
constexpr std::int64_t block_values = 1 << 18;

// A gap longer than this is no pause of a recorder but a wrong time.
constexpr double longest_gap_seconds = 31.0 * 86400;

// Times of data records overlap by less than this in all where a recorder rounds them or corrects its clock.
constexpr double rounded_seconds = 0.05;

// Data records that follow each other without a gap.
struct RecordRun {
  std::int64_t first_frame = 0;
  std::int64_t first_record = 0;
  std::int64_t records = 0;
};

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
    EdfHeader header = header_of_first_file(source, bytes);
    EdfAnnotations annotations = read_edf_annotations(source, header);
    info_.warnings = std::move(header.warnings);
    info_.warnings.insert(info_.warnings.end(), annotations.warnings.begin(), annotations.warnings.end());
    set_frames(header);
    const double begin = first_onset(annotations, header.duration);
    place_records(header, annotations, begin);
    cut_ = read_cut_record(source, header, record_frames_);
    cut_frame_ = info_.frames;
    info_.frames += cut_.frames;
    set_start(header, begin);
    notes_ = PackedAnnotations(labels_of(annotations.notes, begin, info_.rate));
    set_signals(header);
    if (info_.signals.empty()) return;
    open_samples(file, header);
    // What rwave convert wrote says the scale exactly, and is put over this one: a label cut to 16 characters
    // may look like an ECG's, and a guess of its scale would change every value.
    if (std::ranges::none_of(annotations.notes, is_fact_text, &EdfNote::text)) settle_units(*this, info_);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    if (frames == 0 || slices.empty()) return;
    if (runs_.size() > 1)
      for (const SignalSlice& slice : slices) fill_missing(slice.out);  // what lies in a gap stays so
    // A block is whole data records of all slices, so that each is decoded once however many signals it
    // holds.
    std::int64_t in_record = 0;
    for (const SignalSlice& slice : slices) in_record += std::max(record_samples(slice), record_frames_);
    const std::int64_t block = std::max<std::int64_t>(1, block_values / in_record);
    auto run = std::ranges::upper_bound(runs_, first, {}, &RecordRun::first_frame);
    if (run != runs_.begin()) --run;
    for (; run != runs_.end() && run->first_frame < first + frames; ++run) {
      const std::int64_t begin = std::max(first, run->first_frame) - run->first_frame;
      const std::int64_t stop = std::min(first + frames - run->first_frame, run->records * record_frames_);
      if (begin >= stop) continue;
      const std::int64_t end = (stop - 1) / record_frames_ + 1;
      for (std::int64_t record = begin / record_frames_; record < end; record += block)
        read_records(*run, record, std::min(block, end - record), first, frames, slices);
    }
    read_cut(first, frames, slices);
  }

  std::vector<Annotation> annotations() override { return notes_.unpacked(); }

 private:
  void set_frames(const EdfHeader& header) {
    const int common = frames_of_record(header);
    if (common == 0) {  // annotations alone: their times count milliseconds
      info_.rate = 1000;
      return;
    }
    record_frames_ = common;
    info_.rate = common / header.duration;
    constexpr double most_rate = 1e9;  // Hz: times of frames stay within 64 bits
    if (info_.rate > most_rate)
      throw Error(info_.source,
                  fmt::format("offset 244: {} samples in {:g} s are no recorder's", common, header.duration));
    if ((header.records + 1) * common > most_frames)
      throw Error(info_.source, fmt::format("has more than {} frames", most_frames));
    // A comment and no warning: an ECG next to them is none the worse, and --strict must not refuse it.
    if (const std::string held = held_signals(header, common); !held.empty())
      info_.comments.push_back(
          fmt::format("signals of other rates are given in the frames of the ECG ({:g} Hz), by their sample "
                      "of each moment: {}",
                      info_.rate, held));
  }

  // When the first data record begins; of records before the first that says so nobody knows more than their
  // length.
  static double first_onset(const EdfAnnotations& annotations, double duration) {
    for (std::size_t record = 0; record < annotations.record_onsets.size(); ++record)
      if (const auto onset = annotations.record_onsets[record])
        return *onset - static_cast<double>(record) * duration;
    return 0;
  }

  // Where each data record stands. Those of EDF+D say so themselves; in a file that calls itself continuous a
  // jump of more than half a data record is believed, and said.
  void place_records(const EdfHeader& header, const EdfAnnotations& annotations, double begin) {
    if (record_frames_ == 0) return;
    runs_.push_back({0, 0, 0});
    std::int64_t next = 0, gaps = 0, silent = 0, overlaps = 0, first_overlap = 0, shift = 0;
    const std::int64_t rounded = std::llround(rounded_seconds * info_.rate);
    const auto least_jump = header.discontinuous ? 1 : std::max<std::int64_t>(1, record_frames_ / 2);
    for (std::int64_t record = 0; record < header.records; ++record) {
      const auto onset = annotations.record_onsets.empty()
                             ? std::nullopt
                             : annotations.record_onsets[static_cast<std::size_t>(record)];
      if (!onset && !annotations.record_onsets.empty()) ++silent;
      if (onset) {
        const double seconds = *onset - begin;
        if (seconds * info_.rate > static_cast<double>(next) + longest_gap_seconds * info_.rate)
          throw Error(info_.source,
                      fmt::format("data record {} begins {:g} s after the file's start: no gap is that long",
                                  record + 1, seconds));
        std::int64_t place = std::llround(std::max(seconds, -longest_gap_seconds) * info_.rate) + shift;
        // Of all overlaps together, as annotations keep their times.
        if (place <= next - least_jump && place - shift > next - rounded) {
          if (overlaps++ == 0) first_overlap = record + 1;
          shift += next - place;
          place = next;
        }
        if (place <= next - least_jump)
          throw Error(
              info_.source,
              fmt::format(
                  "data record {} begins at {:g} s, before the one before it ends ({:g} s): the records "
                  "are not in order",
                  record + 1, seconds, static_cast<double>(next) / info_.rate));
        if (place >= next + least_jump) {
          ++gaps;
          runs_.push_back({place, record, 0});
          next = place;
        }
      }
      ++runs_.back().records;
      next += record_frames_;
    }
    info_.frames = next;
    if (gaps > 0) describe_gaps(header, gaps);
    if (overlaps > 0)
      info_.warnings.push_back(fmt::format(
          "{} data record{} {} before the one before ends, by less than {:g} s in all, the first record {}: "
          "taken to follow it",
          overlaps, overlaps == 1 ? "" : "s", overlaps == 1 ? "begins" : "begin", rounded_seconds,
          first_overlap));
    if (silent > 0 && header.discontinuous)
      info_.warnings.push_back(
          fmt::format("{} data records do not say when they begin: they follow the one before", silent));
  }

  void describe_gaps(const EdfHeader& header, std::int64_t gaps) {
    const std::int64_t recorded = header.records * record_frames_;
    const RecordRun& first = runs_[1];
    info_.warnings.push_back(
        fmt::format("{} gap{} of {:.6g} s in all{}, the first before {:.6g} s: missing samples", gaps,
                    gaps == 1 ? "" : "s", static_cast<double>(info_.frames - recorded) / info_.rate,
                    header.discontinuous ? "" : " in a file that calls itself continuous",
                    static_cast<double>(first.first_frame) / info_.rate));
  }

  void set_start(const EdfHeader& header, double begin) {
    info_.start = header.start;
    const double fraction = begin - std::floor(begin);
    const auto milliseconds = static_cast<int>(fraction * 1000);
    if (milliseconds > 0 && info_.start.size() >= 8 && info_.start[2] == ':')
      info_.start.insert(8, fmt::format(".{:03}", milliseconds));
  }

  void set_signals(const EdfHeader& header) {
    for (const EdfSignal& edf : header.signals) {
      if (edf.samples == 0) continue;  // no bytes of it stand in the data records
      const bool read = !edf.annotations && !edf.dead;
      members_.push_back(read ? static_cast<int>(info_.signals.size()) : -1);
      if (!read) continue;
      SignalInfo signal = described_signal(edf);
      signal.gain =
          (edf.digital_maximum - edf.digital_minimum) / (edf.physical_maximum - edf.physical_minimum);
      signal.baseline = edf.digital_maximum - edf.physical_maximum * signal.gain;
      signal.adc_resolution = header.bdf ? 24 : 16;
      signal.samples_per_frame = static_cast<int>(samples_per_frame(edf, record_frames_));
      info_.signals.push_back(std::move(signal));
      record_samples_.push_back(edf.samples);
    }
  }

  // The data records are what WFDB calls format 16 or 24, several samples per frame, behind the header.
  void open_samples(const std::filesystem::path& file, const EdfHeader& header) {
    std::vector<SignalLine> lines;
    for (const EdfSignal& signal : header.signals) {
      if (signal.samples == 0) continue;
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
    return record_samples_[static_cast<std::size_t>(slice.signal)];
  }

  // Fills the slices of frames [first, first + frames) as far as data records [record, record + count) of the
  // run hold them.
  void read_records(const RecordRun& run, std::int64_t record, std::int64_t count, std::int64_t first,
                    std::int64_t frames, std::span<const SignalSlice> slices) {
    values_.resize(std::max(values_.size(), slices.size()));
    std::vector<StoredSlice> stored;
    for (std::size_t s = 0; s < slices.size(); ++s) {
      const auto member = std::ranges::find(members_, slices[s].signal) - members_.begin();
      values_[s].resize(static_cast<std::size_t>(count * record_samples(slices[s])));
      stored.push_back({static_cast<int>(member), run.first_record + record, values_[s]});
    }
    samples_->read(stored, records_);
    const std::int64_t place = run.first_frame + record * record_frames_;
    const std::int64_t begin = std::max(first, place);
    const std::int64_t end = std::min(first + frames, place + count * record_frames_);
    for (std::size_t s = 0; s < slices.size(); ++s) {
      const std::int64_t per_frame =
          info_.signals[static_cast<std::size_t>(slices[s].signal)].samples_per_frame;
      if (record_samples(slices[s]) != per_frame * record_frames_)
        values_[s] = held_samples(values_[s], count, per_frame * record_frames_);
      const std::int32_t* in = values_[s].data() + (begin - place) * per_frame;
      // EDF has no code for "not recorded": what WFDB takes for it is the lowest value.
      std::replace_copy(in, in + (end - begin) * per_frame,
                        slices[s].out.data() + (begin - first) * per_frame, missing_sample, lowest_);
    }
  }

  // As far as the range reaches into the data record that the file ends within.
  void read_cut(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) const {
    const std::int64_t begin = std::max(first, cut_frame_), count = first + frames - begin;
    if (count <= 0) return;
    for (const SignalSlice& slice : slices) {
      const auto signal = static_cast<std::size_t>(slice.signal);
      const std::int64_t per_frame = info_.signals[signal].samples_per_frame;
      std::copy_n(cut_.samples[signal].data() + (begin - cut_frame_) * per_frame, count * per_frame,
                  slice.out.data() + (begin - first) * per_frame);
    }
  }

  std::unique_ptr<SignalFile> samples_;
  EdfCutRecord cut_;
  std::int64_t cut_frame_ = 0;  // where it begins
  std::vector<int> members_;    // by channel that has samples: the recording's signal, -1 where it is none
  std::vector<std::int64_t> record_samples_;  // by signal of the recording: in a data record
  std::vector<RecordRun> runs_;
  std::int64_t record_frames_ = 0;  // frames in a data record
  std::int64_t records_ = 0;
  std::int32_t lowest_ = 0;
  PackedAnnotations notes_;
  std::vector<std::vector<std::int32_t>> values_;  // of the data records being read, by slice
};

}  // namespace

std::unique_ptr<Recording> open_edf(const std::filesystem::path& file) {
  return std::make_unique<EdfRecording>(file);
}

}  // namespace rwave
