#pragma once
// The five beat classes of ANSI/AAMI EC57 and the WFDB annotation types that belong to each.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rwave {

// N: normal, bundle branch block, escape. S: supraventricular ectopic. V: ventricular ectopic. F: fusion of V
// and N. Q: paced or unclassifiable. The values are the class indices of the Kaggle files.
enum class BeatClass : std::uint8_t { N, S, V, F, Q };

inline constexpr int beat_classes = 5;
inline constexpr std::array<std::string_view, beat_classes> beat_class_names = {"N", "S", "V", "F", "Q"};

// The class of a WFDB annotation type by the map that gives the published counts (N L R e j | A a J S | V E |
// F | / f Q); nothing where the annotation is no such beat.
std::optional<BeatClass> beat_class(std::uint8_t annotation_code);

// Whether the annotation marks a beat of any kind: those of the map, and B r n ? besides. The waves of
// ventricular flutter (!) are none.
bool is_beat(std::uint8_t annotation_code);

}  // namespace rwave
