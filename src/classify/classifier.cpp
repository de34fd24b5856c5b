#include "rwave/classifier.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "classify/beat_stream.h"
#include "rwave/error.h"
#include "signal/gap_bridge.h"

namespace rwave {
namespace {

// Peaks are looked for in both leads even where one alone is labelled: a second lead finds beats
// that noise hides in the first.
LeadColumns columns_of(const Model& model, int leads) {
  if (leads < 1 || leads > 2) throw Error(fmt::format("{} leads; expected 1 or 2", leads));
  const std::vector<int> all = leads == 1 ? std::vector{0} : std::vector{0, 1};
  return {leads, all, labels_two_leads(model) ? all : std::vector{0}};
}

}  // namespace

struct Classifier::Stream : BeatStream {
  Stream(const Model& model, double rate, int leads, const ClassifierOptions& options)
      : BeatStream(model, rate, columns_of(model, leads), 1), unknown_below(options.unknown_below) {
    if (options.bridge_gaps) gaps.emplace(rate, static_cast<std::size_t>(leads));
    call_unknown(beats, unknown_below);  // refuses what is no probability before the first sample
  }

  float unknown_below;
  std::optional<GapBridge> gaps;
};

Classifier::Classifier(const Model& model, double rate, int leads, const ClassifierOptions& options)
    : stream_(std::make_unique<Stream>(model, rate, leads, options)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

void Classifier::push(std::span<const float> frames) {
  stream_->push(stream_->gaps ? stream_->gaps->push(frames) : frames);
}
void Classifier::finish() {
  if (stream_->gaps)
    if (const auto left = stream_->gaps->finish(); !left.empty()) stream_->push(left);
  stream_->finish();
}
std::vector<LabelledBeat> Classifier::take_beats() {
  std::vector<LabelledBeat> beats = std::exchange(stream_->beats, {});
  call_unknown(beats, stream_->unknown_below);
  return beats;
}
std::vector<SampleSpan> Classifier::take_unanalyzable() {
  return std::exchange(stream_->unanalyzable, {});
}
std::int64_t Classifier::unanalyzable_since() const {
  return stream_->unanalyzable_since();
}

}  // namespace rwave
