#include "record/wfdb/signal_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/slices.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// Samples decoded at a time: 64 KiB of decoded values stay within the second-level cache.
constexpr int block_samples = 1 << 14;

// ASCII alone: what case other letters have depends on a locale, and copying between systems changes these.
std::string in_lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return text;
}

// Of a folder that cannot be listed, or not to its end, as far as it goes.
std::map<std::string, std::filesystem::path> names_in_lower_case(const std::filesystem::path& folder) {
  std::map<std::string, std::filesystem::path> found;
  std::error_code fault;
  for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
    found.emplace(in_lower_case(at->path().filename().string()), at->path().filename());
  return found;
}

}  // namespace

SignalFile::SignalFile(std::vector<SignalLine> members) : members_(std::move(members)) {
  for (const SignalLine& member : members_) {
    position_.push_back(frame_samples_);
    frame_samples_ += member.info.samples_per_frame;
  }
}

std::int64_t SignalFile::block_frames() const {
  return std::max(1, block_samples / frame_samples_);
}

void SignalFile::read(std::span<const StoredSlice> slices, std::int64_t end) {
  const auto per_frame = [&](const StoredSlice& slice) {
    return members_[static_cast<std::size_t>(slice.member)].info.samples_per_frame;
  };
  const auto last = [&](const StoredSlice& slice) {
    return std::min(end, slice.first + static_cast<std::int64_t>(slice.out.size()) / per_frame(slice));
  };
  // All signals of a file are interleaved, so the file is decoded once over the union of the
  // ranges. Each signal has a range of its own, as skews differ.
  std::int64_t from = end;
  std::int64_t to = 0;
  for (const StoredSlice& slice : slices) {
    const std::int64_t readable = std::max<std::int64_t>(0, last(slice) - slice.first);
    fill_missing(slice.out.subspan(static_cast<std::size_t>(readable * per_frame(slice))));
    if (readable == 0) continue;
    from = std::min(from, slice.first);
    to = std::max(to, last(slice));
  }
  const std::int64_t block = block_frames();
  for (std::int64_t first = from; first < to; first += block) {
    const std::int64_t frames = std::min(block, to - first);
    const std::int32_t* values = decode(first, frames);
    for (const StoredSlice& slice : slices) {
      const std::int64_t begin = std::max(first, slice.first);
      const std::int64_t stop = std::min(first + frames, last(slice));
      if (begin >= stop) continue;
      copy_signal(
          values + (begin - first) * frame_samples_ + position_[static_cast<std::size_t>(slice.member)],
          stop - begin, frame_samples_, per_frame(slice),
          slice.out.data() + (begin - slice.first) * per_frame(slice));
    }
  }
}

// header(5): the sum of all samples of a signal as they are stored, modulo 2^16. So a missing
// sample counts as the code that stands for it in the file. Overflow of the 32-bit sum does no
// harm, as 2^16 divides 2^32.
std::vector<std::uint16_t> SignalFile::checksums(std::int64_t first, std::int64_t end) {
  std::vector<std::uint32_t> sums(members_.size(), 0);
  for (; first < end; first += block_frames()) {
    const std::int64_t frames = std::min(block_frames(), end - first);
    const std::int32_t* values = decode(first, frames);
    for (std::size_t m = 0; m < members_.size(); ++m) {
      const auto invalid = static_cast<std::uint32_t>(invalid_code(members_[m].info.format));
      for (std::int64_t i = 0; i < frames; ++i) {
        const std::int32_t* frame = values + i * frame_samples_ + position_[m];
        for (int s = 0; s < members_[m].info.samples_per_frame; ++s) {
          sums[m] += frame[s] == missing_sample ? invalid : static_cast<std::uint32_t>(frame[s]);
        }
      }
    }
  }
  return {sums.begin(), sums.end()};
}

std::filesystem::path find_signal_file(const std::filesystem::path& header, const std::string& name,
                                       bool renamed, FolderNames& in_folder, std::string& note) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path stated = header.parent_path() / name;
  if (fs::exists(stated, ignored)) return stated;
  // Without a path that leads to the header (a folder above may not be looked into) the name alone would be
  // one in the folder where the program runs.
  if (const fs::path led_to = fs::canonical(header, ignored);
      !led_to.empty() && fs::exists(led_to.parent_path() / name, ignored))
    return led_to.parent_path() / name;
  const auto says = [&](const fs::path& found) {
    note = fmt::format("{} is not there: {} is read instead", stated.string(), found.filename().string());
    return found;
  };
  if (!in_folder)
    in_folder = names_in_lower_case(header.has_parent_path() ? header.parent_path() : fs::path("."));
  if (const auto found = in_folder->find(in_lower_case(name)); found != in_folder->end())
    return says(header.parent_path() / found->second);
  fs::path with_header = header;
  with_header.replace_extension(fs::path(name).extension());
  if (renamed && with_header != header && fs::is_regular_file(with_header, ignored)) return says(with_header);
  return stated;
}

std::unique_ptr<SignalFile> open_signal_file(const std::filesystem::path& header,
                                             const std::filesystem::path& file,
                                             std::vector<SignalLine> members) {
  const SignalLine& first = members.front();
  std::int64_t frame_samples = 0;
  for (const SignalLine& member : members) {
    const auto fault = [&](std::string_view message) {
      return Error::at_line(header.string(), member.line, message);
    };
    if (member.info.format != first.info.format) {
      throw fault(fmt::format("{} was of format {} in line {}: a file has one format", member.file,
                              first.info.format, first.line));
    }
    // Some writers state the offset with the first signal only.
    if (member.offset != first.offset && member.offset != 0) {
      throw fault(fmt::format("{} starts at byte {} in line {}: a file has one byte offset", member.file,
                              first.offset, first.line));
    }
    frame_samples += member.info.samples_per_frame;
    // A block holds whole frames. Without a limit a header of a few lines could ask for gigabytes.
    if (frame_samples > 1 << 20)
      throw fault(fmt::format("{} has more than 1048576 samples a frame", member.file));
  }
  if (first.info.format == 8) return open_difference_file(file, std::move(members));
  if (is_flac_format(first.info.format)) return open_flac_file(file, std::move(members));
  return open_packed_file(file, std::move(members));
}

}  // namespace rwave
