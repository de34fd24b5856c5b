#include "signal/convert_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "record/csv/csv_write.h"
#include "record/edf/edf_write.h"
#include "record/text.h"
#include "record/wfdb_write.h"
#include "rwave/error.h"
#include "signal/resampled.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t block_samples = 1 << 18;

// How a signal's samples become those of the output: sample * factor + shift, rounded.
struct Change {
  double factor = 1, shift = 0;

  std::int32_t of(std::int32_t sample) const {
    if (sample == missing_sample || (factor == 1 && shift == 0)) return sample;
    return static_cast<std::int32_t>(std::llround(sample * factor + shift));
  }
};

// Frames of all signals, block by block, each in the form that writers take.
// A day of samples is never held at once. A signal of two samples per frame gives two in each frame:
// writers take WFDB's order.
void for_each_block(Recording& recording, const std::function<void(std::span<std::int32_t>)>& work) {
  const RecordingInfo& info = recording.info();
  std::int64_t frame_samples = 0;
  for (const SignalInfo& signal : info.signals) frame_samples += signal.samples_per_frame;
  const std::int64_t block =
      std::max<std::int64_t>(1, block_samples / std::max<std::int64_t>(frame_samples, 1));
  std::vector<std::vector<std::int32_t>> parts(info.signals.size());
  std::vector<std::int32_t> frames;
  for (std::int64_t first = 0; first < info.frames; first += block) {
    const std::int64_t count = std::min(block, info.frames - first);
    std::vector<SignalSlice> slices;
    for (std::size_t s = 0; s < parts.size(); ++s) {
      parts[s].resize(static_cast<std::size_t>(count * info.signals[s].samples_per_frame));
      slices.push_back({static_cast<int>(s), parts[s]});
    }
    recording.read(first, count, slices);
    frames.resize(static_cast<std::size_t>(count * frame_samples));
    auto* out = frames.data();
    for (std::int64_t f = 0; f < count; ++f) {
      for (std::size_t s = 0; s < parts.size(); ++s) {
        const auto n = static_cast<std::int64_t>(info.signals[s].samples_per_frame);
        out = std::copy_n(parts[s].data() + f * n, n, out);
      }
    }
    work(frames);
  }
}

struct Range {
  std::int32_t low = 0, high = 0;
  bool any = false;
};

// Costs one more pass over the recording. Only with the true range can be known whether samples fit
// as they are, which is the case for nearly all recordings and loses nothing.
std::vector<Range> ranges_of(Recording& recording) {
  std::vector<std::size_t> signal_at;
  for (std::size_t s = 0; s < recording.info().signals.size(); ++s)
    signal_at.insert(signal_at.end(), static_cast<std::size_t>(recording.info().signals[s].samples_per_frame),
                     s);
  std::vector<Range> ranges(recording.info().signals.size());
  for_each_block(recording, [&](std::span<std::int32_t> frames) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      if (frames[i] == missing_sample) continue;
      Range& range = ranges[signal_at[i % signal_at.size()]];
      range.low = range.any ? std::min(range.low, frames[i]) : frames[i];
      range.high = range.any ? std::max(range.high, frames[i]) : frames[i];
      range.any = true;
    }
  });
  return ranges;
}

// Brings the signal's samples within -limit..limit: as they are, else by another baseline, else by a coarser
// step.
Change fit(SignalInfo& signal, const Range& range, std::int32_t limit, bool whole_baseline,
           std::vector<std::string>& losses) {
  Change change;
  const double span = static_cast<double>(range.high) - range.low;
  // Three steps, from no loss to some: unchanged; the baseline moved, which keeps every difference
  // between samples; a coarser step, which rounds and is reported.
  if (range.low >= -limit && range.high <= limit) {
    change = {};
  } else if (span <= 2.0 * limit) {
    change.shift = -std::round((static_cast<double>(range.low) + range.high) / 2);
  } else {
    // Cut to six decimals, so that the new gain has few digits: it must survive as text in a
    // header.
    change.factor = std::floor(2.0 * limit / span * 1e6) / 1e6;
    if (change.factor <= 0) change.factor = 2.0 * limit / span;
    change.shift = -std::round((static_cast<double>(range.low) + range.high) / 2 * change.factor);
    losses.push_back(fmt::format(
        "signal {}: its range needs more bits than the format has; rounded from steps of {:.3g} to {:.3g} {}",
        signal.name, 1 / std::abs(signal.gain), 1 / std::abs(signal.gain * change.factor), signal.units));
  }
  signal.gain *= change.factor;
  signal.baseline = signal.baseline * change.factor + change.shift;
  // WFDB's header holds whole baselines only.
  const double rounded = std::round(signal.baseline);
  if (whole_baseline && rounded != signal.baseline) {
    losses.push_back(fmt::format(
        "signal {}: the baseline {:.6g} is no whole number, as the format has it; values shift by {:.3g} {}",
        signal.name, signal.baseline, std::abs((signal.baseline - rounded) / signal.gain), signal.units));
    signal.baseline = rounded;
  }
  return change;
}

void apply(std::span<const Change> changes, const RecordingInfo& info, std::span<std::int32_t> frames) {
  for (std::size_t at = 0; at < frames.size();) {
    for (std::size_t s = 0; s < changes.size(); ++s) {
      for (int i = 0; i < info.signals[s].samples_per_frame; ++i, ++at)
        frames[at] = changes[s].of(frames[at]);
    }
  }
}

