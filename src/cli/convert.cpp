// rwave convert: a recording of any format, with its annotations, in another.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/output_file.h"
#include "base/text.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/recordings.h"
#include "cli/verbs.h"
#include "record/formats.h"
#include "rwave/error.h"
#include "signal/convert_recording.h"

namespace rwave::cli {
namespace {

namespace fs = std::filesystem;

struct ConvertArguments {
  std::string input, output;
  OpenOptions open;
  ConvertOptions convert;
  bool annotator_given = false;
};

// Those of the recording's own file, else of the annotation file next to a WFDB header.
std::vector<Annotation> annotations_to_convert(Recording& recording, const ConvertArguments& options) {
  const fs::path source = recording.info().source;
  if (source.extension() != ".hea") return recording.annotations();
  const fs::path file = fs::path(source).replace_extension(options.convert.annotator);
  // A missing .atr is no fault, a missing file of the annotator asked for is one: below, reading it
  // says so.
  if (!fs::exists(file) && !options.annotator_given) return {};
  std::vector<std::string> warnings;
  auto annotations = read_annotations(file, recording.info().rate, recording.info().frames, &warnings);
  print_warnings(file.string(), warnings);
  return annotations;
}

// Refuses what several files cannot be made of: a record's files are named after the output.
void check_output(const std::string& output) {
  if (output == "-")
    throw UsageError(
        "-o -: a recording is several files: give a name (x.edf, x.csv, or one without extension)");
  std::error_code ignored;
  if (fs::exists(output, ignored) && !fs::is_regular_file(output, ignored) &&
      !fs::is_directory(output, ignored))
    throw Error(output, "is a device, a pipe or a socket: give the name of a file");
}

// A folder is given for the record in it, as cp takes one: OUT/ and an existing OUT are OUT/100.
std::string output_in_folder(const std::string& output, const std::string& input) {
  std::error_code ignored;
  return output.ends_with('/') || fs::is_directory(output, ignored)
             ? (fs::path(output) / output_name(input)).string()
             : output;
}

void run_convert(ConvertArguments options) {
  options.output = output_in_folder(options.output, options.input);
  check_output(options.output);
  const auto recording = open_recording(options.input, options.open);
  refuse_other_rate(recording->info(), options.open);
  const std::vector<Annotation> annotations = annotations_to_convert(*recording, options);
  if (const auto folder = std::filesystem::path(options.output).parent_path(); !folder.empty())
    make_folder(folder);
  // What is lost belongs to the warnings: whoever reads only standard error sees both.
  std::vector<std::string> warnings = recording->info().warnings;
  const std::vector<std::string> losses =
      convert_recording(*recording, annotations, options.output, options.convert);
  warnings.insert(warnings.end(), losses.begin(), losses.end());
  for (const std::string& warning : warnings)
    fmt::print(stderr, "rwave: {}: warning: {}\n", options.input, warning);
  const RecordingInfo& info = recording->info();
  fmt::print(stderr, "{}   {}, {}, {}{}\n", options.output,
             counted(static_cast<std::int64_t>(info.signals.size()), "signal"),
             clock_text(static_cast<double>(info.frames) / info.rate),
             counted(static_cast<std::int64_t>(annotations.size()), "annotation"),
             losses.empty() ? ", nothing lost" : "");
  // The path goes to standard output and all else to standard error, so that a script can take it.
  fmt::print("{}\n", options.output);
}

}  // namespace

void add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertArguments>();
  CLI::App* verb =
      app.add_subcommand("convert", "Write a recording and its annotations as WFDB, EDF+ or a table (CSV)");
  verb->add_option("REC", options->input, "the recording: " + format_list())->required();
  verb->add_option("-o,--output", options->output,
                   "x.edf (EDF+), x.csv (a table; annotations and scales in x.annotations.csv and "
                   "x.facts.json), x.hea or "
                   "a name without extension (a WFDB record)")
      ->required();
  verb->add_option("--resample", options->convert.rate,
                   "convert to this rate, Hz (default: the recording's own)")
      ->check(within(1.0, 1e5));
  verb->add_option("--format", options->convert.signal_format,
                   "signal format of a WFDB record, 16 or 212 bits (default: 212 where the recording is in "
                   "it, else 16)")
      ->check(CLI::IsMember({16, 212}));
  CLI::Option* annotator = verb->add_option("-a,--annotator", options->convert.annotator,
                                            "suffix of WFDB annotation files, read and written")
                               ->capture_default_str();
  add_table_options(*verb, options->open, "--input-rate");
  verb->callback([options, annotator] {
    options->annotator_given = annotator->count() > 0;
    run_convert(*options);
  });
}

}  // namespace rwave::cli
