#include "rwave/classifier.h"

#include <fmt/format.h>

#include <utility>

#include "classify/beat_stream.h"
#include "rwave/error.h"

namespace rwave {
namespace {

LeadColumns columns_of(int leads) {
  if (leads == 1) return {1, {0}, 0};
  if (leads == 2) return {2, {0, 1}, 0};
  throw Error(fmt::format("{} leads; expected 1 or 2", leads));
}

}  // namespace

struct Classifier::Stream : BeatStream {
  using BeatStream::BeatStream;
};

Classifier::Classifier(const Model& model, double rate, int leads)
    : stream_(std::make_unique<Stream>(model, rate, columns_of(leads), 1)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

void Classifier::push(std::span<const float> frames) {
  stream_->push(frames);
}
void Classifier::finish() {
  stream_->finish();
}
std::vector<LabelledBeat> Classifier::take_beats() {
  return std::exchange(stream_->beats, {});
}
std::vector<SampleSpan> Classifier::take_unreadable() {
  return std::exchange(stream_->unreadable, {});
}

}  // namespace rwave
