#include "record/packed_annotations.h"

#include <map>
#include <tuple>

namespace rwave {

PackedAnnotations::PackedAnnotations(std::vector<Annotation> annotations) {
  std::map<std::pair<std::string, double>, std::uint32_t> places;
  packed_.reserve(annotations.size());
  for (Annotation& each : annotations) {
    std::uint32_t remark = 0;
    if (!each.text.empty() || each.duration != 0) {
      const auto next = static_cast<std::uint32_t>(places.size() + 1);
      remark = places.emplace(std::pair(std::move(each.text), each.duration), next).first->second;
    }
    packed_.push_back({each.sample, each.code, each.subtype, each.channel, each.number, remark});
  }
  remarks_.resize(places.size());
  for (const auto& [text_and_duration, place] : places) remarks_[place - 1] = text_and_duration;
}

std::vector<Annotation> PackedAnnotations::unpacked() const {
  std::vector<Annotation> annotations;
  annotations.reserve(packed_.size());
  for (const Packed& each : packed_) {
    Annotation& annotation = annotations.emplace_back();
    annotation.sample = each.sample;
    annotation.code = each.code;
    annotation.subtype = each.subtype;
    annotation.channel = each.channel;
    annotation.number = each.number;
    if (each.remark > 0) std::tie(annotation.text, annotation.duration) = remarks_[each.remark - 1];
  }
  return annotations;
}

}  // namespace rwave
