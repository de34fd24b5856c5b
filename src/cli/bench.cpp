// rwave bench: how fast a network runs here.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/common.h"
#include "cli/verbs.h"
#include "infer/network.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

struct BenchArguments {
  std::string file;
  int batch = 256;
  int threads = 1;
  double seconds = 1;
  std::string simd;
  bool json = false;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Processor time of all threads of this process.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// The most memory this process has had, in bytes.
std::int64_t peak_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Rows in 0..1, as recordings give; the same in every run, and in bench/infer's peer.
std::vector<float> some_rows(std::size_t count) {
  std::vector<float> rows(count);
  for (std::size_t i = 0; i < count; ++i) rows[i] = static_cast<float>(i * 37 % 101) / 101;
  return rows;
}

json measure(const BenchArguments& options) {
  infer::RunOptions run{options.threads, options.batch, simd_level_of(options.simd)};
  const Clock::time_point begin = Clock::now();
  infer::Network network = infer::Network::load(options.file, run);
  const double load = seconds_since(begin);
  const std::size_t batch = static_cast<std::size_t>(options.batch);
  const std::vector<float> rows = some_rows(batch * static_cast<std::size_t>(network.row_values()));
  std::vector<float> scores(batch * static_cast<std::size_t>(network.row_scores()));
  network.run(rows, scores);  // pages touched, caches filled
  // Both clocks: on a busy machine time by the clock says little, and processor time hides what
  // threads wait for. Asking for the latter is a system call of half a microsecond, so that short runs are
  // measured many at a time.
  constexpr double least_seconds = 2e-4;
  const Clock::time_point once = Clock::now();
  network.run(rows, scores);
  const int together =
      static_cast<int>(std::clamp(least_seconds / std::max(seconds_since(once), 1e-9), 1.0, 1e4));
  std::vector<double> wall, cpu;
  for (const Clock::time_point start = Clock::now();
       seconds_since(start) < options.seconds || wall.empty();) {
    const double cpu_before = cpu_seconds();
    const Clock::time_point before = Clock::now();
    for (int i = 0; i < together; ++i) network.run(rows, scores);
    wall.push_back(seconds_since(before) / together);
    cpu.push_back((cpu_seconds() - cpu_before) / together);
  }
  // The median: other work only ever adds time, in bursts.
  const double typical = median(wall);
  return {{"model", options.file},
          {"batch", options.batch},
          {"threads", options.threads},
          {"simd", name_of(network.simd())},
          {"runs", wall.size() * static_cast<std::size_t>(together)},
          {"beats_per_second", static_cast<double>(options.batch) / typical},
          {"latency_us",
           {{"median", typical * 1e6}, {"least", *std::min_element(wall.begin(), wall.end()) * 1e6}}},
          {"cpu_us_per_beat", median(cpu) * 1e6 / options.batch},
          {"load_ms", load * 1e3},
          {"weight_bytes", network.weight_bytes()},
          {"arena_bytes", network.arena_bytes()},
          {"peak_bytes", peak_bytes()}};
}

void print_speed(const json& result) {
  const auto mega = [&](const char* name) { return result[name].get<double>() / 1e6; };
  fmt::print("{}   {} beats at a time, {} thread{}, {}\n", result["model"].get<std::string>(),
             result["batch"].get<int>(), result["threads"].get<int>(), result["threads"] == 1 ? "" : "s",
             result["simd"].get<std::string>());
  fmt::print("  speed     {:.0f} beats/s, {:.1f} us of processor time a beat\n",
             result["beats_per_second"].get<double>(), result["cpu_us_per_beat"].get<double>());
  fmt::print("  latency   {:.0f} us a batch (least {:.0f}) over {} runs; loaded in {:.1f} ms\n",
             result["latency_us"]["median"].get<double>(), result["latency_us"]["least"].get<double>(),
             result["runs"].get<std::size_t>(), result["load_ms"].get<double>());
  fmt::print("  memory    weights {:.1f} MB, arena {:.1f} MB, peak of the process {:.1f} MB\n",
             mega("weight_bytes"), mega("arena_bytes"), mega("peak_bytes"));
}

void run_bench(const BenchArguments& options) {
  if (!options.simd.empty() && !simd_level_of(options.simd))
    throw UsageError(fmt::format("--simd {}: expected portable, neon, avx2, avx512 or vnni", options.simd));
  const json result = measure(options);
  if (options.json) {
    fmt::print("{}\n", result.dump(2));
  } else {
    print_speed(result);
  }
}

}  // namespace

void add_bench(CLI::App& app) {
  auto options = std::make_shared<BenchArguments>();
  CLI::App* verb = app.add_subcommand("bench", "Measure how fast a network runs on this machine");
  verb->add_option("MODEL", options->file, "an ONNX file")->required();
  verb->add_option("--batch", options->batch, "beats at a time")
      ->capture_default_str()
      ->check(within(1, 1 << 20));
  verb->add_option("--threads", options->threads, "threads (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  verb->add_option("--seconds", options->seconds, "how long to measure")
      ->capture_default_str()
      ->check(within(0.0, 3600.0));
  verb->add_option("--simd", options->simd, "portable, neon, avx2, avx512 or vnni (else the machine's best)");
  verb->add_flag("--json", options->json, "print as JSON");
  verb->callback([options] { run_bench(*options); });
}

}  // namespace rwave::cli
