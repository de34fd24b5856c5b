#include "cli/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/warning.h"
#include "cli/common.h"
#include "cli/repeated_warnings.h"
#include "record/formats.h"
#include "rwave/error.h"

namespace rwave::cli {
namespace {

// Prints outcomes in the order of the recordings, each as soon as it can be.
class Printer {
 public:
  explicit Printer(std::size_t count) : outcomes_(count), done_(count, 0), warnings_(count) {}

  void put(std::size_t i, Outcome outcome) {
    const std::lock_guard lock(mutex_);
    // Threads finish in any order. Output in the order given makes two runs comparable with diff,
    // and a share of a run equal to the same lines of a whole one.
    outcomes_[i] = std::move(outcome);
    done_[i] = 1;
    for (; next_ < done_.size() && done_[next_] != 0; ++next_) print(outcomes_[next_]);
    std::fflush(stdout);
  }

  std::size_t failed() const { return failed_; }

  // What concerns all of them.
  void finish() const {
    fmt::print(stderr, "{}", warnings_.rest());
    if (done_before_ > 0)
      fmt::print(stderr, "{} of {} recordings were done before, with these options or others: passed over\n",
                 done_before_, done_.size());
  }

 private:
  void print(Outcome& outcome) {
    fmt::print("{}", outcome.text);
    fmt::print(stderr, "{}", warnings_.take(outcome.warnings));
    if (outcome.done_before) ++done_before_;
    if (!outcome.line.empty()) fmt::print(stderr, "{}\n", outcome.line);
    if (!outcome.fault.empty()) {
      if (outcomes_.size() == 1)
        throw Error(outcome.fault);  // main prints it, and nothing else is to be said
      fmt::print(stderr, "rwave: {}\n", outcome.fault);
      ++failed_;
    }
    outcome = {};
  }

  std::mutex mutex_;
  std::vector<Outcome> outcomes_;
  std::vector<char> done_;
  std::size_t next_ = 0, failed_ = 0, done_before_ = 0;
  RepeatedWarnings warnings_;
};

// Whether an output ends as one does: tables with a line's end, JSON with that of an object, annotations with
// two zeros and no more, as a crash leaves zeros to the end. What was cut between two rows of a table is not
// seen.
bool ends_as_written(const std::string& output, const OutputOptions& options) {
  std::ifstream file(output, std::ios::binary);
  std::array<char, 4> last{};
  const std::streamoff size = file.seekg(0, std::ios::end).tellg();
  const auto known = std::min<std::streamoff>(size, last.size());
  if (known < 2 || !file.seekg(-known, std::ios::end) || !file.read(last.data() + 4 - known, known))
    return false;
  const std::string_view end(last.data() + 2, 2);
  if (options.json) return end == "}\n";
  if (options.csv) return end[1] == '\n';
  const bool zeros = known == 4 && last[0] == 0 && last[1] == 0;
  return end[0] == 0 && end[1] == 0 && !zeros;
}

}  // namespace

// Outputs are named by the recording alone. Two of one name would overwrite each other without a
// word, whichever came last. Said before hours of work and not after them, once a name.
std::vector<std::string> name_clashes(const std::vector<GivenRecording>& recordings) {
  std::vector<std::string> faults(recordings.size());
  std::map<std::string, std::size_t> first;
  std::string names;
  std::size_t count = 0;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    const std::string &path = recordings[i].path, &name = recordings[i].name;
    if (!recordings[i].fault.empty()) continue;
    const auto [place, is_first] = first.emplace(name, i);
    if (is_first) continue;
    faults[i] = fmt::format("{}: another recording given is called {} too: their outputs would be one file",
                            path, name);
    if (++count <= 3)
      names += fmt::format("{}{} and {}", count == 1 ? "" : ", ", recordings[place->second].path, path);
  }
  if (count > 0 && recordings.size() > 1)
    fmt::print(
        stderr,
        "rwave: {} of {} recordings will not be worked on, as another is called the same: {}{} (one name, "
        "one output; work on them apart, or give the folder above them)\n",
        count, recordings.size(), names, count > 3 ? ", ..." : "");
  return faults;
}

std::string output_name(const std::string& recording) {
  return recording_stem(recording).filename().string();
}

std::string OutputOptions::file_of(const std::string& name) const {
  const std::filesystem::path stem = std::filesystem::path(output) / name;
  if (name.find('/') != std::string::npos) make_folder(stem.parent_path());
  return stem.string() + (json ? ".json" : csv ? ".csv" : "." + annotator);
}

bool OutputOptions::is_done(const std::string& name, const RecordingInfo& recording,
                            const std::vector<std::string>& also) const {
  if (!resume) return false;
  std::vector<std::filesystem::path> sources = recording.files;
  sources.emplace_back(recording.source);
  std::ranges::copy_if(also, std::back_inserter(sources),
                       [](const std::string& one) { return !one.empty(); });
  std::error_code fault;
  const auto written = std::filesystem::last_write_time(file_of(name), fault);
  return !fault && ends_as_written(file_of(name), *this) &&
         std::ranges::all_of(sources, [&](const std::filesystem::path& source) {
           return std::filesystem::last_write_time(source, fault) < written && !fault;
         });
}

