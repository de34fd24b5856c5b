// rwave perturb: recordings under noise, at other rates, with other leads and converters, for tests of
// robustness.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "cli/common.h"
#include "cli/perturb_record.h"
#include "cli/recordings.h"
#include "cli/verbs.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct PerturbArguments : OutputOptions {
  PerturbArguments() { output.clear(); }

  std::vector<std::string> recordings;
  Perturbation changes;
  int threads = 0;
};

// The changed record has the name of the one it is made of, and its annotations are called atr as well.
void check_folder(const PerturbArguments& options) {
  if (options.to_stdout())
    throw UsageError("-o -: a record is several files, which standard output cannot hold: give a folder");
  std::vector<std::string> inputs = options.recordings;
  if (!options.changes.noise.empty()) inputs.push_back(options.changes.noise);
  for (const std::string& input : inputs) {
    const fs::path folder = fs::path(input).has_parent_path() ? fs::path(input).parent_path() : ".";
    // A folder that is not there yet is no input's.
    std::error_code absent;
    if (fs::equivalent(folder, options.output, absent))
      throw UsageError(fmt::format("-o {}: {} lies there and would be overwritten: give another folder",
                                   options.output, input));
  }
}

void run_perturb(const PerturbArguments& options) {
  check_folder(options);
  // Noise that cannot be read is one fault, not one for each recording, and leaves no folder.
  if (!options.changes.noise.empty()) open_recording(options.changes.noise, options.changes.open);
  make_folder(options.output);
  std::vector<GivenRecording> recordings;
  for (const std::string& path : options.recordings) recordings.push_back({path, output_name(path)});
  for_each_recording(recordings, options, options.threads, [&](const GivenRecording& recording) {
    const std::string &path = recording.path, &name = recording.name;
    Outcome outcome;
    outcome.line =
        fmt::format("{:<12} {}", name, perturb_record(path, name, options.output, options.changes));
    outcome.text = (fs::path(options.output) / name).string() + "\n";
    return outcome;
  });
}

void add_changes(CLI::App& verb, Perturbation& changes) {
  CLI::Option* noise = verb.add_option("--noise", changes.noise,
                                       "recording of noise to add, as nstdb's ma: its signals in turn")
                           ->type_name("REC");
  CLI::Option* snr = verb.add_option("--snr", changes.snr, "signal over noise, as nst measures it, dB")
                         ->check(within(-100.0, 100.0))
                         ->needs(noise);
  noise->needs(snr);
  verb.add_flag("--noise-segments", changes.noise_segments,
                "noise as in nstdb: none for five minutes, then two with and two without in turn (else all "
                "the time)")
      ->needs(noise);
  // Its name in 0.1.0, hidden (no group).
  verb.add_flag("--noise-stretches", changes.noise_segments)->needs(noise)->group("");
  verb.add_flag("--invert", changes.invert, "turn every lead upside down");
  verb.add_option("--scale", changes.scale, "multiply the leads")->check(within(0.001, 1000.0));
  verb.add_option("--resample", changes.rate, "convert to this sampling rate, Hz")->check(within(1.0, 1e5));
  verb.add_option("--bits", changes.bits, "round to a converter of BITS bits over -5 to 5 mV")
      ->check(within(2, 16));
  verb.add_option("--displace-beats", changes.displace_ms,
                  "write the beats, each moved by up to MS ms either way, as annotator moved")
      ->check(within(0.0, 1000.0));
  verb.add_option("--seed", changes.seed, "seed of the moves")->capture_default_str();
}

}  // namespace

void add_perturb(CLI::App& app) {
  auto options = std::make_shared<PerturbArguments>();
  CLI::App* verb = app.add_subcommand(
      "perturb", "Write recordings with noise, at another rate, inverted, scaled, rounded (WFDB, format 16)");
  verb->add_option("REC", options->recordings, "recordings: DIR/100 (WFDB), x.edf, x.csv")->required();
  verb->add_option("-o,--output", options->output, "folder to write to, made if missing; not that of REC")
      ->required();
  add_changes(*verb, options->changes);
  add_table_options(*verb, options->changes.open, "--csv-rate");
  verb->add_option("--threads", options->threads, "recordings at once (0: one per core)")
      ->capture_default_str()
      ->check(within(0, 1024));
  verb->callback([options] { run_perturb(*options); });
}

}  // namespace rwave::cli
