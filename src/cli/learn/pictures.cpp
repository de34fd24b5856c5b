#include "cli/learn/pictures.h"

#include "figures/confusion_figure.h"
#include "figures/example_beats.h"
#include "figures/training_curves.h"

namespace rwave::cli {

void write_pictures(const std::filesystem::path& folder, const Dataset& dataset,
                    const learn::Trained& trained, const Provenance& validation, const Provenance& test) {
  std::vector<EpochRow> log;
  for (const learn::EpochRow& row : trained.log) {
    log.push_back(
        {row.epoch, row.train_loss, row.validation_loss, row.accuracy, row.balanced_accuracy, row.macro_f1});
  }
  write_figure(training_curves(log, trained.kept_epoch, validation), folder / "training_curves");
  const ExampleChoice choice{.data = validation.data, .split = dataset.split.name + " training rows"};
  write_figure(example_beats(dataset.set, dataset.split.train, choice), folder / "examples");
  if (trained.test.total() > 0) write_figure(confusion_figure(trained.test, test), folder / "confusion");
}

}  // namespace rwave::cli
