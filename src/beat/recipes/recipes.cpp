// The table of recipes, and recipes found by name.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/warning.h"
#include "beat/recipes/recipe.h"
#include "rwave/error.h"

namespace rwave {

std::span<const Recipe* const> recipes() {
  static const std::array known = {&kaggle_recipe(), &template_rr_recipe(), &infarction_recipe(),
                                   &twelve_lead_recipe()};
  return known;
}

const Recipe* find_recipe(std::string_view name) {
  if (name.empty()) return nullptr;
  for (const Recipe* recipe : recipes())
    if (recipe->name == name || recipe->former_name == name) return recipe;
  return nullptr;
}

const Recipe& recipe_named(std::string_view name) {
  if (const Recipe* recipe = find_recipe(name)) return *recipe;
  std::string names;
  for (const Recipe* recipe : recipes())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", recipe->name);
  throw UsageError(fmt::format("recipe '{}' is unknown (known: {})", name, names));
}

const Recipe& recipe_for(std::string_view name, LabelSource labels) {
  const Recipe& recipe = recipe_named(name);
  if (recipe.labels == labels) return recipe;
  // The default stands for "whatever fits the data", while a recipe that was named and does not fit
  // is refused: rows of another recipe would be a surprise.
  if (name == default_recipe) {
    const auto first =
        std::ranges::find_if(recipes(), [&](const Recipe* one) { return one->labels == labels; });
    if (first != recipes().end()) return **first;
  }
  throw UsageError(fmt::format("recipe '{}' cuts no {} (these do: {})", recipe.name,
                               labels == LabelSource::diagnosis ? "recordings that have a diagnosis each"
                                                                : "recordings whose beats are annotated",
                               recipe_names(labels)));
}

// Once a word and place: a set of many parts would repeat it.
std::string current_recipe(std::string_view name, std::string_view where) {
  const Recipe* recipe = find_recipe(name);
  if (recipe == nullptr || recipe->name == name) return std::string(name);
  if (!where.empty())
    notice(fmt::format("{}: the recipe '{}' is called '{}' now", where, name, recipe->name));
  return std::string(recipe->name);
}

std::string recipe_names(LabelSource labels) {
  std::string names;
  for (const Recipe* recipe : recipes())
    if (recipe->labels == labels) names += fmt::format("{}{}", names.empty() ? "" : ", ", recipe->name);
  return names;
}

std::string recipe_list() {
  std::string list = "Recipes:\n";
  for (const Recipe* recipe : recipes()) {
    list += fmt::format("  {:<13} {} x {} values; {}", recipe->name, recipe->channels, recipe->width,
                        recipe->what);
    if (recipe->cutter != nullptr)
      list += fmt::format("; complete {:g} s after the R peak at the latest", recipe->longest_wait);
    if (recipe->patient_prior) list += "; labels take the patient's other beats into account";
    list += "\n";
  }
  return list;
}

std::string_view normalisation_of(std::string_view recipe) {
  const Recipe* known = find_recipe(recipe);
  return known == nullptr ? std::string_view() : known->normalisation;
}

// Recipe and width would be the same and the network would run without a complaint, on values that
// it never saw in training.
std::string version_difference(std::string_view recipe, std::string_view normalisation) {
  const std::string_view own = normalisation_of(recipe);
  if (normalisation.empty() || own.empty() || normalisation == own) return {};
  return fmt::format("scaled by '{}', where the recipe {} scales by '{}': another version of that recipe",
                     normalisation, recipe_named(recipe).name, own);
}

}  // namespace rwave
