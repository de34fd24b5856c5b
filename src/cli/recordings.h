#pragma once
// Verbs that do one thing to each of many recordings: several at once, a bad one reported and not fatal.

#include <functional>
#include <string>
#include <vector>

#include "rwave/recording.h"

namespace rwave::cli {

// What came of one recording: text for standard output, a line for the person, or a fault.
struct Outcome {
  std::string text;
  std::string line;
  std::string fault;
};

// The name that a recording's output gets: its own, without folder and extension.
std::string output_name(const std::string& recording);

// Where what was found goes, and in which form.
struct OutputOptions {
  std::string annotator;     // suffix of annotation files
  std::string output = ".";  // folder, or - for standard output
  bool csv = false;
  bool json = false;

  bool to_stdout() const { return output == "-"; }

  // Throws UsageError where the options contradict each other, or annotations under this suffix would take
  // the place of the record's own files.
  void check() const;
};

// Throws Error where writing `output` would overwrite a file that the recording is read from.
void refuse_overwriting(const RecordingInfo& recording, const std::string& output);

// Works on up to `threads` recordings at once (0 = one a core) and prints what comes of each as soon as those
// before it are done. `files`: each recording's output is a file of its name, so a second one of that name is
// a fault. Throws Error at the end where any failed.
void for_each_recording(const std::vector<std::string>& recordings, bool files, int threads,
                        const std::function<Outcome(const std::string&)>& work);

}  // namespace rwave::cli
