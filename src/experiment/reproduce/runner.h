#pragma once
// Runs the steps of a plan as child processes, several at a time.

#include <memory>
#include <string>
#include <vector>

#include "base/child_process.h"
#include "experiment/reproduce/progress.h"

namespace rwave::experiment {

// How a run over several steps ended.
struct RunOutcome {
  // Ctrl-C ended it: what is not done can be gone on with.
  bool interrupted = false;
  // Steps that ended with a fault.
  std::vector<std::string> failed;
  // Steps that were not begun, as one that they need is not done.
  std::vector<std::string> blocked;
};

// Runs those of `steps` that are not done, in their order, as soon as what they need is done; up to `jobs` at
// a time. Progress goes to standard error. A step that fails stops no other. Ctrl-C stops the children, which
// save what they have; a second one ends them at once.
class Runner {
 public:
  // `program`: name and version, for the stamps.
  Runner(const Progress& progress, std::vector<Step> steps, int jobs, std::string program);
  // Returns when all steps that can be done are done, or after an interrupt. Once.
  RunOutcome run();

 private:
  // A step whose child is running.
  struct Job {
    Step step;
    Stamp stamp;
    std::unique_ptr<ChildProcess> child;
    // Seconds of a steady clock.
    double begun = 0;
  };

  // Begins steps while there is room and one is ready.
  void begin_ready();
  // Starts the child, its messages into the step's log.
  void begin(const Step& step);
  // Whether all that it needs is done.
  bool ready(const Step& step) const;
  // Something that it needs failed or was blocked.
  bool hopeless(const Step& step) const;
  // Whether a step has ended.
  bool collect();
  // Stamps the folder, and says what came of it.
  void end(Job& job, int status);
  // Interrupts typed since the last look, to every child: they are in process groups of their own.
  void pass_on_interrupts();
  // The line of progress on a terminal.
  void show() const;
  // A line that stays, in a pipe as well.
  void say(const std::string& line) const;

  const Progress& progress_;
  std::string program_;
  // Steps that were not begun, in the plan's order.
  std::vector<Step> waiting_;
  std::vector<Job> running_;
  std::size_t jobs_, total_ = 0, begun_ = 0;
  // Interrupts that were passed on to the children.
  int passed_on_ = 0;
  bool terminal_ = false;
  RunOutcome outcome_;
};

}  // namespace rwave::experiment