std::string fault_json(const std::string& name, const std::string& fault) {
  const nlohmann::ordered_json out{{"record", name}, {"error", fault}};
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void add_resume(CLI::App& verb, OutputOptions& options) {
  verb.add_flag("--resume", options.resume,
                "pass over recordings whose output is there and newer than they are: goes on with a run that "
                "was ended (with the same options)");
}

void OutputOptions::check() const {
  if (csv && json) throw UsageError("--csv and --json are two forms of one output: choose one");
  if (to_stdout() && resume)
    throw UsageError("--resume looks which files are written already: -o - writes none");
  if (to_stdout() && !csv && !json)
    throw UsageError("WFDB annotations are files: -o - needs --csv or --json");
  // Launchers join the standard outputs of their processes, in pieces and in any order.
  if (to_stdout() && shard)
    throw UsageError(
        "--shard with -o -: the shares would mix in one output: give a folder to write files to");
  const std::set<std::string> taken = {"", "hea", "dat", "atr"};
  // An output NAME.atr would replace the reference that everything is compared with.
  if (taken.contains(annotator)) {
    throw UsageError(fmt::format(
        "-a {}: what is found needs a name of its own, as rw; atr, hea and dat are the record's", annotator));
  }
  // A suffix with a point makes NAME..rw, and annotations in NAME.csv would be taken for a table.
  const bool is_word = std::ranges::all_of(annotator, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
  if (!is_word || is_recording_name("x." + annotator) || annotator == "json")
    throw UsageError(fmt::format(
        "-a {}: expected an annotator's name, letters and digits without a point, as rw", annotator));
}

void refuse_overwriting(const RecordingInfo& recording, const std::string& output) {
  std::vector<std::filesystem::path> files = recording.files;
  files.emplace_back(recording.source);
  for (const std::filesystem::path& file : files) {
    // A file that is not there yet overwrites none.
    std::error_code absent;
    if (std::filesystem::equivalent(file, output, absent))
      throw Error(output, "is a file of the recording itself: choose another folder with -o, or another -a");
  }
}

void add_shard(CLI::App& verb, OutputOptions& options) {
  verb.add_option_function<std::string>(
          "--shard", [&options](const std::string& text) { options.shard = parse_shard(text); },
          "work on the I-th of N shares of the recordings, one process per share")
      ->type_name("I/N");
  // Slurm's variables are not read unasked: inside a job's script, where they are set too, a plain
  // command would then do a part of the work and look as if it had done all of it.
  verb.footer(fmt::format(
      "Shares: every process is given the same recordings in the same order. One a process under\n"
      "Slurm, and four at a time on one machine:\n"
      "  srun -n 8 bash -c 'rwave {0} --shard $((SLURM_PROCID+1))/$SLURM_NTASKS -o OUT DIR/*.hea'\n"
      "  seq 32 | xargs -P 4 -I{{}} rwave {0} --shard {{}}/32 --threads 1 -o OUT DIR/*.hea",
      verb.get_name()));
}

void add_table_options(CLI::App& verb, OpenOptions& open, const std::string& old_rate) {
  constexpr double lowest = 0.001, highest = 1e6;  // Hz: of whatever a table may hold
  verb.add_option("--rate", open.csv_rate, "sampling rate of recordings that state none (tables, MAT), Hz")
      ->check(within(lowest, highest));
  if (!old_rate.empty())
    verb.add_option_function<double>(old_rate,
                                     [&open, old_rate](double rate) {
                                       notice(old_rate + " is called --rate now");
                                       open.csv_rate = rate;
                                     })
        ->check(within(lowest, highest))
        ->group("");
  verb.add_flag("--ignore-time", open.ignore_time,
                "of tables: pass over columns of times; --rate is the clock");
}

void refuse_other_rate(const RecordingInfo& recording, const OpenOptions& open) {
  constexpr double agreement = 0.02;  // share, as of open_recording()'s warning
  if (open.csv_rate && std::abs(*open.csv_rate / recording.rate - 1) > agreement)
    throw UsageError(
        fmt::format("--rate is for tables that state none, and {} states {:g} Hz: --resample "
                    "{:g} converts it",
                    recording.source, recording.rate, *open.csv_rate));
}

void for_each_recording(const std::vector<GivenRecording>& recordings, const OutputOptions& options,
                        int threads, const std::function<Outcome(const GivenRecording&)>& work) {
  const Shard shard = options.shard.value_or(Shard{});
  const std::size_t count = shard.size(recordings.size());
  if (options.shard)
    fmt::print(stderr, "share {}/{}: {} of {} recordings{}\n", shard.index, shard.count, count,
               recordings.size(), count == 0 ? ", nothing to do" : "");
  // Of all that were given: two recordings of one name may be in two shares.
  const std::vector<std::string> faults =
      options.to_stdout() ? std::vector<std::string>(recordings.size()) : name_clashes(recordings);
  Printer printer(count);
  parallel_for(count, threads, [&](std::size_t k) {
    const std::size_t i = shard.place(k);
    // One bad recording must not end the work on a thousand others; it is reported in its place and
    // makes the status 1.
    Outcome outcome;
    outcome.fault = recordings[i].fault.empty() ? faults[i] : recordings[i].fault;
    if (outcome.fault.empty()) {
      try {
        outcome = work(recordings[i]);
      } catch (const Error& fault) {
        outcome.fault = fault.what();
      }
    }
    if (options.json && !outcome.fault.empty()) outcome.text = fault_json(recordings[i].name, outcome.fault);
    printer.put(k, std::move(outcome));
  });
  printer.finish();
  if (printer.failed() > 0) throw Error(fmt::format("{} of {} recordings failed", printer.failed(), count));
}

}  // namespace rwave::cli
