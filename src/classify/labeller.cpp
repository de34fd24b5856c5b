#include "classify/labeller.h"

#include <algorithm>

namespace rwave {

Labeller::Labeller(const Model& model, double rate, std::size_t batch)
    : model_(model), cutter_(model.state().recipe.cutter(rate)), batch_(batch) {}

void Labeller::finish() {
  cutter_->finish();
  finished_ = true;
}

void Labeller::take(std::vector<LabelledBeat>& out) {
  cutter_->take(rows_);
  if (rows_.beats.size() >= batch_ || (finished_ && !rows_.beats.empty())) label(out);
}

void Labeller::label(std::vector<LabelledBeat>& out) {
  const Model::State& state = model_.state();
  const std::size_t classes = state.labels.size();
  scores_.resize(rows_.values.size() / state.recipe.row_values() * classes);
  model_.state().network.run(rows_.values, scores_);
  auto scores = scores_.begin();
  for (std::size_t i = 0; i < rows_.beats.size(); ++i) {
    LabelledBeat beat{rows_.beats[i], 'Q', 0};
    if (rows_.whole[i] != 0) {
      const auto best = std::max_element(scores, scores + static_cast<std::ptrdiff_t>(classes));
      beat.probability = *best;
      if (*best >= state.unknown_below) beat.label = state.labels[static_cast<std::size_t>(best - scores)];
      scores += static_cast<std::ptrdiff_t>(classes);
    }
    out.push_back(beat);
  }
  rows_.beats.clear();
  rows_.whole.clear();
  rows_.values.clear();
}

}  // namespace rwave
