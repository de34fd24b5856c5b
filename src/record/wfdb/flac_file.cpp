// Signal files of formats 508, 516 and 524: FLAC streams of 8, 16 and 24 bits, one channel a signal.
#include <FLAC/stream_decoder.h>
#include <fmt/format.h>

#include <algorithm>

#include "record/byte_source.h"
#include "record/wfdb/signal_file.h"
#include "record/wfdb/signal_formats.h"
#include "rwave/error.h"

namespace rwave {
namespace {

struct DeleteDecoder {
  void operator()(FLAC__StreamDecoder* decoder) const { FLAC__stream_decoder_delete(decoder); }
};

class FlacFile : public SignalFile {
 public:
  FlacFile(const std::filesystem::path& file, std::vector<SignalLine> members)
      : SignalFile(std::move(members)), source_(file), decoder_(FLAC__stream_decoder_new()) {
    const SignalLine& first = SignalFile::members().front();
    for (const SignalLine& member : SignalFile::members()) {
      // A FLAC stream has one rate for all channels.
      if (member.info.samples_per_frame != first.info.samples_per_frame) {
        throw Error(source_.name(), "the signals of a FLAC file must have one number of samples a frame");
      }
    }
    if (first.offset != 0)
      throw Error(source_.name(), "a FLAC file has no byte offset, the header states one");
    bits_ = first.info.format - 500;
    invalid_ = invalid_code(first.info.format);
    start_decoder();
  }

  std::int64_t capacity() const override { return total_ / per_frame(); }

  void require(std::int64_t frames) override {
    if (frames > capacity()) {
      throw Error::at_offset(source_.name(), source_.size(),
                             fmt::format("the FLAC stream holds {} samples of each signal, {} expected",
                                         total_, frames * per_frame()));
    }
    // The count in the stream's header may lie as well: look whether the last sample is there.
    if (frames > 0) decode(frames - 1, 1);
  }

 protected:
  const std::int32_t* decode(std::int64_t first, std::int64_t frames) override {
    const std::int64_t begin = first * per_frame();
    const std::int64_t count = frames * per_frame();
    values_.resize(static_cast<std::size_t>(count) * members().size());
    for (std::int64_t done = 0; done < count;) {
      if (begin + done < held_from_ || begin + done >= held_from_ + held()) advance_to(begin + done);
      const std::int64_t skip = begin + done - held_from_;
      const std::int64_t part = std::min(count - done, held() - skip);
      interleave(skip, done, part);
      done += part;
    }
    return values_.data();
  }

 private:
  std::int64_t per_frame() const { return members().front().info.samples_per_frame; }
  std::int64_t held() const { return static_cast<std::int64_t>(channels_.front().size()); }

  // Copies held samples [from, from + count) of every channel to stored samples [to, to + count) of values_.
  void interleave(std::int64_t from, std::int64_t to, std::int64_t count) {
    const std::int64_t spf = per_frame();
    const auto signals = static_cast<std::int64_t>(members().size());
    for (std::int64_t c = 0; c < signals; ++c) {
      // FLAC decodes channel by channel; the rest of the program expects WFDB's order, frame by
      // frame. Copying here keeps one read path for all formats.
      const std::int32_t* in = channels_[static_cast<std::size_t>(c)].data() + from;
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t at = to + i;
        values_[static_cast<std::size_t>((at / spf * signals + c) * spf + at % spf)] =
            in[i] == invalid_ ? missing_sample : in[i];
      }
    }
  }

  void start_decoder() {
    if (!decoder_) throw Error(source_.name(), "no memory for a FLAC decoder");
    channels_.resize(members().size());
    const auto status = FLAC__stream_decoder_init_stream(decoder_.get(), on_read, on_seek, on_tell, on_length,
                                                         on_end, on_frame, nullptr, on_fault, this);
    if (status != FLAC__STREAM_DECODER_INIT_STATUS_OK ||
        !FLAC__stream_decoder_process_until_end_of_metadata(decoder_.get()) ||
        FLAC__stream_decoder_get_state(decoder_.get()) == FLAC__STREAM_DECODER_END_OF_STREAM) {
      throw Error::at_offset(source_.name(), position_, "not a FLAC stream");
    }
    // The limit keeps products with the number of channels within 64 bits whatever the stream's
    // header says.
    total_ = static_cast<std::int64_t>(
        std::min<FLAC__uint64>(FLAC__stream_decoder_get_total_samples(decoder_.get()), most_frames));
    if (total_ == 0) throw Error(source_.name(), "the FLAC stream does not state its number of samples");
  }

  // Decodes the FLAC frame that holds `sample`: the next one where reading goes on, else by a search in the
  // stream.
  void advance_to(std::int64_t sample) {
    const bool next = sample == held_from_ + held() && !failed_;
    forget_held();
    const bool went_on =
        next ? FLAC__stream_decoder_process_single(decoder_.get())
             : FLAC__stream_decoder_seek_absolute(decoder_.get(), static_cast<FLAC__uint64>(sample));
    if (!message_.empty()) throw Error::at_offset(source_.name(), position_, message_);
    // Older libFLAC delivers a frame of the wrong checksum as zeros. In a search a mismatch alone may be a
    // frame that only looked like one, before the one that was delivered.
    const bool damaged = mismatched_ && (next || holds_zeros_only());
    if (!went_on || damaged || held() == 0 || sample < held_from_ || sample >= held_from_ + held()) {
      failed_ = true;
      // After a failed search or an abort the decoder stays in an error state until it is flushed.
      // Then a later range that is sound can still be read by a search.
      FLAC__stream_decoder_flush(decoder_.get());
      throw Error::at_offset(
          source_.name(), position_,
          fmt::format("the FLAC stream is damaged or ends here, sample {} expected", sample));
    }
    failed_ = false;
  }

