#pragma once
// What a report of one recording is made of: its beats by the model or by an annotator, its signal, its
// figures.

#include <memory>
#include <string>
#include <vector>

#include "cli/recordings.h"
#include "holter/holter.h"
#include "rwave/classifier.h"
#include "rwave/recording.h"

namespace rwave::cli {

struct ReportOptions {
  // Whose beats are taken; empty: the model's, or those of an annotation file given itself.
  std::string annotator;
  // How the recording is opened.
  OpenOptions open;
};

// A recording with its figures; no signal where there are annotations alone.
struct Report {
  std::string name;
  Holter holter;
  std::unique_ptr<Recording> recording;
  std::vector<int> leads;
};

// The annotator whose beats are taken: the one asked for, or the file's own suffix where it is given itself.
// Empty: the model labels.
std::string annotator_of(const std::string& path, const ReportOptions& options);

// Reads or labels the recording and makes its figures; `model` may be null where an annotator is given.
// Throws Error where there is nothing to read.
Report make_report(const GivenRecording& given, const ReportOptions& options, const Model* model);

}  // namespace rwave::cli
