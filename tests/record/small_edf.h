#pragma once
// An EDF file of two data records made byte by byte, opened from a folder of its own.

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "record/files.h"
#include "record/make_edf.h"
#include "rwave/recording.h"
#include "support/support.h"

namespace rwave {

class SmallEdf : public ::testing::Test {
 protected:
  std::unique_ptr<Recording> open(const testing::TestEdf& edf) {
    testing::put_file(folder_ / "x.edf", edf.bytes());
    return open_recording(folder_ / "x.edf");
  }
  std::string fault(const testing::TestEdf& edf) {
    return testing::fault_of([&] { open(edf); });
  }
  static testing::TestEdf plain() {
    testing::TestEdf edf;
    edf.data = testing::samples_16({1, 2, 3, 4, 5, 6, 7, -32768});
    return edf;
  }

  testing::TemporaryFolder folder_;
};

}  // namespace rwave
