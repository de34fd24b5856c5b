// Beat sets, rwave's own files and Kaggle's tables: any bytes are a set or an Error, and a set that was read
// is written and read back the same.
#include <cstdlib>

#include "base/output_file.h"
#include "dataset/beat_file.h"
#include "rwave/error.h"
#include "scratch.h"

namespace {

void read_table(const std::uint8_t* data, std::size_t size) {
  try {
    rwave::read_kaggle_csv(rwave::fuzz::put("x.csv", data, size), {"N", "S", "V", "F", "Q"});
  } catch (const rwave::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_table(data, size);
  rwave::BeatSet set;
  try {
    set = rwave::read_beat_set(rwave::fuzz::put("x.beats", data, size));
  } catch (const rwave::Error&) {
    return 0;
  }
  const std::filesystem::path again = rwave::fuzz::scratch_folder() / "again.beats";
  rwave::write_beat_set(again, set);
  const rwave::BeatSet same = rwave::read_beat_set(again);
  if (same.values != set.values || same.labels != set.labels || same.record != set.record) std::abort();
  return 0;
}
