#include "record/wfdb/wfdb_recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/amplitude_unit.h"
#include "record/slices.h"
#include "record/wfdb/lead_order.h"
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
    info_.warnings = std::move(header.warnings);
    for (const SignalLine& signal : header.signals) info_.signals.push_back(signal.info);
    open_files(header_file, header);
    set_length(header.frames);
    if (!whole_) compare_sums();
    if (info_.frames > 0 && !whole_) doubt_lead_orders();
    settle_units(*this, info_, whole_);
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
      const auto sums = file->checksums(0, stated_);
      for (std::size_t m = 0; m < sums.size(); ++m)
        if (!has_stated_sum(*file, m, sums[m])) throw wrong_sum(file->members()[m], sums[m]);
    }
  }

 private:
  static constexpr std::size_t no_file = std::numeric_limits<std::size_t>::max();
  static constexpr std::int64_t padding_frames = 2;  // formats that pack three samples fill up the last unit

  struct Place {
    std::size_t file = no_file;  // index into files_; no_file for a null signal (format 0)
    int member = 0;              // signal of that file
  };

  // Signals of one file stand together in the header.
  void open_files(const std::filesystem::path& header_file, const WfdbHeader& header) {
    const std::vector<SignalLine>& signals = header.signals;
    std::set<std::string> seen;
    FolderNames in_folder;
    const bool renamed =
        header.stated_name != header.name && std::ranges::all_of(signals, [&](const SignalLine& signal) {
          return signal.file == signals[0].file &&
                 std::filesystem::path(signal.file).stem() == header.stated_name;
        });
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
      std::string note;
      const std::filesystem::path file =
          find_signal_file(header_file, members[0].file, renamed, in_folder, note);
      if (!note.empty()) info_.warnings.push_back(note);
      if (i == signals.size() && i > static_cast<std::size_t>(header.signal_count))
        settle_uncounted(header_file, file, header, members);
      if (!whole_ && lacks(header_file, signals, file)) {
        info_.warnings.push_back(fmt::format("{} is not there: {} of {} signals are missing samples",
                                             file.string(), members.size(), signals.size()));
        std::fill(places_.end() - static_cast<std::ptrdiff_t>(members.size()), places_.end(), Place{});
        continue;
      }
      info_.files.push_back(file);
      files_.push_back(open_signal_file(header_file, file, std::move(members)));
    }
  }

  // Of lines of the last file that the record line does not count: they are signals where the file's size
  // says so. A line that was left over would make two leads of half the length of one.
  void settle_uncounted(const std::filesystem::path& header_file, const std::filesystem::path& file,
                        const WfdbHeader& header, std::vector<SignalLine>& members) {
    const std::size_t counted = static_cast<std::size_t>(header.signal_count), listed = header.signals.size();
    std::vector<SignalLine> fewer = members;
    fewer.resize(members.size() - (listed - counted));
    const auto fits = [&](const std::vector<SignalLine>& some) {
      return holds_frames(header_file, file, some, *header.frames);
    };
    const bool all = !header.frames || (fits(members) && !fits(fewer));
    info_.warnings.push_back(fmt::format(
        "the record line states {} signal{}, {} of one file are listed: {}", counted, counted == 1 ? "" : "s",
        listed, all ? "all are read" : "the others are not read, as the file's size does not show them"));
    if (all) return;
    members = std::move(fewer);
    places_.resize(counted);
    info_.signals.resize(counted);
  }

  // Whether the file, of these signals, holds the frames and no more than a skew and padding behind them.
  static bool holds_frames(const std::filesystem::path& header_file, const std::filesystem::path& file,
                           const std::vector<SignalLine>& members, std::int64_t frames) {
    try {
      const auto opened = open_signal_file(header_file, file, members);
      std::int64_t skew = 0;
      for (const SignalLine& signal : members) skew = std::max(skew, signal.skew);
      const std::int64_t held = opened->capacity();
      if (held < frames || held > frames + skew + padding_frames) return false;
      opened->checksums(0, std::min<std::int64_t>(1, held));  // a FLAC stream tells its signals when decoded
      return true;
    } catch (const Error&) {
      return false;  // reading says why
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
    std::int64_t skew = 0;  // frames behind the last one that a skewed signal needs
    for (const auto& file : files_) {
      least = std::min(least, file->capacity());
      most = std::max(most, file->capacity());
      for (const SignalLine& signal : file->members()) skew = std::max(skew, signal.skew);
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
    if (least <= info_.frames + skew + padding_frames) return;
    info_.frames_beyond = least - skew - info_.frames;
    info_.warnings.push_back(
        fmt::format("states {} samples, its signal files hold {} more, which are not read", info_.frames,
                    info_.frames_beyond));
  }

  void doubt_lead_orders() {
    for (std::size_t f = 0; f < files_.size(); ++f) {
      const std::span<const SignalLine> members = files_[f]->members();
      if (std::ranges::any_of(members, [](const SignalLine& signal) {
            return signal.info.samples_per_frame != 1 || signal.skew != 0;
          }))
        continue;
      std::vector<int> signals;
      for (std::size_t s = 0; s < places_.size(); ++s)
        if (places_[s].file == f) signals.push_back(static_cast<int>(s));
      doubt_lead_order(*this, info_, signals);
    }
  }

  // What a header states of its samples is their proof: bytes in another order, another format or a copy by
  // FTP's text mode give samples that look like an ECG, and labels with them. Compared at opening where that
  // takes a few milliseconds; longer recordings by verify(). A sum of 0 is what writers put that compute
  // none.
  void compare_sums() {
    constexpr std::int64_t most_samples = std::int64_t{1} << 22;  // an hour of three leads at 360 Hz
    for (std::size_t f = 0; f < files_.size(); ++f) {
      const std::span<const SignalLine> members = files_[f]->members();
      const auto states = [](const SignalLine& signal) { return signal.checksum.value_or(0) != 0; };
      std::int64_t per_frame = 0;
      for (const SignalLine& signal : members) per_frame += signal.info.samples_per_frame;
      if (ends_[f] < stated_ || ends_[f] > most_samples / per_frame || std::ranges::none_of(members, states))
        continue;
      const auto sums = files_[f]->checksums(0, stated_);
      std::string wrong;
      const SignalLine* first = nullptr;
      for (std::size_t m = 0; m < members.size(); ++m) {
        if (!states(members[m]) || has_stated_sum(*files_[f], m, sums[m])) continue;
        wrong += (wrong.empty() ? "" : ", ") + members[m].info.name;
        if (first == nullptr) first = &members[m];
      }
      if (first == nullptr) continue;
      info_.warnings.push_back(fmt::format(
          "{}: the samples of {} do not have the checksum that the header states (line {}){}: the file was "
          "changed or damaged, or is not in format {}; get it again",
          info_.files[f].string(), wrong, first->line, first_sample_differs(f, *first), first->info.format));
    }
  }

  // Whether a signal has the sum that its line states, where it states one; `sum` is that of the frames
  // stated. A sum of all that the file holds is as good: the number of frames was lowered, or a part was cut
  // out of the record by its header alone. Of a skewed signal writers sum what is read, too.
  bool has_stated_sum(SignalFile& file, std::size_t member, std::uint16_t sum) const {
    const SignalLine& signal = file.members()[member];
    if (!signal.checksum || *signal.checksum == sum) return true;
    const std::int64_t held = file.capacity(), behind = std::min(held, stated_ + signal.skew);
    return (held > stated_ && file.checksums(0, held)[member] == *signal.checksum) ||
           (signal.skew > 0 && file.checksums(signal.skew, behind)[member] == *signal.checksum);
  }

  // ", and begin with 31748, not 1148": of a signal whose line states its first sample.
  std::string first_sample_differs(std::size_t f, const SignalLine& signal) {
    if (!signal.initial_stated || signal.skew != 0 || signal.info.format == 8 || stated_ < 1) return {};
    std::vector<std::int32_t> value(static_cast<std::size_t>(signal.info.samples_per_frame));
    const auto member = static_cast<int>(&signal - files_[f]->members().data());
    const StoredSlice slice{member, 0, value};
    files_[f]->read({&slice, 1}, ends_[f]);
    if (value[0] == signal.initial || value[0] == missing_sample) return {};
    return fmt::format(", and begin with {}, not {}", value[0], signal.initial);
  }

  Error wrong_sum(const SignalLine& signal, std::uint16_t found) const {
    return Error(info_.source, fmt::format("signal {} ({}): the samples' checksum is {}, line {} states {}",
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
