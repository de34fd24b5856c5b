#include "record/wfdb/wfdb_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/amplitude_unit.h"
#include "record/slices.h"
#include "record/wfdb/signal_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class WfdbRecording : public Recording {
 public:
  WfdbRecording(const std::filesystem::path& header_file, WfdbHeader header) {
    info_.name = header.name;
    info_.source = header_file.string();
    info_.rate = header.rate;
    info_.comments = std::move(header.comments);
    info_.start = std::move(header.start);
    for (const SignalLine& signal : header.signals) info_.signals.push_back(signal.info);
    open_files(header_file, header.signals);
    set_length(header.frames);
    settle_units(*this, info_);
  }

  void read(std::int64_t first, std::int64_t frames, std::span<const SignalSlice> slices) override {
    check_slices(info_, first, frames, slices);
    for (std::size_t f = 0; f < files_.size(); ++f) {
      const std::span<const SignalLine> members = files_[f]->members();
      std::vector<StoredSlice> stored;
      for (const SignalSlice& slice : slices) {
        const Place place = places_[static_cast<std::size_t>(slice.signal)];
        if (place.file != f) continue;
        const std::int64_t skew = members[static_cast<std::size_t>(place.member)].skew;
        stored.push_back({place.member, first + skew, slice.out});
      }
      if (!stored.empty()) files_[f]->read(stored, info_.frames);
    }
    for (const SignalSlice& slice : slices) {
      if (places_[static_cast<std::size_t>(slice.signal)].file == no_file) fill_missing(slice.out);
    }
  }

  void verify() override {
    for (const auto& file : files_) {
      const auto sums = file->checksums(info_.frames);
      for (std::size_t m = 0; m < sums.size(); ++m) check_sum(file->members()[m], sums[m]);
    }
  }

 private:
  static constexpr std::size_t no_file = std::numeric_limits<std::size_t>::max();

  struct Place {
    std::size_t file = no_file;  // index into files_; no_file for a null signal (format 0)
    int member = 0;              // signal of that file
  };

  // Signals of one file stand together in the header.
  void open_files(const std::filesystem::path& header_file, const std::vector<SignalLine>& signals) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < signals.size();) {
      if (signals[i].info.format == 0) {
        places_.emplace_back();
        ++i;
        continue;
      }
      if (!seen.insert(signals[i].file).second) {
        throw Error::at_line(info_.source, signals[i].line,
                             fmt::format("signals of {} must stand together", signals[i].file));
      }
      std::vector<SignalLine> members;
      for (; i < signals.size() && signals[i].info.format != 0 &&
             (members.empty() || signals[i].file == members[0].file);
           ++i) {
        places_.push_back({files_.size(), static_cast<int>(members.size())});
        members.push_back(signals[i]);
      }
      info_.files.push_back(header_file.parent_path() / members[0].file);
      files_.push_back(open_signal_file(header_file, std::move(members)));
    }
  }

  // The header's length, which every file must hold; where it states none, what all files hold.
  void set_length(std::optional<std::int64_t> stated) {
    std::int64_t held = files_.empty() ? 0 : most_frames;
    for (const auto& file : files_) held = std::min(held, file->capacity());
    info_.frames = stated.value_or(held);
    for (const auto& file : files_) file->require(info_.frames);
    // Formats that pack three samples together fill up the last of them.
    constexpr std::int64_t padding = 2;
    if (held > info_.frames + padding) info_.frames_beyond = held - info_.frames;
  }

  void check_sum(const SignalLine& signal, std::uint16_t found) const {
    if (!signal.checksum || *signal.checksum == found) return;
    throw Error(info_.source, fmt::format("signal {} ({}): the samples' checksum is {}, line {} states {}",
                                          signal.info.name, signal.file, static_cast<std::int16_t>(found),
                                          signal.line, static_cast<std::int16_t>(*signal.checksum)));
  }

  std::vector<std::unique_ptr<SignalFile>> files_;
  std::vector<Place> places_;  // by signal
};

}  // namespace

std::unique_ptr<Recording> open_wfdb_record(const std::filesystem::path& header_file, WfdbHeader header) {
  return std::make_unique<WfdbRecording>(header_file, std::move(header));
}

std::unique_ptr<Recording> open_wfdb(const std::filesystem::path& record) {
  std::filesystem::path header_file = record;
  if (header_file.extension() != ".hea") header_file += ".hea";
  WfdbHeader header = read_header(header_file);
  return header.segments.empty() ? open_wfdb_record(header_file, std::move(header))
                                 : open_segmented_record(header_file, std::move(header));
}

}  // namespace rwave
