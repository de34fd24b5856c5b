#include "experiment/reproduce/progress.h"

#include <algorithm>

namespace rwave::experiment {

const char* name_of(StepState state) {
  switch (state) {
    case StepState::done:
      return "done";
    case StepState::absent:
      return "to do";
    case StepState::changed:
      return "changed";
    case StepState::interrupted:
      return "interrupted";
    case StepState::failed:
      return "failed";
  }
  return "?";
}

Progress::Progress(std::filesystem::path root, std::vector<Step> plan)
    : root_(std::move(root)), plan_(std::move(plan)) {}

// Logs lie apart from the products, which a reader may publish as they are.
std::filesystem::path Progress::log(const Step& step) const {
  std::string name = step.name;
  std::ranges::replace(name, '/', '-');
  return root_ / "logs" / (name + ".txt");
}

const Step* Progress::find(const std::string& name) const {
  const auto found = std::ranges::find(plan_, name, &Step::name);
  return found == plan_.end() ? nullptr : &*found;
}

// Commands and checksums of stamps decide, never times: a report copied to another machine stays done, and a
// step whose input was made again since is not.
StepState Progress::state(const Step& step) const {
  const auto stamp = read_stamp(folder(step));
  if (!stamp) return StepState::absent;
  if (!same_command(stamp->arguments, step.takes_runs ? command(step) : step.command({})))
    return StepState::changed;
  for (const auto& [name, checksum] : stamp->inputs)
    if (stamp_checksum(root_ / name) != checksum) return StepState::changed;
  if (stamp->state == "interrupted") return StepState::interrupted;
  return stamp->state == "done" ? StepState::done : StepState::failed;
}

bool Progress::done(const std::string& name) const {
  const Step* step = find(name);
  return step != nullptr && state(*step) == StepState::done;
}

// In the plan's order, so that a command which takes them is the same each time.
std::vector<std::string> Progress::done_steps() const {
  std::vector<std::string> names;
  for (const Step& step : plan_)
    if (!step.takes_runs && state(step) == StepState::done) names.push_back(step.name);
  return names;
}

}  // namespace rwave::experiment
