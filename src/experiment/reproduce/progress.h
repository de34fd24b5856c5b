#pragma once
// Where a report stands: which steps are done, which are not and why.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiment/reproduce/report_step.h"
#include "experiment/reproduce/stamp.h"

namespace rwave::experiment {

// `changed`: done by another command, or before something that it used was made again.
enum class StepState { done, absent, changed, interrupted, failed };
// "done", "absent", ...: as the plan's text has it.
const char* name_of(StepState state);

// The steps of one report and what its folder holds of them.
class Progress {
 public:
  Progress(std::filesystem::path root, std::vector<Step> plan);

  // The report's folder, and the plan in the order in which steps are begun.
  const std::filesystem::path& root() const { return root_; }
  const std::vector<Step>& plan() const { return plan_; }
  std::filesystem::path folder(const Step& step) const { return root_ / step.name; }
  // The file that takes the step's messages.
  std::filesystem::path log(const Step& step) const;

  // Null where there is no step of that name.
  const Step* find(const std::string& name) const;

  // As its folder's stamp has it: done where the command is the same, and what it used has not been made
  // again since.
  StepState state(const Step& step) const;
  // Of a step by its name; false where there is none.
  bool done(const std::string& name) const;

  // Names of the steps that are done.
  std::vector<std::string> done_steps() const;

  // Its command with what is done now.
  std::vector<std::string> command(const Step& step) const { return step.command(done_steps()); }

 private:
  std::filesystem::path root_;
  std::vector<Step> plan_;
};

}  // namespace rwave::experiment
