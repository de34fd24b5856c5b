// rwave info: what a recording, a beat set or a network holds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/info_model.h"
#include "cli/recordings.h"
#include "cli/verbs.h"
#include "dataset/beat_file.h"
#include "record/channel_kind.h"
#include "rwave/error.h"
#include "rwave/recording.h"
#include "signal/leads.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct InfoArguments {
  std::vector<std::string> given;  // files and folders of the command line
  std::string file;                // the one that is described
  std::string annotator = "atr";
  OpenOptions open;
  bool json = false;
  bool verify = false;
  bool annotator_given = false;
  std::string before;  // what the JSON of one recording of a folder follows: "[", then ","
  std::string name;    // of one of many: below the folder given; else the recording's own
};

// The record's annotations: its own (EDF+), or those of the annotation file next to it; nothing where there
// is neither.
std::vector<Annotation> read_annotations_of(Recording& recording, const InfoArguments& options) {
  const fs::path source = recording.info().source;
  if (source.extension() != ".hea") return recording.annotations();
  const fs::path file = fs::path(source).replace_extension(options.annotator);
  if (!fs::exists(file) && !options.annotator_given) return {};  // a record need not have any
  const RecordingInfo& info = recording.info();
  // Of a header without signals (annotations of a recording that was not published) nobody knows the length.
  const auto frames = info.signals.empty() ? std::nullopt : std::optional(info.frames);
  std::vector<std::string> warnings;
  auto annotations = read_annotations(file, info.rate, frames, &warnings);
  print_warnings(file.string(), warnings);
  return annotations;
}

// What would be analysed, why, and what is said about it.
void add_choice(Recording& recording, json& about) {
  const RecordingInfo& info = recording.info();
  if (info.signals.empty() || info.frames <= 0) return;
  // Which leads would be analysed takes reading the signal. Where that fails, what the header says
  // is still of use, so the fault is listed as a warning.
  try {
    const LeadChoice choice = explain_leads(recording);
    for (const int lead : choice.leads) about["leads"].push_back(lead_name(info, lead));
    for (const std::string& warning : choice.warnings) about["warnings"].push_back(warning);
  } catch (const Error& fault) {
    about["warnings"].push_back(std::string(fault.what()).substr(info.source.size() + 2));
  }
}

json describe(Recording& recording, const std::vector<Annotation>& annotations) {
  const RecordingInfo& info = recording.info();
  json out{{"record", info.name},
           {"source", info.source},
           {"rate", info.rate},
           {"frames", info.frames},
           {"seconds", static_cast<double>(info.frames) / info.rate}};
  if (!info.format.empty()) out["format"] = info.format;
  if (!info.start.empty()) out["start"] = info.start;
  for (const auto& [name, value] : info.patient) out["patient"][name] = value;
  if (!info.warnings.empty()) out["warnings"] = info.warnings;
  for (const auto& [name, value] : info.understood)
    out["understood"].push_back({{"name", name}, {"value", value}});
  out["comments"] = info.comments;
  out["signals"] = json::array();
  for (const SignalInfo& signal : info.signals) {
    out["signals"].push_back({{"name", signal.name},
                              {"units", signal.units},
                              {"gain", signal.gain},
                              {"baseline", signal.baseline},
                              {"calibrated", signal.calibrated},
                              {"kind", std::string(name_of(kind_of(signal)))},
                              {"rate", info.rate * signal.samples_per_frame},
                              {"format", signal.format}});
  }
  add_choice(recording, out);
  out["annotations"] = json::object();
  for (const Annotation& annotation : annotations) {
    json& count = out["annotations"][std::string(symbol_of(annotation.code))];
    count = count.is_null() ? 1 : count.get<std::int64_t>() + 1;
  }
  return out;
}

void print_info(const json& about, const RecordingInfo& info) {
  fmt::print("{}   {:g} Hz, {} frames, {}\n", about["record"].get<std::string>(), about["rate"].get<double>(),
             grouped(about["frames"].get<std::int64_t>()), clock_text(about["seconds"].get<double>()));
  for (std::size_t s = 0; s < info.signals.size(); ++s) {
    const json& signal = about["signals"][s];
    const auto kind = signal["kind"].get<std::string>();
    fmt::print("  signal    {:<12} {:g} units per {}{}, baseline {:g}, {:g} Hz{}\n",
               lead_name(info, static_cast<int>(s)), signal["gain"].get<double>(),
               signal["units"].get<std::string>(),
               signal["calibrated"].get<bool>() ? "" : " (assumed: the file states no gain)",
               signal["baseline"].get<double>(), signal["rate"].get<double>(),
               kind == "ECG" ? "" : "   " + kind);
  }
  if (about.contains("leads"))
    fmt::print("  leads     {}\n", fmt::join(about["leads"].get<std::vector<std::string>>(), " + "));
  if (about.contains("understood"))
    for (const json& each : about["understood"])
      fmt::print("  read as   {}: {}\n", each["name"].get<std::string>(), each["value"].get<std::string>());
  if (about.contains("format")) fmt::print("  format    {}\n", about["format"].get<std::string>());
  if (about.contains("start")) fmt::print("  start     {}\n", about["start"].get<std::string>());
  if (about.contains("patient")) {
    for (const auto& [name, value] : about["patient"].items())
      fmt::print("  patient   {}: {}\n", name, value.get<std::string>());
  }
  std::string counts;
  for (const auto& [symbol, count] : about["annotations"].items()) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : "   ", symbol, grouped(count.get<std::int64_t>()));
  }
  if (!counts.empty()) fmt::print("  labels    {}\n", counts);
  for (const json& comment : about["comments"]) fmt::print("  comment   {}\n", comment.get<std::string>());
}

