#include "classify/labeller.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math/rank_of_many.h"
#include "rwave/error.h"

namespace rwave {
namespace {

// The first lead counts twice as much as the second: on folds of DS1 it is right more often alone than the
// second is, and the two together, so weighted, more often than either.
constexpr double first_weight = 2.0 / 3;
constexpr float least_probability = 1e-6F;

// `answer` becomes what it and `other` say together: their weighted geometric mean.
// A geometric mean and not an arithmetic one: a lead that rules a class out keeps it out. The floor
// keeps one zero from deciding for good.
void join(std::span<float> answer, std::span<const float> other) {
  for (std::size_t i = 0; i < answer.size(); ++i)
    answer[i] = static_cast<float>(std::pow(std::max(answer[i], least_probability), first_weight) *
                                   std::pow(std::max(other[i], least_probability), 1 - first_weight));
  const float sum = std::accumulate(answer.begin(), answer.end(), 0.F);
  for (float& probability : answer) probability /= sum;
}

std::optional<PatientPrior> prior_for(const ModelState& state) {
  const auto s = std::ranges::find(state.labels, 'S');
  if (!state.recipe.patient_prior || s == state.labels.end()) return std::nullopt;
  return PatientPrior(static_cast<std::size_t>(s - state.labels.begin()),
                      [](std::span<float> values) { return median_of_many(values); });
}

}  // namespace

bool labels_two_leads(const Model& model) {
  return ModelState::of(model).recipe.any_lead && ModelState::of(model).network.card()->lead.empty();
}

void call_unknown(std::span<LabelledBeat> beats, float below) {
  if (!(below >= 0 && below <= 1))
    throw Error(fmt::format("unknown_below is {:g}; expected a probability, 0 to 1", below));
  for (LabelledBeat& beat : beats)
    if (beat.probability < below) beat.label = 'Q';
}

Labeller::Labeller(const Model& model, double rate, int leads, std::size_t batch)
    : model_(model),
      classes_(ModelState::of(model).labels.size()),
      leads_(static_cast<std::size_t>(leads)),
      batch_(batch),
      prior_(prior_for(ModelState::of(model))) {
  for (Lead& lead : leads_) lead.cutter = ModelState::of(model).recipe.cutter(rate);
}

void Labeller::add_beat(std::int64_t sample) {
  for (Lead& lead : leads_) lead.cutter->add_beat(sample);
}

void Labeller::set_watermark(std::int64_t sample) {
  for (Lead& lead : leads_) lead.cutter->set_watermark(sample);
}

void Labeller::push(std::span<const float> frames) {
  if (leads_.size() == 1) return leads_.front().cutter->push(frames);
  for (std::size_t l = 0; l < leads_.size(); ++l) {
    samples_.clear();
    for (std::size_t at = l; at < frames.size(); at += leads_.size()) samples_.push_back(frames[at]);
    leads_[l].cutter->push(samples_);
  }
}

void Labeller::finish() {
  for (Lead& lead : leads_) lead.cutter->finish();
  finished_ = true;
}

void Labeller::take(std::vector<LabelledBeat>& out) {
  for (Lead& lead : leads_) lead.cutter->take(lead.rows);
  const std::size_t beats = leads_.front().rows.beats.size();  // cutters of one rate work in step
  if (beats >= batch_ || (finished_ && beats > 0)) label(out);
}

// answer_ becomes what the leads in which the beat is valid say of it together; false where it is in none.
bool Labeller::take_answer(std::size_t beat) {
  const Recipe& recipe = ModelState::of(model_).recipe;
  bool any = false;
  for (Lead& lead : leads_) {
    if (lead.rows.valid[beat] == 0) continue;
    const std::size_t row = lead.next++;
    const auto values = std::span(lead.rows.values).subspan(row * recipe.row_values(), recipe.row_values());
    // A flat lead gives a row that the network has never seen, and an answer that means nothing.
    // With one lead there is nothing else to ask.
    if (leads_.size() > 1 && recipe.shows_nothing != nullptr && recipe.shows_nothing(values)) continue;
    const auto own = std::span(lead.scores).subspan(row * classes_, classes_);
    if (any) {
      join(answer_, own);
    } else {
      answer_.assign(own.begin(), own.end());
    }
    any = true;
  }
  return any;
}

void Labeller::label(std::vector<LabelledBeat>& out) {
  const ModelState& state = ModelState::of(model_);
  for (Lead& lead : leads_) {
    lead.scores.resize(lead.rows.values.size() / state.recipe.row_values() * classes_);
    ModelState::of(model_).network.run(lead.rows.values, lead.scores);
    lead.next = 0;
  }
  const std::vector<std::int64_t> beats = leads_.front().rows.beats;
  for (std::size_t i = 0; i < beats.size(); ++i) {
    // A beat of which no lead shows enough is Q with probability 0: EC57 counts it as found, and
    // nobody takes it for a label.
    LabelledBeat beat{beats[i], 'Q', 0};
    // The prior counts time and irregularity at every beat, also at those without an answer.
    if (prior_) prior_->add_beat(static_cast<double>(beat.sample));
    if (take_answer(i)) {
      if (prior_) prior_->adapt(answer_);
      const auto best = std::ranges::max_element(answer_);
      beat.probability = *best;
      beat.label = state.labels[static_cast<std::size_t>(best - answer_.begin())];
    }
    out.push_back(beat);
  }
  for (Lead& lead : leads_) {
    lead.rows.beats.clear();
    lead.rows.valid.clear();
    lead.rows.values.clear();
  }
}

}  // namespace rwave
