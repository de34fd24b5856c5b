#pragma once
// Verbs that do one thing to each of many recordings: several at once, a bad one reported and not fatal.

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/shard.h"
#include "rwave/recording.h"

namespace rwave::cli {

// What came of one recording: text for standard output, a line for the person, or a fault.
struct Outcome {
  // In the order of the recordings, whoever is done first.
  std::string text;
  // For the person, on standard error: what was done.
  std::string line;
  // Empty: none. With one, nothing else of the recording is printed.
  std::string fault;
  // Lines of base/warning.h, printed before `line`; of many recordings those of one kind are counted.
  std::string warnings;
  // Nothing was done, as it had been: --resume.
  bool done_before = false;
};

// One of the recordings to work on.
struct GivenRecording {
  // As open_recording takes it.
  std::string path;
  // What its output is called, under the folder for outputs: "100", of one in a folder below the one given
  // "p1/100".
  std::string name;
  // Why it cannot be worked on, as a folder or a line of RECORDS cannot be read; empty: nothing is known.
  std::string fault = {};
};

// The name that a recording's output gets: its own, without folder and extension.
std::string output_name(const std::string& recording);

// The recordings with each folder among them replaced by all recordings that lie in it and, where it has no
// RECORDS, in folders up to four levels below: WFDB records (its RECORDS or headers) and files whose
// extension a format has, in order of path. One of several folders that holds none, given or named by
// RECORDS, and a line of RECORDS that names no record stay in the list with their fault. Of several, files of
// a WFDB record that is given too (100.atr next to 100.hea) are left out. Throws Error where the only one
// given holds none.
std::vector<GivenRecording> expand_folders(const std::vector<std::string>& recordings);

// The names of the WFDB records alone that lie in a folder, found as above, "g1/A0001" of those in folders
// below; in order of name. `unread` receives how many lines and folders could not be read; each
// is said on standard error. Throws Error where the folder itself holds no record.
std::vector<std::string> records_below(const std::string& folder, std::size_t& unread);

// By recording: that its output would be another's, whose name it shares; empty where not. Says on standard
// error, before any work, which will not be worked on.
std::vector<std::string> name_clashes(const std::vector<GivenRecording>& recordings);

// Where what was found goes, in which form, and which of the recordings given it is looked for in.
struct OutputOptions {
  // Suffix of annotation files.
  std::string annotator;
  // Folder, or - for standard output.
  std::string output = ".";
  // Instead of annotation files; at most one of both.
  bool csv = false;
  bool json = false;
  // All of them where it is not given.
  std::optional<Shard> shard;
  // Recordings whose output is newer than all that it is made of are passed over.
  bool resume = false;

  bool to_stdout() const { return output == "-"; }

  // The file for what is found of the recording called so, in a folder that is made where it is missing.
  std::string file_of(const std::string& name) const;

  // Whether that file is there, --resume is given, and each file of the recording, and of `also` (empty:
  // none), is older. One that does not end as it is written is none: it is done again.
  bool is_done(const std::string& name, const RecordingInfo& recording,
               const std::vector<std::string>& also = {}) const;

  // Throws UsageError where the options contradict each other, annotations under this suffix would take
  // the place of the record's own files, or several processes would write to one standard output.
  void check() const;
};

// The option --shard, and how it is written under launchers. `options` must live as long as `verb`.
void add_shard(CLI::App& verb, OutputOptions& options);

// The option --resume.
void add_resume(CLI::App& verb, OutputOptions& options);

// A recording that failed, as JSON: {"record", "error"} on one line.
std::string fault_json(const std::string& name, const std::string& fault);

// The options --rate and --ignore-time, which say how tables are read, under these names in every verb.
// `old_rate`: what --rate was called in this verb, still taken and not listed; empty where it was --rate.
void add_table_options(CLI::App& verb, OpenOptions& open, const std::string& old_rate = "");

// Throws UsageError where --rate contradicts the recording, of verbs that --resample recordings: in 0.1.0
// that was called --rate.
void refuse_other_rate(const RecordingInfo& recording, const OpenOptions& open);

// Throws Error where writing `output` would overwrite a file that the recording is read from.
void refuse_overwriting(const RecordingInfo& recording, const std::string& output);

// Works on up to `threads` recordings of the options' share at once (0 = one per core) and prints what comes
// of each as soon as those before it are done; with --json what failed is an object on standard output, too.
// An output in a file bears the recording's name, so the second recording given of one name is a fault. An
// empty share is none: it is said. Throws Error at the end where any recording failed.
void for_each_recording(const std::vector<GivenRecording>& recordings, const OutputOptions& options,
                        int threads, const std::function<Outcome(const GivenRecording&)>& work);

}  // namespace rwave::cli
