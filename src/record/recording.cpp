#include "rwave/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "record/formats.h"
#include "record/slices.h"
#include "record/wfdb/wfdb_recording.h"
#include "rwave/error.h"

namespace rwave {
namespace fs = std::filesystem;
namespace {

// A folder is said to be one: "PATH.hea is not there" would not help.
void check_folder(const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(fs::path(path) += ".hea", ignored) || !fs::is_directory(path, ignored)) return;
  const std::string name = path.string();
  const std::string folder = name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
  if (fs::is_empty(path, ignored)) throw Error(name, "holds no recordings: it is an empty folder");
  throw Error(name, "is a folder: name a recording in it, as " + folder + "/RECORD");
}

constexpr std::string_view part_of_record =
    "is a part of a WFDB record: open its header (.hea) or give the record's name";

// What to say of an existing file that is of no format: the parts of WFDB records are named as such.
std::string advice_for(const fs::path& path, const std::string& extension, const FileHead& head) {
  if (const std::string kind = foreign_kind(head); !kind.empty()) return kind;
  std::error_code ignored;
  const bool has_header = fs::exists(fs::path(path).replace_extension(".hea"), ignored);
  if (extension == ".ecg")
    return "is no ISHNE recording (it does not begin with ISHNE1.0); PhysioNet's .ecg files are WFDB "
           "annotation "
           "files: give the record's name and --annotator ecg";
  if (extension == ".dat" || extension == ".atr" || has_header) return std::string(part_of_record);
  return "is of no kind that is read: these are " + format_list();
}

// The header of the record that a file holds signals of (100.hea of 100.dat), which names the file; empty
// where none does. A header that cannot be parsed names it all the same: opening says what is wrong.
fs::path header_naming(const fs::path& file) {
  const fs::path header = fs::path(file).replace_extension(".hea");
  const std::string name = file.filename().string() + " ";
  std::error_code ignored;
  if (!fs::is_regular_file(header, ignored)) return {};
  std::ifstream lines(header);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name)) return header;
  return {};
}

// Recording::info_ of any recording: derived classes may name the member.
struct Info : Recording {
  static RecordingInfo& of(Recording& recording) { return recording.*(&Info::info_); }
};

// Refuses a rate that no recorder has, whatever the format; says that the rate given is not used where the
// file states another.
std::unique_ptr<Recording> doubt_rate(std::unique_ptr<Recording> recording, const OpenOptions& options) {
  constexpr double agreement = 0.02;  // share, as of tables
  RecordingInfo& info = Info::of(*recording);
  if (!(info.rate >= 0 && info.rate <= most_hertz))
    throw Error(info.source,
                fmt::format("states a sampling rate of {:g} Hz, which no recorder has", info.rate));
  const std::optional<double>& given = options.csv_rate;
  if (given && info.rate > 0 && std::abs(*given / info.rate - 1) > agreement)
    info.warnings.push_back(
        fmt::format("--rate {:g} is not used: it is for tables that state none, and this file states {:g} Hz",
                    *given, info.rate));
  return recording;
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

// By content first: a file's name says less than its bytes, and exports bear all kinds of names.
std::unique_ptr<Recording> open_recording(const std::filesystem::path& path, const OpenOptions& options) {
  if (path.empty()) throw UsageError("a recording's name is empty: DIR/100 (WFDB) or a file was expected");
  const std::string extension = lower_extension(path);
  std::error_code ignored;
  if (path == "-" && !fs::exists(path, ignored))
    throw UsageError("- is no recording here: a stream on standard input is read by `rwave classify -`");
  const Format* named = format_of_name(path);
  const bool has_header = fs::exists(fs::path(path) += ".hea", ignored);
  // "100" without an extension is a WFDB record where 100.hea is there, even if a file "100" exists
  // too.
  if (has_header && named == nullptr) return doubt_rate(open_wfdb(path), options);
  if (!fs::is_regular_file(path, ignored)) {
    check_folder(path);
    // Its bytes come once and in order, while readers look at a file's head before its rows.
    if (!has_header && fs::exists(path, ignored) && !fs::is_directory(path, ignored))
      throw Error(path.string(),
                  "is a pipe or a device, not a file: `rwave classify - < FILE` reads a stream");
    if (extension == ".dat" || extension == ".atr") throw Error(path.string(), std::string(part_of_record));
    std::error_code unknown;  // a folder that may not be looked into: opening says so
    if (named == nullptr && !has_header && !fs::exists(path, unknown) && !unknown)
      throw Error(path.string(),
                  fmt::format("is not there: neither a file of this name nor a WFDB record ({}.hea)",
                              path.filename().string()));
    return doubt_rate(named == nullptr || has_header ? open_wfdb(path) : named->open(path, options), options);
  }
  const FileHead head = read_head(path);
  // Before the formats are asked: any bytes may be samples.
  if (named == nullptr)
    if (const fs::path header = header_naming(path); !header.empty())
      return doubt_rate(open_wfdb(header), options);
  for (const Format& format : formats()) {
    if (format.sniff != nullptr && format.sniff(head)) return doubt_rate(format.open(path, options), options);
  }
  if (named == nullptr) throw Error(path.string(), advice_for(path, extension, head));
  if (const std::string kind = foreign_kind(head); !kind.empty()) throw Error(path.string(), kind);
  return doubt_rate(named->open(path, options), options);
}

}  // namespace rwave
