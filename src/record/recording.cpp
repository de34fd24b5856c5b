#include "rwave/recording.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "record/csv/csv_recording.h"
#include "record/edf/edf_recording.h"
#include "record/slices.h"
#include "record/wfdb/wfdb_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

std::string lower_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return extension;
}

// Where `path` names no record but something else that exists, says so: "PATH.hea is not there" would not
// help.
void check_kind(const fs::path& path) {
  std::error_code ignored;
  if (path.extension() == ".hea" || fs::exists(fs::path(path) += ".hea", ignored)) return;
  const std::string name = path.string();
  if (fs::is_directory(path, ignored)) {
    const std::string folder = name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
    throw Error(name, "is a folder: name a record in it (" + folder + "/RECORD), or: rwave beats " + folder);
  }
  if (fs::exists(path, ignored)) {
    throw Error(
        name,
        "is of no kind that is read: these are WFDB records (a name, or its .hea file), .edf and .bdf "
        "files, and tables (.csv, .tsv, .txt)");
  }
}

std::unique_ptr<Recording> open_wfdb(std::filesystem::path header_file) {
  if (header_file.extension() != ".hea") header_file += ".hea";
  WfdbHeader header = read_header(header_file);
  return header.segments.empty() ? open_wfdb_record(header_file, std::move(header))
                                 : open_segmented_record(header_file, std::move(header));
}

const SignalInfo& signal_at(const RecordingInfo& info, int signal) {
  if (signal >= 0 && signal < static_cast<int>(info.signals.size())) {
    return info.signals[static_cast<std::size_t>(signal)];
  }
  throw Error(info.source, "signal " + std::to_string(signal) + " was asked for, the recording has " +
                               std::to_string(info.signals.size()));
}

}  // namespace

std::vector<std::int32_t> Recording::read_adc(int signal, std::int64_t first, std::int64_t frames) {
  const SignalInfo& chosen = signal_at(info_, signal);
  check_slices(info_, first, frames, {});  // before room is made for the range
  std::vector<std::int32_t> samples(static_cast<std::size_t>(frames * chosen.samples_per_frame));
  const SignalSlice slice{signal, samples};
  read(first, frames, {&slice, 1});
  return samples;
}

std::vector<float> Recording::read_physical(int signal, std::int64_t first, std::int64_t frames) {
  const std::vector<std::int32_t> samples = read_adc(signal, first, frames);
  const SignalInfo& chosen = signal_at(info_, signal);
  std::vector<float> values(samples.size());
  std::ranges::transform(samples, values.begin(), [&](std::int32_t adc) {
    return adc == missing_sample ? std::numeric_limits<float>::quiet_NaN()
                                 : static_cast<float>((adc - chosen.baseline) / chosen.gain);
  });
  return values;
}

std::unique_ptr<Recording> open_recording(const std::filesystem::path& path, const OpenOptions& options) {
  const std::string extension = lower_extension(path);
  if (extension == ".edf" || extension == ".bdf") return open_edf(path);
  if (extension == ".csv" || extension == ".tsv" || extension == ".txt")
    return open_csv(path, options.csv_rate);
  if (extension == ".dat" || extension == ".atr") {
    throw Error(path.string(),
                "is a part of a WFDB record: open its header (.hea) or give the record's name");
  }
  check_kind(path);
  return open_wfdb(path);
}

}  // namespace rwave