  bool holds_zeros_only() const {
    return std::ranges::all_of(channels_, [](const std::vector<std::int32_t>& channel) {
      return std::ranges::all_of(channel, [](std::int32_t value) { return value == 0; });
    });
  }

  void forget_held() {
    for (auto& channel : channels_) channel.clear();
    mismatched_ = false;
    message_.clear();
  }

  void take_frame(const FLAC__Frame& frame, const FLAC__int32* const* samples) {
    if (frame.header.channels != members().size()) {
      message_ = fmt::format("the FLAC stream has {} channels, the header lists {} signals",
                             frame.header.channels, members().size());
    } else if (static_cast<int>(frame.header.bits_per_sample) != bits_) {
      message_ = fmt::format("the FLAC stream has samples of {} bits, format {} has {}",
                             frame.header.bits_per_sample, 500 + bits_, bits_);
    } else {
      held_from_ = static_cast<std::int64_t>(frame.header.number.sample_number);
      for (std::size_t c = 0; c < channels_.size(); ++c) {
        channels_[c].assign(samples[c], samples[c] + frame.header.blocksize);
      }
    }
  }

  static FlacFile& self(void* client) { return *static_cast<FlacFile*>(client); }

  static FLAC__StreamDecoderReadStatus on_read(const FLAC__StreamDecoder*, FLAC__byte* out,
                                               std::size_t* bytes, void* client) {
    FlacFile& file = self(client);
    // libFLAC is C: an exception must not pass through it.
    try {
      *bytes = file.source_.read_some(file.position_, {out, *bytes});
    } catch (const Error& error) {
      file.message_ = error.what();
      return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
    }
    file.position_ += static_cast<std::int64_t>(*bytes);
    return *bytes == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
                       : FLAC__STREAM_DECODER_READ_STATUS_CONTINUE;
  }

  static FLAC__StreamDecoderSeekStatus on_seek(const FLAC__StreamDecoder*, FLAC__uint64 offset,
                                               void* client) {
    if (offset > static_cast<FLAC__uint64>(self(client).source_.size()))
      return FLAC__STREAM_DECODER_SEEK_STATUS_ERROR;
    self(client).position_ = static_cast<std::int64_t>(offset);
    return FLAC__STREAM_DECODER_SEEK_STATUS_OK;
  }

  static FLAC__StreamDecoderTellStatus on_tell(const FLAC__StreamDecoder*, FLAC__uint64* offset,
                                               void* client) {
    *offset = static_cast<FLAC__uint64>(self(client).position_);
    return FLAC__STREAM_DECODER_TELL_STATUS_OK;
  }

  static FLAC__StreamDecoderLengthStatus on_length(const FLAC__StreamDecoder*, FLAC__uint64* length,
                                                   void* client) {
    *length = static_cast<FLAC__uint64>(self(client).source_.size());
    return FLAC__STREAM_DECODER_LENGTH_STATUS_OK;
  }

  static FLAC__bool on_end(const FLAC__StreamDecoder*, void* client) {
    return self(client).position_ >= self(client).source_.size();
  }

  static FLAC__StreamDecoderWriteStatus on_frame(const FLAC__StreamDecoder*, const FLAC__Frame* frame,
                                                 const FLAC__int32* const samples[], void* client) {
    self(client).take_frame(*frame, samples);
    return self(client).message_.empty() ? FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
                                         : FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
  }

  // Damage shows as a frame that does not arrive, or whose checksum is wrong; advance_to reports it with its
  // place. Lost synchronisation belongs to a search.
  static void on_fault(const FLAC__StreamDecoder*, FLAC__StreamDecoderErrorStatus status, void* client) {
    if (status == FLAC__STREAM_DECODER_ERROR_STATUS_FRAME_CRC_MISMATCH) self(client).mismatched_ = true;
  }

  ByteSource source_;
  std::unique_ptr<FLAC__StreamDecoder, DeleteDecoder> decoder_;
  int bits_ = 0;
  std::int32_t invalid_ = 0;
  std::int64_t total_ = 0;     // samples of each channel
  std::int64_t position_ = 0;  // of the decoder in the file
  bool failed_ = false;
  bool mismatched_ = false;     // a frame's checksum was wrong since the last one was forgotten
  std::int64_t held_from_ = 0;  // channels_ hold samples from here on: the last FLAC frame decoded
  std::vector<std::vector<std::int32_t>> channels_;
  std::vector<std::int32_t> values_;
  std::string message_;  // of a fault met inside a callback
};

}  // namespace

std::unique_ptr<SignalFile> open_flac_file(const std::filesystem::path& file,
                                           std::vector<SignalLine> members) {
  return std::make_unique<FlacFile>(file, std::move(members));
}

}  // namespace rwave
