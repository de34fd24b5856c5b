// The error page: which rows are wrong, where they are, and what the most certain of them look like. The most
// certain come first, as an error at 99 % says more of a network than one at 51 %.
#include "experiment/errors/errors.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/output_file.h"
#include "base/parallel.h"
#include "base/text.h"
#include "experiment/errors/parts.h"
#include "figures/gnuplot.h"
#include "figures/page/html.h"
#include "figures/page/page.h"
#include "rwave/error.h"
#include "score/format.h"

namespace rwave::experiment {
namespace {

namespace fs = std::filesystem;

// Columns of the table of kinds that hold words.
constexpr int kind_words = 3;

// "n-as-s", the stem of a kind's page.
std::string page_name(const BeatSet& set, std::size_t truth, std::size_t label) {
  return html_id(set.classes.at(truth)) + "-as-" + html_id(set.classes.at(label));
}

void take_away(const fs::path& file) {
  std::error_code fault;
  fs::remove(file, fault);
  if (fault) throw Error(file.string(), "cannot be removed: " + fault.message());
}

// What a former call left. The page goes first: where it stands, all it shows is of one call.
void remove_former(const fs::path& folder, const BeatSet& set) {
  take_away(folder / "index.html");
  for (std::size_t t = 0; t < set.classes.size(); ++t) {
    for (std::size_t l = 0; l < set.classes.size(); ++l) {
      if (t == l) continue;
      for (const char* ending : {".svg", ".png"})
        take_away(folder / "figures" / (page_name(set, t, l) + ending));
    }
  }
}

// A page a kind. Panels are read one after the other, gnuplot draws on several cores.
void draw(const fs::path& folder, const TestAnswers& answers, const std::vector<MistakeKind>& kinds,
          RowRecordings& recordings) {
  if (kinds.empty()) return;
  if (!have_gnuplot()) {
    fmt::print(stderr, "rwave: no pictures: gnuplot is not on PATH (Debian: gnuplot-nox)\n");
    return;
  }
  make_folder(folder);
  std::vector<Figure> figures;
  figures.reserve(kinds.size());
  for (const MistakeKind& kind : kinds) figures.push_back(error_figure(kind, answers, recordings));
  parallel_for(kinds.size(), 0, [&](std::size_t k) {
    write_figure(figures[k], folder / page_name(answers.dataset.set, kinds[k].truth, kinds[k].label));
  });
}

// Made once: the page and the terminal show the same.
struct Tables {
  CsvTable kinds, records, rhythms;
};

// The page last: where it stands, all that it shows is there.
void write_page(const fs::path& folder, const TestAnswers& answers, const std::vector<MistakeKind>& kinds,
                const Tables& tables, const std::string& summary) {
  const BeatSet& set = answers.dataset.set;
  const PageSource source{answers.command, ""};
  Page page(folder, "What " + answers.provenance.model + " gets wrong", "");
  page.paragraph(head_line(answers.provenance));
  page.section("Where the errors are");
  page.paragraph(summary);
  if (!kinds.empty()) {
    page.paragraph("Every one of them: `errors.csv`, the most certain first.");
    page.table({"kinds", "Errors by kind.", tables.kinds.head, tables.kinds.rows, source, kind_words});
    page.table({"records", "Errors by record.", tables.records.head, tables.records.rows, source, 1});
  }
  if (!tables.rhythms.rows.empty())
    page.table({"rhythms", "Errors by the reference's rhythm and annotation.", tables.rhythms.head,
                tables.rhythms.rows, source, 4});
  if (!kinds.empty()) page.section("The most certain of them");
  for (const MistakeKind& kind : kinds) {
    const std::string name = page_name(set, kind.truth, kind.label);
    page.figure({folder / "figures" / name,
                 name,
                 fmt::format("{}: {} errors.", kind_name(set, kind),
                             grouped(static_cast<std::int64_t>(kind.mistakes.size()))),
                 source,
                 {}});
  }
  page.write();
}

}  // namespace

std::string write_errors(const std::string& folder, const TestAnswers& answers) {
  const BeatSet& set = answers.dataset.set;
  const fs::path path = folder;
  make_folder(path);
  remove_former(path, set);
  const std::vector<Mistake> mistakes =
      mistakes_of({answers.dataset.split.test, answers.predicted, answers.probabilities}, set.labels);
  const std::vector<MistakeKind> kinds = by_kind(mistakes);
  RowRecordings recordings(set, answers.dataset.spec.data);
  write_file(path / "errors.csv", csv_text(error_table(set, mistakes, recordings)));
  const Tables tables{kind_table(answers, kinds), record_table(answers, kinds),
                      rhythm_table(answers, recordings)};
  draw(path / "figures", answers, kinds, recordings);
  const std::string summary =
      mistakes.empty()
          ? fmt::format("No errors: all {} test rows are labelled as the reference has them.",
                        grouped(static_cast<std::int64_t>(answers.predicted.size())))
          : fmt::format("{} of {} test rows are wrong.", grouped(static_cast<std::int64_t>(mistakes.size())),
                        grouped(static_cast<std::int64_t>(answers.predicted.size())));
  write_page(path, answers, kinds, tables, summary);
  if (mistakes.empty()) return summary + "\n";
  std::vector<std::vector<std::string>> lines = {tables.kinds.head};
  lines.insert(lines.end(), tables.kinds.rows.begin(), tables.kinds.rows.end());
  return summary + "\n" + aligned(lines, kind_words);
}

}  // namespace rwave::experiment
