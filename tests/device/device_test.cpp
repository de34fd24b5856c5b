// The library on an emulated Cortex-M4 and M33, against the desktop's live labels, and what it costs there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <vector>

#include "base/output_file.h"
#include "embedded/both_paths.h"
#include "rwave/recording.h"
#include "signal/resample.h"
#include "support/support.h"

namespace rwave {
namespace {

using namespace testing;

// The bars, at 250 Hz.
constexpr double most_code = 128 * 1024, most_state_and_stack = 32 * 1024, most_instructions = 20000;

struct Cost {
  double code = 0;
  std::map<std::string, double> figures;  // by the firmware's own names
};

// mitdb 203 or, without data, a simulated recording, at 250 Hz. RWAVE_DEVICE_RECORD names another of mitdb's,
// RWAVE_DEVICE_SECONDS how much of it.
Counts recorded() {
  const auto text = [](const char* name, const char* otherwise) {
    const char* given = std::getenv(name);
    return std::string(given != nullptr ? given : otherwise);
  };
  const double seconds = std::stod(text("RWAVE_DEVICE_SECONDS", "90"));
  const auto folder = find_data("mitdb");
  if (!folder) return simulated(250, seconds);
  const auto recording = open_recording(*folder / text("RWAVE_DEVICE_RECORD", "203"));
  const auto frames = std::min(recording->info().frames, static_cast<std::int64_t>(seconds * 360));
  const std::vector<float> lead = recording->read_physical(0, 0, frames);
  Counts counts{.rate = 250, .per_mv = 200, .baseline = 1024, .samples = {}};
  std::vector<float> resampled;
  Resampler resampler(360, 250);
  resampler.push(lead, resampled);
  resampler.finish(resampled);
  for (const float value : resampled)
    counts.samples.push_back(static_cast<std::int16_t>(std::lround(value * 200.F) + 1024));
  return counts;
}

template <class Value>
void append(std::string& bytes, Value value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

RhythmKind kind_of(const std::string& code) {
  for (std::uint8_t kind = 0; *rwave_embedded_rhythm_name(kind) != '\0'; ++kind)
    if (rwave_embedded_rhythm_name(kind) == code) return static_cast<RhythmKind>(kind);
  throw std::runtime_error("no rhythm " + code);
}

// What the firmware printed.
Result read_output(const std::string& text, Cost& cost) {
  Result result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in(line);
    if (line.starts_with("# cost ")) {
      const std::size_t value = line.rfind(' ');
      cost.figures[line.substr(7, value - 7)] = std::stod(line.substr(value));
    } else if (line.starts_with("# ")) {
      std::string hash, code, what;
      Episode episode;
      in >> hash >> code >> what >> episode.first >> episode.end;
      episode.kind = kind_of(code);
      result.events.push_back({episode, what == "ended"});
    } else {
      LabelledBeat beat;
      in >> beat.sample >> beat.label >> beat.probability;
      beat.probability /= 1e6F;
      result.beats.push_back(beat);
    }
  }
  return result;
}

class Device : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Device, LabelsAreTheDesktopsAndCostWhatIsStated) {
  const auto [core, board] = GetParam();
  const TemporaryFolder folder;
  const std::string out = folder.path().string();
  if (run_command("command -v qemu-system-arm").status != 0)
    GTEST_SKIP() << "qemu-system-arm is not installed";
  const auto built = run_command("'" RWAVE_SOURCE_DIR "/embedded/build' " + std::string(core) +
                                 " '" RWAVE_BUILD_DIR "/embedded/network_weights.h' '" + out + "'");
  if (built.status == 77) GTEST_SKIP() << built.err;
  ASSERT_EQ(built.status, 0) << built.err;
  Cost cost;
  std::istringstream(built.out.substr(built.out.find("constants ") + 10)) >> cost.code;

  const Counts counts = recorded();
  std::string bytes;
  append(bytes, static_cast<std::int32_t>(counts.rate));
  append(bytes, counts.per_mv);
  append(bytes, static_cast<std::int32_t>(counts.baseline));
  for (const std::int16_t sample : counts.samples) append(bytes, sample);
  write_file(folder / "counts.bin", bytes);
  // Semihosting writes to standard error.
  const auto run = run_command("cd '" + out + "' && timeout 500 qemu-system-arm -M " + board +
                               " -display none -icount shift=0 -semihosting-config enable=on,target=native "
                               "-kernel firmware.elf");
  ASSERT_EQ(run.status, 0) << run.err;
  Result device = read_output(run.err, cost);
  Result desktop = on_desktop(counts);
  // The firmware prints no counts of beats and no rates.
  for (EpisodeEvent& event : desktop.events) {
    event.episode.beats = 0;
    event.episode.mean_rate = 0;
  }
  EXPECT_GT(device.beats.size(), 60U);
  expect_same(device, desktop);

  const double state = cost.figures["state bytes"], stack = cost.figures["stack bytes"];
  const double each = cost.figures["instructions"] / cost.figures["samples"];
  std::printf(
      "%s at 250 Hz: code and network %.0f bytes (network %.0f), state %.0f, stack %.0f, instructions a "
      "sample %.0f\n",
      core, cost.code, cost.figures["network bytes"], state, stack, each);
  EXPECT_LE(cost.code, most_code);
  EXPECT_LE(state + stack, most_state_and_stack);
  EXPECT_LE(each, most_instructions);
}

INSTANTIATE_TEST_SUITE_P(Cores, Device,
                         ::testing::Values(std::pair("m4", "mps2-an386"), std::pair("m33", "mps2-an505")),
                         [](const auto& core) { return std::string(core.param.first); });

}  // namespace
}  // namespace rwave
