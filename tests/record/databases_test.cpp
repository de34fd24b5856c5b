// Whole public databases: every stored checksum must be met, and the samples' scale must be right.
#include <gmock/gmock.h>

#include "rwave/error.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {
namespace {

// Verifies every record of a folder; returns how many there are.
int verify_folder(const std::filesystem::path& folder) {
  int records = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".hea") continue;
    EXPECT_NO_THROW(open_recording(entry.path())->verify()) << entry.path();
    ++records;
  }
  return records;
}

TEST(Databases, All48MitdbRecordsMeetTheirChecksums) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  EXPECT_EQ(verify_folder(mitdb), 48);
}

TEST(Databases, All39SvdbRecordsMeetTheirChecksums) {
  RWAVE_NEED_DATA(svdb, "svdb");
  EXPECT_EQ(verify_folder(svdb), 39);
}

TEST(Databases, NoiseRecordsMeetTheirChecksums) {
  RWAVE_NEED_DATA(nstdb, "nstdb");
  EXPECT_EQ(verify_folder(nstdb), 4);
}

// mitdb/100 starts at 995 and 1011 (its header's initial values), 1024 is 0 mV and 200 units are 1 mV.
TEST(Databases, Record100IsInMillivolts) {
  RWAVE_NEED_DATA(mitdb, "mitdb");
  const auto recording = open_recording(mitdb / "100");
  EXPECT_EQ(recording->info().rate, 360);
  EXPECT_EQ(recording->info().frames, 650000);
  EXPECT_EQ(recording->info().signals[0].name, "MLII");
  EXPECT_FLOAT_EQ(recording->read_physical(0, 0, 1)[0], (995 - 1024) / 200.F);
  EXPECT_FLOAT_EQ(recording->read_physical(1, 0, 1)[0], (1011 - 1024) / 200.F);
}

// svdb/821 states gain 0: not calibrated, WFDB's default of 200 units a millivolt is taken.
TEST(Databases, GainZeroIsUncalibrated) {
  RWAVE_NEED_DATA(svdb, "svdb");
  const auto recording = open_recording(svdb / "821");
  EXPECT_FALSE(recording->info().signals[0].calibrated);
  EXPECT_EQ(recording->info().signals[0].gain, 200);
}

}  // namespace
}  // namespace rwave
