// rwave: the runtime verbs; learning verbs are handed over to rwave-learn, as git does with its subcommands,
// so that this program starts without libtorch.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <new>
#include <string_view>

#include "cli/common.h"
#include "cli/program_start.h"
#include "cli/verbs.h"

namespace {

struct LearnVerb {
  std::string_view name, what;
};
constexpr std::array learn_verbs = {
    LearnVerb{"train", "Train a network on a beat set"},
    LearnVerb{"transfer", "Train parts of a trained network again on other rows"},
    LearnVerb{"calibrate", "Make a trained network's probabilities honest; its labels stay"},
    LearnVerb{"export", "Write a trained network as an ONNX file"},
    LearnVerb{"tune", "Search the options of a training"},
    LearnVerb{"explain", "Show what a trained network looks at"},
    LearnVerb{"compare", "Set finished trainings side by side, and next to published figures"},
    LearnVerb{"reproduce", "Every table and figure of the report, as one HTML page"},
};

// Replaces this process by rwave-learn, looked for next to this program, then along PATH. Returns only where
// neither is.
int hand_over(const char* verb, [[maybe_unused]] char** argv) {
#ifdef RWAVE_LEARN
  std::error_code ignored;
  // Next to this program first: two versions may be installed, and halves of different versions must
  // not be mixed.
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  if (!ignored) ::execv((self.parent_path() / "rwave-learn").c_str(), argv);
  ::execvp("rwave-learn", argv);
#endif
#ifdef RWAVE_LEARN
  constexpr const char* help = "./run --train builds it, as does cmake --build BUILD --target rwave-learn";
#else
  constexpr const char* help =
      "./run --train installs what it needs and builds it; that is libtorch: Debian's libtorch-dev, or "
      "RWAVE_TORCH_ROOT";
#endif
  fmt::print(stderr,
             "rwave: {} needs the learning half: rwave-learn is not next to this program or on PATH (in a "
             "checkout {})\n",
             verb, help);
  return rwave::cli::exit_failed;
}

// The verb's place among the arguments: behind --simd LEVEL, if that is there. 0: none.
int verb_place(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const int place = first == "--simd" ? 3 : first.starts_with("--simd=") ? 2 : 1;
  return place < argc ? place : 0;
}

}  // namespace

int main(int argc, char** argv) try {
  using namespace rwave::cli;
  keep_standard_streams();
  // Looked for before any option is parsed: the learning half has options that this half does not
  // know.
  const int place = verb_place(argc, argv);
  const char* named = argv[place];
  if (std::any_of(learn_verbs.begin(), learn_verbs.end(),
                  [&](const LearnVerb& verb) { return place > 0 && verb.name == named; })) {
    return hand_over(named, argv);
  }
  if (const auto status = run_ec57(argc, argv)) return *status;
  CLI::App app("rwave: ECG recordings to classified, honestly scored heartbeats", "rwave");
  add_info(app);
  add_convert(app);
  add_beats(app);
  add_classify(app);
  add_adapt(app);
  add_detect(app);
  add_holter(app);
  add_monitor(app);
  add_serve(app);
  add_score(app);
  add_ec57(app);
  add_fetch(app);
  add_bench(app);
  add_simulate(app);
  add_perturb(app);
  add_evaluate(app, [argv] { return hand_over("evaluate", argv); });
  // So that --help lists them too.
  for (const LearnVerb& verb : learn_verbs)
    app.add_subcommand(std::string(verb.name), std::string(verb.what));
  return run(app, argc, argv);
} catch (const std::bad_alloc&) {
  return rwave::cli::out_of_memory();
}
