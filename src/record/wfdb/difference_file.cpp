// Signal files of format 8: each byte is the difference to the signal's sample before it.
#include <fmt/format.h>

#include <algorithm>

#include "record/byte_source.h"
#include "record/wfdb/signal_file.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// A sample's value needs all bytes before it. The values at the start of every 65,536th frame are kept as the
// file is first passed over, so a later read starts near its range: 24 hours of two signals at 360 Hz keep 4
// KB. Keeping the whole signal would be faster and unbounded; summing from the start for every read would
// take time squared.
constexpr std::int64_t checkpoint_frames = 1 << 16;

class DifferenceFile : public SignalFile {
 public:
  DifferenceFile(const std::filesystem::path& file, std::vector<SignalLine> members)
      : SignalFile(std::move(members)), source_(file), offset_(SignalFile::members().front().offset) {
    // Before the first difference the value is the header's initial value; that is the checkpoint
    // of frame 0.
    for (const SignalLine& member : SignalFile::members()) {
      checkpoints_.push_back(static_cast<std::uint32_t>(member.initial));
    }
  }

  std::int64_t capacity() const override {
    return std::max<std::int64_t>(0, source_.size() - offset_) / frame_samples();
  }

  void require(std::int64_t frames) override {
    if (capacity() >= frames) return;
    throw Error::at_offset(
        source_.name(), source_.size(),
        fmt::format("the file ends here, {} bytes expected ({} samples of {} signals in format 8)",
                    offset_ + frames * frame_samples(), frames, members().size()));
  }

 protected:
  const std::int32_t* decode(std::int64_t first, std::int64_t frames) override {
    if (first != position_) seek(first);
    add_differences(frames);
    return values_.data();
  }

 private:
  // Makes `first` the position: from the last checkpoint before it, unless the position itself is nearer.
  void seek(std::int64_t first) {
    const std::int64_t known = static_cast<std::int64_t>(checkpoints_.size() / members().size()) - 1;
    const std::int64_t checkpoint = std::min(first / checkpoint_frames, known);
    if (position_ > first || position_ < checkpoint * checkpoint_frames) {
      const auto at = checkpoints_.begin() + checkpoint * static_cast<std::int64_t>(members().size());
      current_.assign(at, at + static_cast<std::int64_t>(members().size()));
      position_ = checkpoint * checkpoint_frames;
    }
    // In steps, so that a jump over hours needs no buffer of its length.
    const std::int64_t step = std::max(1, (1 << 14) / frame_samples());
    while (position_ < first) add_differences(std::min(step, first - position_));
  }

  // Sums the next `frames` frames into values_. Sums wrap as 32-bit numbers do: no file can make them
  // undefined.
  void add_differences(std::int64_t frames) {
    bytes_.resize(static_cast<std::size_t>(frames * frame_samples()));
    values_.resize(bytes_.size());
    source_.read(offset_ + position_ * frame_samples(), bytes_);
    std::size_t at = 0;
    for (std::int64_t i = 0; i < frames; ++i, ++position_) {
      if (position_ % checkpoint_frames == 0) keep_checkpoint();
      for (std::size_t m = 0; m < members().size(); ++m) {
        for (int s = 0; s < members()[m].info.samples_per_frame; ++s, ++at) {
          current_[m] += static_cast<std::uint32_t>(static_cast<std::int8_t>(bytes_[at]));
          values_[at] = static_cast<std::int32_t>(current_[m]);
        }
      }
    }
  }

  void keep_checkpoint() {
    const auto kept = static_cast<std::int64_t>(checkpoints_.size() / members().size());
    if (position_ / checkpoint_frames == kept) {
      checkpoints_.insert(checkpoints_.end(), current_.begin(), current_.end());
    }
  }

  ByteSource source_;
  std::int64_t offset_;
  std::int64_t position_ = -1;              // next frame to be summed; -1 before the first read
  std::vector<std::uint32_t> current_;      // each member's value before that frame
  std::vector<std::uint32_t> checkpoints_;  // the same for frames 0, 65536, ..., one row a checkpoint
  std::vector<std::uint8_t> bytes_;
  std::vector<std::int32_t> values_;
};

}  // namespace

std::unique_ptr<SignalFile> open_difference_file(const std::filesystem::path& file,
                                                 std::vector<SignalLine> members) {
  return std::make_unique<DifferenceFile>(file, std::move(members));
}

}  // namespace rwave
