// FLAC signal files: several channels, several samples a frame, and streams that are not what the header
// says.
#include <FLAC/stream_encoder.h>
#include <gmock/gmock.h>

#include "record/files.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

using rwave::testing::put_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Encodes interleaved samples, in blocks of 64 samples a channel.
void put_flac(const std::filesystem::path& file, unsigned channels, unsigned bits,
              const std::vector<FLAC__int32>& samples) {
  FLAC__StreamEncoder* encoder = FLAC__stream_encoder_new();
  FLAC__stream_encoder_set_channels(encoder, channels);
  FLAC__stream_encoder_set_bits_per_sample(encoder, bits);
  FLAC__stream_encoder_set_sample_rate(encoder, 96000);
  FLAC__stream_encoder_set_blocksize(encoder, 64);
  FLAC__stream_encoder_set_streamable_subset(encoder, 0);
  ASSERT_EQ(FLAC__stream_encoder_init_file(encoder, file.c_str(), nullptr, nullptr),
            FLAC__STREAM_ENCODER_INIT_STATUS_OK);
  const auto count = static_cast<unsigned>(samples.size() / channels);
  ASSERT_TRUE(FLAC__stream_encoder_process_interleaved(encoder, samples.data(), count));
  ASSERT_TRUE(FLAC__stream_encoder_finish(encoder));
  FLAC__stream_encoder_delete(encoder);
}

class Flac : public ::testing::Test {
 protected:
  // Two channels of 1000 samples: i, and 5 - 2 i.
  void SetUp() override {
    std::vector<FLAC__int32> samples;
    for (int i = 0; i < 1000; ++i) samples.insert(samples.end(), {i, 5 - 2 * i});
    put_flac(folder_ / "r.flac", 2, 16, samples);
  }
  std::unique_ptr<Recording> open(const std::string& header) {
    put_file(folder_ / "r.hea", header);
    return open_recording(folder_ / "r");
  }
  std::string fault(const std::string& header) {
    return testing::fault_of([&] { open(header)->verify(); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Flac, ChannelsAreSignalsAndReadFromAnywhere) {
  const auto r = open("r 2 100 1000\nr.flac 516\nr.flac 516\n");
  EXPECT_THAT(r->read_adc(0, 63, 3), ElementsAre(63, 64, 65));
  EXPECT_THAT(r->read_adc(1, 998, 2), ElementsAre(-1991, -1993));
  EXPECT_THAT(r->read_adc(1, 0, 2), ElementsAre(5, 3));
  const auto whole = r->read_adc(0, 0, 1000);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(whole[static_cast<std::size_t>(i)], i);
}

TEST_F(Flac, SeveralSamplesAFrameAndLengthFromTheStream) {
  const auto r = open("r 2 100\nr.flac 516x4\nr.flac 516x4\n");
  EXPECT_EQ(r->info().frames, 250);
  EXPECT_THAT(r->read_adc(1, 16, 1), ElementsAre(-123, -125, -127, -129));
  EXPECT_THAT(r->read_adc(0, 249, 1), ElementsAre(996, 997, 998, 999));
}

TEST_F(Flac, TheLowestValueIsAMissingSample) {
  put_flac(folder_ / "r.flac", 1, 8, {1, -128, 127});
  EXPECT_THAT(open("r 1 100 3\nr.flac 508\n")->read_adc(0, 0, 3), ElementsAre(1, missing_sample, 127));
}

TEST_F(Flac, StreamsThatAreNotWhatTheHeaderSays) {
  EXPECT_THAT(fault("r 1 100 1000\nr.flac 516\n"),
              HasSubstr("the FLAC stream has 2 channels, the header lists 1 signals"));
  EXPECT_THAT(fault("r 2 100 1000\nr.flac 524\nr.flac 524\n"),
              HasSubstr("samples of 16 bits, format 524 has 24"));
  EXPECT_THAT(fault("r 2 100 1001\nr.flac 516\nr.flac 516\n"),
              HasSubstr("holds 1000 samples of each signal, 1001 expected"));
  EXPECT_THAT(fault("r 2 100 1\nr.flac 516x2\nr.flac 516\n"),
              HasSubstr("must have one number of samples a frame"));
  EXPECT_THAT(fault("r 2 100 1\nr.flac 516+8\nr.flac 516+8\n"), HasSubstr("a FLAC file has no byte offset"));
  put_file(folder_ / "r.flac", "not a stream");
  EXPECT_THAT(fault("r 2 100 1\nr.flac 516\nr.flac 516\n"), HasSubstr("not a FLAC stream"));
}

TEST_F(Flac, TruncatedAndDamagedStreamsAreErrors) {
  const std::string whole = testing::get_file(folder_ / "r.flac");
  const std::string header = "r 2 100 1000\nr.flac 516\nr.flac 516\n";
  for (const std::size_t kept : {whole.size() - 1, whole.size() / 2, std::size_t{60}}) {
    put_file(folder_ / "r.flac", whole.substr(0, kept));
    EXPECT_THAT(fault(header), HasSubstr("r.flac: offset ")) << kept;
  }
  std::string damaged = whole;
  damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x55);
  put_file(folder_ / "r.flac", damaged);
  EXPECT_THAT(fault(header), HasSubstr("the FLAC stream is damaged or ends here"));
}

}  // namespace
}  // namespace rwave