// What a header's line can hold of names, units and comments.
void make_wfdb_names(RecordingInfo& info, const fs::path& output, std::vector<std::string>& losses) {
  const auto replace = [&](std::string& text, std::string_view bad, const char* what) {
    std::string clean = text;
    std::ranges::replace_if(
        clean, [&](char c) { return bad.find(c) != std::string_view::npos; }, '_');
    if (clean != text)
      losses.push_back(fmt::format("{} '{}' becomes '{}'", what, printable_utf8(text), clean));
    text = clean;
  };
  info.name = output.stem().string();
  for (SignalInfo& signal : info.signals) {
    replace(signal.name, "\r\n", "name");
    replace(signal.units, " \t\r\n", "unit");
    // A header without a unit means mV; PhysioNet's records have NU where there is none.
    if (signal.units.empty()) {
      signal.units = "NU";
      losses.push_back(fmt::format("signal {}: that it has no unit is written as NU", signal.name));
    }
  }
  for (std::string& comment : info.comments) comment = printable_utf8(comment);
}

// A header's gain of 0 says that it is not known, and readers take 200 units per mV: amplitudes of a gain
// that was assumed for the source would become others. Such a gain is written as if it were stated, with a
// comment.
void state_assumed_gains(RecordingInfo& info, std::vector<std::string>& losses) {
  constexpr double wfdb_default_gain = 200;  // header(5)
  for (SignalInfo& signal : info.signals) {
    if (signal.calibrated || signal.gain == wfdb_default_gain) continue;
    signal.calibrated = true;
    info.comments.push_back(fmt::format("gain of {} assumed: {:g} units per {}, the source states none",
                                        signal.name, signal.gain, signal.units));
    losses.push_back(
        fmt::format("signal {}: that its gain was assumed, {:g} units per {}, stands in a comment alone",
                    signal.name, signal.gain, signal.units));
  }
}

template <class Writer>
void write_all(Writer& writer, Recording& source, std::span<const Change> changes) {
  for_each_block(source, [&](std::span<std::int32_t> frames) {
    apply(changes, source.info(), frames);
    writer.write(frames);
  });
}

// Signals are read block by block while the output is written. Writing onto the input would read
// back its own output.
void refuse_own_files(const RecordingInfo& info, const std::vector<fs::path>& outputs) {
  std::vector<fs::path> inputs = info.files;
  inputs.emplace_back(info.source);
  for (const fs::path& output : outputs) {
    for (const fs::path& input : inputs) {
      std::error_code ignored;
      if (fs::equivalent(input, output, ignored))
        throw Error(output.string(),
                    "is a file of the recording itself and would be overwritten: give another name");
    }
  }
}

}  // namespace

std::vector<std::string> convert_recording(Recording& recording, const std::vector<Annotation>& annotations,
                                           const fs::path& output, const ConvertOptions& options) {
  std::unique_ptr<Recording> other;
  if (options.rate && *options.rate != recording.info().rate)
    other = resampled(recording, annotations, *options.rate);
  Recording& source = other ? *other : recording;
  const std::vector<Annotation> labels = other ? other->annotations() : annotations;
  RecordingInfo info = source.info();
  if (info.signals.empty())
    throw Error(info.source, "has annotations and no signals: there is nothing to convert");
  std::vector<std::string> losses;
  if (other)
    losses.push_back(fmt::format("resampled from {:g} to {:g} Hz", recording.info().rate, info.rate));
  if (!info.patient.empty()) losses.emplace_back("what the file says of the patient is not written");

  const std::string extension = output.extension().string();
  const bool edf = extension == ".edf", csv = extension == ".csv";
  const bool wfdb = extension == ".hea" || extension.empty();
  if (!edf && !csv && !wfdb)
    throw UsageError(output.string(),
                     "outputs are x.edf (EDF+), x.csv (a table), x.hea or a name without extension (WFDB)");
  // 212 stays 212: whoever converts a mitdb record to EDF and back gets the same bytes.
  const bool packed =
      std::ranges::all_of(recording.info().signals, [](const SignalInfo& s) { return s.format == 212; });
  const int format = options.signal_format.value_or(packed && !other ? 212 : 16);
  const std::vector<Range> ranges = csv ? std::vector<Range>(info.signals.size()) : ranges_of(source);
  std::vector<Change> changes;
  for (std::size_t s = 0; s < info.signals.size(); ++s)
    changes.push_back(
        csv ? Change{} : fit(info.signals[s], ranges[s], edf || format == 16 ? 32767 : 2047, wfdb, losses));

  const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (wfdb) {
    const fs::path stem = folder / output.stem();
    refuse_own_files(recording.info(), {fs::path(stem) += ".hea", fs::path(stem) += ".dat"});
    make_wfdb_names(info, output, losses);
    state_assumed_gains(info, losses);
    WfdbWriter writer(folder, info, format);
    write_all(writer, source, changes);
    const fs::path written = fs::path(stem) += "." + options.annotator;
    if (!labels.empty())
      write_annotations(written, labels);
    else if (fs::exists(written))
      losses.push_back(fmt::format(
          "{} was there before, and the recording has no annotations: is it of this one?", written.string()));
    writer.commit();
    return losses;
  }
  refuse_own_files(recording.info(), {output});
  const auto write_with = [&](auto& writer) {
    write_all(writer, source, changes);
    writer.commit();
    losses.insert(losses.end(), writer.losses().begin(), writer.losses().end());
  };
  if (edf) {
    EdfWriter writer(output, info, labels);
    write_with(writer);
  } else {
    CsvWriter writer(output, info, labels);
    write_with(writer);
  }
  return losses;
}

}  // namespace rwave
