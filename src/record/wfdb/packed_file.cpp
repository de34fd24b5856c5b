// Signal files whose samples have a fixed width: formats 16, 24, 32, 61, 80, 160, 212, 310, 311.
#include <fmt/format.h>

#include "record/byte_source.h"
#include "record/wfdb/signal_file.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

class PackedFile : public SignalFile {
 public:
  PackedFile(const std::filesystem::path& file, std::vector<SignalLine> members)
      : SignalFile(std::move(members)),
        source_(file),
        format_(*packed_format(SignalFile::members().front().info.format)),
        offset_(SignalFile::members().front().offset) {}

  std::int64_t capacity() const override {
    // A byte offset beyond the end of a damaged or cut file must give no samples, not a negative
    // number of them.
    const std::int64_t bytes = std::max<std::int64_t>(0, source_.size() - offset_);
    return samples_of_bytes(format_, bytes) / frame_samples();
  }

  void require(std::int64_t frames) override {
    if (capacity() >= frames) return;
    const std::int64_t expected = offset_ + bytes_of_samples(format_, frames * frame_samples());
    throw Error::at_offset(
        source_.name(), source_.size(),
        fmt::format("the file ends here, {} bytes expected ({} samples of {} signal{} in format {})",
                    expected, frames, members().size(), members().size() == 1 ? "" : "s", format_.code));
  }

 protected:
  const std::int32_t* decode(std::int64_t first, std::int64_t frames) override {
    // Decoding starts at the unit that the first sample stands in; the last unit may be cut off by the file's
    // end and is completed with zeros that nobody looks at.
    const std::int64_t sample = first * frame_samples();
    const std::int64_t skipped = sample % format_.unit_samples;
    const std::int64_t begin = bytes_of_samples(format_, sample - skipped);
    const std::int64_t bytes = bytes_of_samples(format_, sample + frames * frame_samples()) - begin;
    const auto units = static_cast<std::size_t>((bytes + format_.unit_bytes - 1) / format_.unit_bytes);
    const std::size_t room = units * static_cast<std::size_t>(format_.unit_bytes);
    // Buffers only grow: blocks of one size follow each other, and a vector that shrinks and grows
    // again clears its new part each time.
    if (bytes_.size() < room) {
      bytes_.resize(room);
      values_.resize(units * static_cast<std::size_t>(format_.unit_samples));
    }
    source_.read(offset_ + begin, std::span(bytes_).first(static_cast<std::size_t>(bytes)));
    std::fill(bytes_.begin() + bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(room), std::uint8_t{0});
    format_.decode(bytes_.data(), units, values_.data());
    return values_.data() + skipped;
  }

 private:
  ByteSource source_;
  const PackedFormat& format_;
  std::int64_t offset_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::int32_t> values_;
};

}  // namespace

std::unique_ptr<SignalFile> open_packed_file(const std::filesystem::path& file,
                                             std::vector<SignalLine> members) {
  return std::make_unique<PackedFile>(file, std::move(members));
}

}  // namespace rwave