void describe_beats(const InfoArguments& options) {
  const BeatSet set = read_beat_set(options.file);
  std::map<std::string, std::int64_t> counts;
  for (const std::uint8_t label : set.labels) ++counts[set.classes[label]];
  const json about{{"recipe", set.recipe}, {"rows", set.size()}, {"channels", set.channels},
                   {"width", set.width},   {"rate", set.rate},   {"records", set.records.size()},
                   {"classes", counts}};
  if (options.json) {
    fmt::print("{}\n", about.dump(2));
    return;
  }
  fmt::print("{}   {} rows of {} values at {:g} Hz, recipe {}, {} records\n", options.file,
             grouped(static_cast<std::int64_t>(set.size())), set.row_values(), set.rate, set.recipe,
             set.records.size());
  for (const std::string& name : set.classes) fmt::print("  {:<10} {:>9}\n", name, grouped(counts[name]));
}

void run_info(const InfoArguments& options);

// Each of them; a bad one is named and does not end the rest. `whole` is what all of them are, for the
// message.
void describe_each(const InfoArguments& options, const std::vector<GivenRecording>& recordings,
                   const std::string& whole) {
  int failed = 0;
  const char* before = "[";
  for (const GivenRecording& recording : recordings) {
    InfoArguments one = options;
    one.file = recording.path;
    one.name = recording.name;
    one.before = options.json ? before : "";
    try {
      if (!recording.fault.empty()) throw Error(recording.fault);
      run_info(one);
      before = ",";
    } catch (const Error& fault) {
      fmt::print(stderr, "rwave: {}\n", fault.what());
      ++failed;
      if (!options.json) continue;
      fmt::print("{}{}", before, fault_json(recording.name, fault.what()));
      before = ",";
    }
  }
  if (options.json) fmt::print("{}]\n", before[0] == '[' ? "[" : "");
  if (failed > 0)
    throw Error(fmt::format("{}: {} of {} failed, see above", whole, failed, recordings.size()));
}

// One file gives one object; a folder, or several files, an array.
void run_given(InfoArguments& options) {
  const std::vector<GivenRecording> recordings = expand_folders(options.given);
  // A record may lie next to a folder of its name: then the record is meant.
  if (recordings.size() == 1 && recordings.front().path == options.given.front()) {
    options.file = recordings.front().path;
    run_info(options);
  } else {
    describe_each(options, recordings, options.given.size() == 1 ? options.given.front() : "info");
  }
}

void run_info(const InfoArguments& options) {
  // Own formats are told by extension: each has a verb or library call that reads it, and none can
  // be a recording.
  if (fs::path(options.file).extension() == ".beats") {
    describe_beats(options);
    return;
  }
  if (fs::path(options.file).extension() == ".onnx") {
    print_onnx_info(options.file, options.json);
    return;
  }
  if (fs::path(options.file).extension() == ".safetensors") {
    print_trained_info(options.file, options.json);
    return;
  }
  const auto recording = open_recording(options.file, options.open);
  if (options.verify) recording->verify();
  json about = describe(*recording, read_annotations_of(*recording, options));
  if (!options.name.empty()) about["record"] = options.name;
  if (about.contains("warnings"))
    print_warnings(recording->info().source, about["warnings"].get<std::vector<std::string>>());
  if (options.json) {
    fmt::print("{}{}\n", options.before, about.dump(2, ' ', false, json::error_handler_t::replace));
  } else {
    print_info(about, recording->info());
  }
}

}  // namespace

void add_info(CLI::App& app) {
  auto options = std::make_shared<InfoArguments>();
  CLI::App* verb = app.add_subcommand("info", "Say what a recording, a beat set or a network holds");
  verb->add_option("FILE", options->given,
                   "DIR/100 (WFDB), x.edf, x.csv, x.beats, x.onnx, x.safetensors, or a folder of recordings; "
                   "several are described one after the other")
      ->required();
  add_table_options(*verb, options->open);
  CLI::Option* annotator =
      verb->add_option("--annotator", options->annotator, "suffix of the annotation file")
          ->capture_default_str();
  verb->add_flag("--verify", options->verify, "read every sample and compare the checksums");
  verb->add_flag("--json", options->json, "print as JSON");
  verb->callback([options, annotator] {
    options->annotator_given = annotator->count() > 0;
    run_given(*options);
  });
}

}  // namespace rwave::cli
