#pragma once
// One signal file of a record and the signals in it: stored frames, read by range in blocks of constant size.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "record/wfdb/header.h"

namespace rwave {

// One signal's part of a range: where its samples go, and which stored frames they are.
struct StoredSlice {
  // Which signal of this file, from 0 in the header's order.
  int member = 0;
  // First stored frame (the skew is in it already).
  std::int64_t first = 0;
  std::span<std::int32_t> out;
};

// A signal file, whatever its format. Frames follow each other; a frame holds samples_per_frame values of the
// first signal, then of the second, and so on.
class SignalFile {
 public:
  // `members` are the signal lines that name this file, in order.
  explicit SignalFile(std::vector<SignalLine> members);
  virtual ~SignalFile() = default;

  // Stored frames that the file holds.
  virtual std::int64_t capacity() const = 0;

  // Throws Error at the file's end, naming the bytes (or samples) expected, unless it holds `frames` frames.
  virtual void require(std::int64_t frames) = 0;

  // Reads every slice; stored frames at or after `end` are missing samples.
  void read(std::span<const StoredSlice> slices, std::int64_t end);

  // Sums each member's stored samples of frames [first, end) as the header's checksum does: modulo 2^16, a
  // missing sample counting as the code that stands for it.
  std::vector<std::uint16_t> checksums(std::int64_t first, std::int64_t end);

  const std::vector<SignalLine>& members() const { return members_; }

 protected:
  // Decodes stored frames [first, first + frames) into frames * frame_samples() interleaved values.
  virtual const std::int32_t* decode(std::int64_t first, std::int64_t frames) = 0;

  int frame_samples() const { return frame_samples_; }

 private:
  // Frames decoded at a time, so that memory does not grow with the range.
  std::int64_t block_frames() const;

  std::vector<SignalLine> members_;
  // Of each member's first sample within a frame.
  std::vector<int> position_;
  int frame_samples_ = 0;
};

// The files of a header's folder by their names in lower case, listed where they are first asked for: a
// header may name thousands of files that are not there.
using FolderNames = std::optional<std::map<std::string, std::filesystem::path>>;

// Where the file of a signal line is: next to the header; where it is not, under its name in other letters of
// case, next to the header that a symbolic link leads to, or (`renamed`: the record has one file, called
// as the record line is, and the header is called otherwise) under the header's own name. `note` says the
// first and the last, for a warning. The path that the header states where none is there.
std::filesystem::path find_signal_file(const std::filesystem::path& header, const std::string& name,
                                       bool renamed, FolderNames& in_folder, std::string& note);

// Opens `file` as the members' format says. Throws Error at the header's line where they disagree about it.
std::unique_ptr<SignalFile> open_signal_file(const std::filesystem::path& header,
                                             const std::filesystem::path& file,
                                             std::vector<SignalLine> members);

// One for each kind of storage: samples packed at a constant width (16, 212, ...), which are read by range;
// differences (format 8), where reading begins at the last checkpoint before the range; FLAC (508, 516,
// 524), in which libFLAC searches.
std::unique_ptr<SignalFile> open_packed_file(const std::filesystem::path& file,
                                             std::vector<SignalLine> members);
std::unique_ptr<SignalFile> open_difference_file(const std::filesystem::path& file,
                                                 std::vector<SignalLine> members);
std::unique_ptr<SignalFile> open_flac_file(const std::filesystem::path& file,
                                           std::vector<SignalLine> members);

}  // namespace rwave
