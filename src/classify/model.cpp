#include "classify/model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "beat/aami.h"
#include "classify/whole/whole_labeller.h"
#include "infer/onnx_read.h"
#include "rwave/error.h"

// models/live.onnx, part of the program so that it needs no file next to it.
extern "C" const char rwave_live_model_begin[], rwave_live_model_end[];
// models/whole.onnx, as well.
extern "C" const char rwave_whole_model_begin[], rwave_whole_model_end[];

namespace rwave {
namespace {

// The recipe of whole recordings is none of the table: it needs all beats at once, and cuts no rows
// from a stream.
const Recipe& recipe_of(const infer::ModelCard& card, const std::string& file) {
  if (card.recipe == whole::recipe.name) return whole::recipe;
  try {
    return recipe_for(card.recipe, LabelSource::annotations);
  } catch (const UsageError& fault) {
    throw Error(file, fault.what());
  }
}

// Throws Error naming what of the card's rows is not as the recipe cuts them.
void check_rows(const infer::ModelCard& card, const Recipe& recipe, const std::string& file) {
  if (card.rate != recipe.rate)
    throw Error(file, fmt::format("takes rows at {:g} Hz, recipe {} cuts them at {:g} Hz", card.rate,
                                  recipe.name, recipe.rate));
  if (card.channels != recipe.channels || card.width != recipe.width)
    throw Error(file, fmt::format("takes rows of {} x {} samples, recipe {} cuts {} x {}", card.channels,
                                  card.width, recipe.name, recipe.channels, recipe.width));
  const std::string differs =
      &recipe != &whole::recipe ? version_difference(card.recipe, card.normalisation)
      : card.normalisation == recipe.normalisation
          ? ""
          : fmt::format("'{}', where this program makes '{}'", card.normalisation, recipe.normalisation);
  if (!differs.empty()) throw Error(file, fmt::format("takes rows {}; train it again", differs));
}

// The order of classes is the card's. A network with another order works as well; one with other
// classes cannot label heartbeats.
std::vector<char> labels_of(const infer::ModelCard& card, const std::string& file) {
  std::vector<char> labels;
  for (const std::string& name : card.classes) {
    if (std::ranges::find(beat_class_names, name) == beat_class_names.end())
      throw Error(file, fmt::format("tells {} apart; beats are labelled by {}", fmt::join(card.classes, " "),
                                    fmt::join(beat_class_names, " ")));
    labels.push_back(name.front());
  }
  return labels;
}

// All checks before the first recording is opened: a model that does not fit is one error and not
// one for each record.
std::shared_ptr<ModelState> state_of(infer::Network network, const std::string& name) {
  if (!network.card())
    throw Error(name, "has no model card, so how its rows are cut is not known (rwave export writes one)");
  const infer::ModelCard card = *network.card();
  const Recipe& recipe = recipe_of(card, name);
  check_rows(card, recipe, name);
  return std::make_shared<ModelState>(ModelState{
      name, std::move(network), recipe,
      &recipe == &whole::recipe ? card.recipe : current_recipe(card.recipe, name), labels_of(card, name)});
}

std::shared_ptr<ModelState> embedded(const char* begin, const char* end, const std::string& name,
                                     int threads) {
  const std::string_view bytes(begin, static_cast<std::size_t>(end - begin));
  return state_of(infer::Network(infer::parse_onnx(bytes, name), {.threads = threads}), name);
}

}  // namespace

Model Model::load(const std::filesystem::path& file, int threads) {
  return Model(state_of(infer::Network::load(file, {.threads = threads}), file.string()));
}

Model Model::shipped(int threads) {
  return Model(embedded(rwave_live_model_begin, rwave_live_model_end, "the shipped model", threads));
}

Model Model::shipped_whole(int threads) {
  return Model(embedded(rwave_whole_model_begin, rwave_whole_model_end, "the shipped model", threads));
}

Model::Model(std::shared_ptr<ModelState> state) : state_(std::move(state)) {}
Model::Model(const Model&) = default;
Model& Model::operator=(const Model&) = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

const std::string& Model::name() const {
  return state_->network.card()->name;
}
const std::string& Model::recipe() const {
  return state_->recipe_name;
}
const std::string& Model::file() const {
  return state_->file;
}

}  // namespace rwave
