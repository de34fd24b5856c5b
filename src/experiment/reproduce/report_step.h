#pragma once
// One step of `rwave reproduce`: a command of this program whose output folder is its product.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rwave::experiment {

struct Step {
  // Its folder within the report's: "runs/seed-official-unweighted".
  std::string name;
  // Of rwave, without "-o NAME": "train", "--data", "mitdb", ...
  std::vector<std::string> arguments;
  // Names of steps that must be done before.
  std::vector<std::string> needs;
  // The database that it reads: where that is not there, the step is left out and the page says so.
  std::string database = "mitdb";
  // Expected on one core of a common server. For the plan's estimate alone; nothing is cut off by it.
  double seconds = 0;
  // The folders in `needs` that are done are arguments too.
  bool takes_runs = false;

  // With "-o NAME". `done` are the steps that are done; used where takes_runs holds.
  std::vector<std::string> command(const std::vector<std::string>& done) const;
};

// The plan of the whole report, or of the quick one with smaller budgets. Names are the same in both.
std::vector<Step> make_plan(bool quick);

// The steps that the words of --only mean: a step's name, or the part of it before a "/" ("runs", "tune").
// UsageError for a word that means none, with those that there are.
std::vector<Step> select_steps(const std::vector<Step>& plan, const std::vector<std::string>& words);

// The line a user would type, quoted for a shell where needed: "rwave train --model seed".
std::string command_line(const std::vector<std::string>& arguments);

}  // namespace rwave::experiment
