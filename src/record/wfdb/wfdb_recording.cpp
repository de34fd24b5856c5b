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
  WfdbRecording(const std::filesystem::path& header_file, WfdbHeader header, bool whole) : whole_(whole) {
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
        // A skew says by how many frames the signal was recorded late. Reading ahead by it lines
        // the leads up again.
        const std::int64_t skew = members[static_cast<std::size_t>(place.member)].skew;
        stored.push_back({place.member, first + skew, slice.out});
      }
      if (!stored.empty()) files_[f]->read(stored, std::min(info_.frames, ends_[f]));
    }
    for (const SignalSlice& slice : slices) {
      if (places_[static_cast<std::size_t>(slice.signal)].file == no_file) fill_missing(slice.out);
    }
  }

  // Only on demand: a checksum takes the whole file, and reading a part of it must not.
  void verify() override {
    for (const auto& file : files_) {
      file->require(stated_);
      const auto sums = file->checksums(stated_);
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
      // A file's signals are interleaved in the order of the header's lines. With another file's
      // line between them, the place of a sample in its frame would be a guess.
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
      const std::filesystem::path file = header_file.parent_path() / members[0].file;
      if (!whole_ && lacks(header_file, signals, file)) {
        info_.warnings.push_back(fmt::format("{} is not there: {} of {} signals are missing samples",
                                             file.string(), members.size(), signals.size()));
        std::fill(places_.end() - static_cast<std::ptrdiff_t>(members.size()), places_.end(), Place{});
        continue;
      }
      info_.files.push_back(file);
      files_.push_back(open_signal_file(header_file, std::move(members)));
    }
  }

  // Whether the file is not there and another of the record's is.
  static bool lacks(const std::filesystem::path& header_file, const std::vector<SignalLine>& signals,
                    const std::filesystem::path& file) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return false;
    return std::ranges::any_of(signals, [&](const SignalLine& signal) {
      return signal.info.format != 0 &&
             std::filesystem::exists(header_file.parent_path() / signal.file, ignored);
    });
  }

  // The header's length; where it states none, what all files hold. Files that end before it, as interrupted
  // downloads do, are used as far as they go, which is said.
  void set_length(std::optional<std::int64_t> stated) {
    std::int64_t least = files_.empty() ? 0 : most_frames, most = 0;
    for (const auto& file : files_) {
      least = std::min(least, file->capacity());
      most = std::max(most, file->capacity());
    }
    info_.frames = stated_ = stated.value_or(least);
    for (const auto& file : files_) {
      const std::int64_t held = file->capacity();
      ends_.push_back(std::max<std::int64_t>(held, 0));
      if (held >= info_.frames || whole_ || most == 0) {
        file->require(info_.frames);
        continue;
      }
      info_.warnings.push_back(
          fmt::format("{} ends after {} of the {} samples that the header states (each of {} signals): {}",
                      info_.files[ends_.size() - 1].string(), held, info_.frames, file->members().size(),
                      most > held ? "the rest of them are missing samples" : "it is read as far as it goes"));
    }
    // Of files that end at different places the longest one counts; the others give missing samples
    // behind their end.
    if (!files_.empty()) info_.frames = std::min(info_.frames, most);
    // Formats that pack three samples together fill up the last of them.
    constexpr std::int64_t padding = 2;
    if (least > info_.frames + padding) info_.frames_beyond = least - info_.frames;
  }

  void check_sum(const SignalLine& signal, std::uint16_t found) const {
    if (!signal.checksum || *signal.checksum == found) return;
    throw Error(info_.source, fmt::format("signal {} ({}): the samples' checksum is {}, line {} states {}",
                                          signal.info.name, signal.file, static_cast<std::int16_t>(found),
                                          signal.line, static_cast<std::int16_t>(*signal.checksum)));
  }

  bool whole_;  // refuse files that end early
  std::vector<std::unique_ptr<SignalFile>> files_;
  std::int64_t stated_ = 0;         // frames that the files should hold
  std::vector<std::int64_t> ends_;  // by file: the frames that it holds
  std::vector<Place> places_;       // by signal
};

}  // namespace

std::unique_ptr<Recording> open_wfdb_record(const std::filesystem::path& header_file, WfdbHeader header,
                                            bool whole) {
  return std::make_unique<WfdbRecording>(header_file, std::move(header), whole);
}

std::unique_ptr<Recording> open_wfdb(const std::filesystem::path& record) {
  std::filesystem::path header_file = record;
  if (header_file.extension() != ".hea") header_file += ".hea";
  WfdbHeader header = read_header(header_file);
  return header.segments.empty() ? open_wfdb_record(header_file, std::move(header), false)
                                 : open_segmented_record(header_file, std::move(header));
}

}  // namespace rwave
