#include "dataset/row_form.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "beat/recipes/recipe.h"
#include "rwave/error.h"

namespace rwave {

// In the order in which a user can do something about it: other classes are another task, other shapes
// another recipe.
void require_form(const BeatSet& set, const RowForm& form, std::string_view model) {
  if (set.classes != form.classes) {
    throw Error(fmt::format("the model '{}' tells {} apart, the rows are of {}", model,
                            fmt::join(form.classes, " "), fmt::join(set.classes, " ")));
  }
  if (set.channels != form.channels || set.width != form.width) {
    throw Error(fmt::format("the model '{}' takes rows of {} x {} samples, these have {} x {}", model,
                            form.channels, form.width, set.channels, set.width));
  }
  // Rows of the right shape by another recipe run without a fault and give answers that mean
  // nothing, which is why the name is compared too.
  if (set.recipe != form.recipe) {
    throw Error(fmt::format("the model '{}' was trained on beats cut by '{}', these were cut by '{}'", model,
                            form.recipe, set.recipe));
  }
  const std::string differs = version_difference(form.recipe, form.normalisation);
  if (!differs.empty())
    throw Error(fmt::format("the model '{}' takes rows {}; train it again", model, differs));
}

}  // namespace rwave
