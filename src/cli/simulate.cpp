// rwave simulate: recordings with known beats, for where there is no data.
#include "synth/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/output_file.h"
#include "base/text.h"
#include "beat/aami.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "record/formats.h"
#include "record/wfdb_write.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t block_frames = 1 << 14;

struct SimulateArguments {
  SimulateOptions options;
  double hours = 0;
  int records = 0;
  std::string out;
};

// Writes FOLDER/NAME.dat, .hea and .atr. The samples go out block by block; of a 24-hour recording only the
// beats, a few megabytes, are held until its end.
void write_simulation(const fs::path& folder, const std::string& name, const SimulateOptions& options) {
  Simulator simulator(options);
  RecordingInfo info = simulator.info();
  info.name = name;
  make_folder(folder);
  WfdbWriter writer(folder, info, 212);
  const auto leads = static_cast<std::int64_t>(info.signals.size());
  std::vector<std::int32_t> frames;
  std::vector<Annotation> beats;
  for (std::int64_t left = info.frames; left > 0; left -= block_frames) {
    frames.resize(static_cast<std::size_t>(std::min(left, block_frames) * leads));
    simulator.read(frames);
    writer.write(frames);
    const std::vector<Annotation> more = simulator.take_beats();
    beats.insert(beats.end(), more.begin(), more.end());
  }
  // Annotations before the record: where the disk fills up, no record without its reference stays.
  const fs::path reference = folder / (name + ".atr");
  write_annotations(reference, beats);
  try {
    writer.commit();
  } catch (const Error&) {
    std::error_code ignored;
    // Nor a reference without its record, or next to an older one that it is not of.
    fs::remove(reference, ignored);
    throw;
  }

  std::array<std::int64_t, beat_classes> counts{};
  for (const Annotation& beat : beats) ++counts[static_cast<std::size_t>(*beat_class(beat.code))];
  std::string classes;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    classes += fmt::format("  {} {}", beat_class_names[c], grouped(counts[c]));
  }
  fmt::print(stderr, "{}  seed {}, {} leads, {} Hz, {} s{}\n", name, options.seed, leads, options.rate,
             options.seconds, classes);
}

void simulate(const SimulateArguments& arguments) {
  SimulateOptions options = arguments.options;
  if (arguments.hours > 0) options.seconds = arguments.hours * 3600;
  const fs::path out = arguments.out;
  if (out == "-")
    throw UsageError("-o -: a record is several files, which standard output cannot hold: give DIR/NAME");
  if (arguments.records == 0) {
    if (!out.has_filename() || fs::is_directory(out)) {
      throw UsageError(
          fmt::format("-o {}: a folder; give DIR/NAME, the record's name last (or a folder with --records)",
                      out.string()));
    }
    // It was written as x.edf.hea, x.edf.dat.
    if (format_of_name(out) != nullptr)
      throw UsageError(
          fmt::format("-o {}: a WFDB record is written: give its name, DIR/NAME, without an "
                      "extension; rwave convert writes it in other formats",
                      out.string()));
    write_simulation(out.has_parent_path() ? out.parent_path() : ".", out.filename().string(), options);
  } else {
    std::string records;
    for (int i = 0; i < arguments.records; ++i) {
      const std::string name = fmt::format("sim{:02}", i);
      write_simulation(out, name, options);
      records += name + "\n";
      // Another seed is another patient, so a folder of records is one of several patients and can
      // be split by them.
      ++options.seed;
    }
    write_file(out / "RECORDS", records);
  }
  fmt::print("{}\n", out.string());
}

}  // namespace

void add_simulate(CLI::App& app) {
  auto arguments = std::make_shared<SimulateArguments>();
  SimulateOptions& options = arguments->options;
  CLI::App* verb = app.add_subcommand(
      "simulate", "Make synthetic recordings with known beats of all five classes (WFDB, format 212)");
  verb->add_option("-o,--output", arguments->out, "Record to write, DIR/NAME; with --records: the folder")
      ->required();
  verb->add_option("--records", arguments->records,
                   "Number of records to write, sim00, sim01, ..., each another patient (seed, seed + 1, "
                   "...), and RECORDS")
      ->check(within(1, 100));
  CLI::Option* seconds =
      verb->add_option("--seconds", options.seconds, "Length of a recording")->capture_default_str();
  verb->add_option("--hours", arguments->hours, "Length in hours")
      ->excludes(seconds)
      ->check(within(0.001, 2400.0));
  verb->add_option("--rate", options.rate, "Sampling rate, Hz")->capture_default_str();
  verb->add_option("--leads", options.leads, "Leads: of MLII, V1, V5")->capture_default_str();
  verb->add_option("--seed", options.seed, "Seed of everything drawn")->capture_default_str();
  verb->add_option("--ectopic", options.ectopic_share,
                   "Share of beats that are not normal (35 % of them S, 35 % V, 15 % F, 15 % Q)")
      ->capture_default_str();
  verb->add_option("--snr", options.snr_db, "Signal over noise (wander, mains, muscle), dB")
      ->capture_default_str();
  verb->callback([arguments] { simulate(*arguments); });
}

}  // namespace rwave::cli
