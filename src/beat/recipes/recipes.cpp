#include <fmt/format.h>

#include <array>

#include "beat/cutter.h"
#include "beat/recipes/kaggle_cutter.h"
#include "beat/recipes/kaggle_recipe.h"
#include "beat/recipes/template_rr_cutter.h"
#include "rwave/error.h"

namespace rwave {

std::span<const Recipe> recipes() {
  static const std::array known = {
      Recipe{"kaggle", "minmax", 1, 1, kaggle_width, kaggle_rate, make_kaggle_cutter},
      Recipe{"rhythm", "steady beats", rhythm_channels, 1, rhythm_width, rhythm_rate, make_rhythm_cutter},
  };
  return known;
}

std::string_view normalisation_of(std::string_view recipe) {
  for (const Recipe& one : recipes())
    if (one.name == recipe) return one.normalisation;
  return {};
}

std::string version_difference(std::string_view recipe, std::string_view normalisation) {
  const std::string_view own = normalisation_of(recipe);
  if (normalisation.empty() || own.empty() || normalisation == own) return {};
  return fmt::format("scaled by '{}', where the recipe {} scales by '{}': another version of that recipe",
                     normalisation, recipe, own);
}

const Recipe& recipe_named(std::string_view name) {
  std::string names;
  for (const Recipe& recipe : recipes()) {
    if (recipe.name == name) return recipe;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", recipe.name);
  }
  throw UsageError(fmt::format("recipe '{}' is unknown (known: {})", name, names));
}

}  // namespace rwave
