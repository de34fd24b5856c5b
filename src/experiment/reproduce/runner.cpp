// Steps as child processes: begun as soon as what they need is done, watched, stamped. Refused: threads that
// call the verbs as functions. A child that runs out of memory or crashes costs its step, not the report.
#include "experiment/reproduce/runner.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

#include "base/clock.h"
#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds look_again{100};
// Of the line of progress.
constexpr std::size_t shown_letters = 110;

std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free);  // as a signal handler may use no other

// Counted, not acted on: the loop passes each on to the children, which save what they have.
void count_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { ++interrupts; };
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

Runner::Runner(const Progress& progress, std::vector<Step> steps, int jobs, std::string program)
    : progress_(progress),
      program_(std::move(program)),
      jobs_(static_cast<std::size_t>(std::max(jobs, 1))),
      terminal_(::isatty(2) == 1) {
  for (Step& step : steps)
    if (progress.state(step) != StepState::done) waiting_.push_back(std::move(step));
  total_ = waiting_.size();
}

RunOutcome Runner::run() {
  count_interrupts();
  begin_ready();
  while (!running_.empty()) {
    std::this_thread::sleep_for(look_again);
    pass_on_interrupts();
    if (collect() && interrupts == 0) begin_ready();
    show();
  }
  outcome_.interrupted = interrupts > 0;
  if (!outcome_.interrupted)
    for (const Step& step : waiting_) outcome_.blocked.push_back(step.name);
  return std::move(outcome_);
}

// What it needs is done; the comparison takes the runs that are, once none is to come.
bool Runner::ready(const Step& step) const {
  if (!step.takes_runs)
    return std::ranges::all_of(step.needs, [&](const std::string& name) { return progress_.done(name); });
  const auto to_come = [&](const std::string& name) {
    return std::ranges::any_of(running_, [&](const Job& job) { return job.step.name == name; }) ||
           std::ranges::any_of(waiting_,
                               [&](const Step& other) { return other.name == name && !hopeless(other); });
  };
  return std::ranges::none_of(step.needs, to_come) &&
         std::ranges::any_of(step.needs, [&](const std::string& name) { return progress_.done(name); });
}

// Nothing that still runs or waits will bring what it needs.
bool Runner::hopeless(const Step& step) const {
  return std::ranges::any_of(step.needs, [&](const std::string& name) {
    return !progress_.done(name) &&
           std::ranges::none_of(running_, [&](const Job& job) { return job.step.name == name; }) &&
           std::ranges::none_of(waiting_, [&](const Step& other) { return other.name == name; });
  });
}

// Looks from the front each time, as a step that ended may have made an earlier one ready.
void Runner::begin_ready() {
  while (running_.size() < jobs_) {
    const auto next = std::ranges::find_if(waiting_, [&](const Step& step) { return ready(step); });
    if (next == waiting_.end()) return;
    const Step step = *next;
    waiting_.erase(next);
    begin(step);
  }
}

// The stamp says "interrupted" until the step has ended: however this process ends, a step is never taken for
// done.
void Runner::begin(const Step& step) {
  const fs::path folder = progress_.folder(step);
  const auto before = read_stamp(folder);
  // Products of other options would stand among the new ones, and a checkpoint of theirs be refused. Only a
  // folder with a stamp of ours is ever in this state.
  if (progress_.state(step) == StepState::changed) fs::remove_all(folder);
  make_folder(folder);
  make_folder(progress_.log(step).parent_path());
  const std::vector<std::string> command = progress_.command(step);
  Stamp stamp{command, program_, "interrupted", 0, 0, available_threads(), processor_name(), {}};
  if (before && same_command(before->arguments, command)) stamp.seconds = before->seconds;
  for (const std::string& name : step.needs)
    if (progress_.done(name)) stamp.inputs[name] = stamp_checksum(progress_.root() / name);
  std::vector<std::string> arguments = {rwave_program().string()};
  arguments.insert(arguments.end(), command.begin(), command.end());
  // A core each: libraries that open threads of their own would share it with the next job.
  const ChildCommand child{arguments,
                           progress_.root(),
                           folder / "stdout.txt",
                           progress_.log(step),
                           {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}}};
  say(fmt::format("step {} of {}  {}", ++begun_, total_, step.name));
  running_.push_back({step, std::move(stamp), std::make_unique<ChildProcess>(child), steady_seconds()});
}

// Polled: steps take minutes, and waiting for any of several children would need a signal handler of its own.
bool Runner::collect() {
  const std::size_t before = running_.size();
  for (std::size_t i = 0; i < running_.size();) {
    const auto status = running_[i].child->poll();
    if (!status) {
      ++i;
      continue;
    }
    end(running_[i], *status);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return running_.size() < before;
}

// Seconds add up over attempts, as a training that is resumed goes on from its checkpoint.
void Runner::end(Job& job, int status) {
  const double seconds = steady_seconds() - job.begun;
  job.stamp.seconds += seconds;
  job.stamp.status = status;
  job.stamp.state = status == 0 ? "done" : interrupts > 0 ? "interrupted" : "failed";
  write_stamp(progress_.folder(job.step), job.stamp);
  if (status == 0) {
    say(fmt::format("done     {}  {}", job.step.name, clock_text(seconds)));
    return;
  }
  if (interrupts > 0) return;
  outcome_.failed.push_back(job.step.name);
  say(fmt::format("FAILED   {}  exit status {}; its last lines ({}):", job.step.name, status,
                  progress_.log(job.step).string()));
  for (const std::string& line : last_lines(progress_.log(job.step), 3)) say("         " + line);
}

// By signals of our own, as SIGTERM reaches this process alone; a second one ends what does not save in time.
void Runner::pass_on_interrupts() {
  const int asked = interrupts;
  if (asked == passed_on_) return;
  passed_on_ = asked;
  if (asked == 1) say("interrupted: waiting for the steps that run to save (once more: end at once)");
  for (Job& job : running_) job.child->signal(asked == 1 ? SIGINT : SIGKILL);
}

// The line that changes: what runs, for how long, and what it said last.
void Runner::show() const {
  if (!terminal_ || running_.empty()) return;
  std::string line;
  for (const Job& job : running_) {
    const auto said = last_lines(progress_.log(job.step), 1);
    line += fmt::format("{}{} {}{}", line.empty() ? "" : " | ", job.step.name,
                        clock_text(steady_seconds() - job.begun), said.empty() ? "" : ": " + said[0]);
  }
  fmt::print(stderr, "\r\033[K{}", line.substr(0, shown_letters));
}

// On a terminal the changing line is wiped first.
void Runner::say(const std::string& line) const {
  fmt::print(stderr, "{}{}\n", terminal_ ? "\r\033[K" : "", line);
}

}  // namespace rwave::experiment
