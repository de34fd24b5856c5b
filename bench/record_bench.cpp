// Reading recordings through Recording::read, in bytes of the file a second on one core. The files are made
// here, lie in the page cache and have the size of an hour at 360 Hz; each is read in blocks of ten seconds,
// as the verbs do.
//
//     cmake --preset release -DRWAVE_BENCH=ON && cmake --build --preset release --target bench_record
//     build/release/bench/bench_record
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>

#include "rwave/recording.h"

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t frames = std::int64_t{3600} * 360;
constexpr std::int64_t block = 3600;

// A folder for the bench's files, removed at the end of the program.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("rwave_bench_" + std::to_string(::getpid()))) {
    fs::create_directory(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const Folder& folder() {
  static const Folder made;
  return made;
}

// A record of `signals` signals in one file of that format; the bytes are arbitrary. Returns the bytes of the
// file.
std::int64_t make_record(int format, int bytes_in_unit, int samples_in_unit, int signals) {
  const std::int64_t bytes = frames * signals * bytes_in_unit / samples_in_unit;
  std::ofstream header(folder().path() / "r.hea");
  header << "r " << signals << " 360 " << frames << "\n";
  for (int s = 0; s < signals; ++s) header << "r.dat " << format << "\n";
  std::string data(static_cast<std::size_t>(bytes), '\0');
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i * 37 + i / 3);
  std::ofstream(folder().path() / "r.dat", std::ios::binary) << data;
  return bytes;
}

void read_all(benchmark::State& state, const fs::path& path, std::int64_t bytes) {
  const auto recording = rwave::open_recording(path, {.csv_rate = 360});
  const int signals = static_cast<int>(recording->info().signals.size());
  std::vector<std::vector<std::int32_t>> samples(static_cast<std::size_t>(signals),
                                                 std::vector<std::int32_t>(block));
  std::vector<rwave::SignalSlice> slices;
  slices.reserve(samples.size());
  for (int s = 0; s < signals; ++s) slices.push_back({s, samples[static_cast<std::size_t>(s)]});
  for (auto _ : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): Google Benchmark's own form
    for (std::int64_t first = 0; first + block <= recording->info().frames; first += block) {
      recording->read(first, block, slices);
      benchmark::DoNotOptimize(samples.front().data());
    }
  }
  state.SetBytesProcessed(state.iterations() * bytes);
}

void read_wfdb(benchmark::State& state, int format, int bytes_in_unit, int samples_in_unit, int signals) {
  const std::int64_t bytes = make_record(format, bytes_in_unit, samples_in_unit, signals);
  read_all(state, folder().path() / "r", bytes);
}

BENCHMARK_CAPTURE(read_wfdb, format_212_of_2_signals, 212, 3, 2, 2);
BENCHMARK_CAPTURE(read_wfdb, format_212_of_3_signals, 212, 3, 2, 3);
BENCHMARK_CAPTURE(read_wfdb, format_16_of_2_signals, 16, 2, 1, 2);
BENCHMARK_CAPTURE(read_wfdb, format_16_of_12_signals, 16, 2, 1, 12);
BENCHMARK_CAPTURE(read_wfdb, format_310_of_2_signals, 310, 4, 3, 2);
BENCHMARK_CAPTURE(read_wfdb, format_8_of_2_signals, 8, 1, 1, 2);

void read_csv(benchmark::State& state) {
  const fs::path file = folder().path() / "r.csv";
  std::string text = "time,MLII (mV),V5 (mV)\n";
  for (std::int64_t i = 0; i < frames / 10; ++i) {
    text += std::to_string(i) + "," + std::to_string(std::sin(static_cast<double>(i))) + ",-0.065\n";
  }
  std::ofstream(file) << text;
  read_all(state, file, static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_csv);

}  // namespace
