#include "experiment/reproduce/report_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rwave/error.h"

namespace rwave::experiment {
// Names are relative, as children run in the report's folder: the report can be moved.
std::vector<std::string> Step::command(const std::vector<std::string>& done) const {
  std::vector<std::string> words = arguments;
  if (takes_runs) {
    for (const std::string& run : needs)
      if (std::ranges::find(done, run) != done.end()) words.push_back(run);
  }
  words.insert(words.end(), {"-o", name});
  return words;
}

// A selected step does not bring what it needs: it is then blocked, and that is said, as somebody who asks
// for a picture did not ask for a day of training.
std::vector<Step> select_steps(const std::vector<Step>& plan, const std::vector<std::string>& words) {
  if (words.empty()) return plan;
  std::vector<Step> selected;
  std::set<std::string> groups, used;
  for (const Step& step : plan) {
    const std::string group = step.name.substr(0, step.name.find('/'));
    groups.insert(group);
    bool wanted = false;
    for (const std::string& word : words) {
      if (word != step.name && word != group) continue;
      wanted = true;
      used.insert(word);
    }
    if (wanted) selected.push_back(step);
  }
  for (const std::string& word : words) {
    if (used.contains(word)) continue;
    std::string known;
    for (const std::string& group : groups) known += " " + group;
    throw UsageError(fmt::format(
        "--only {}: no step is called so; there are{}, and the names that --list prints", word, known));
  }
  return selected;
}

// As on the page, for copying into a shell.
std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = "rwave";
  for (const std::string& word : arguments) line += " " + shell_word(word);
  return line;
}

}  // namespace rwave::experiment
