#pragma once
// Annotations as an open recording keeps them: a day has a hundred thousand, and most say the same few
// things.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rwave/annotation.h"

namespace rwave {

// 16 bytes an annotation, where an Annotation takes 64; each text is kept once.
class PackedAnnotations {
 public:
  PackedAnnotations() = default;
  explicit PackedAnnotations(std::vector<Annotation> annotations);

  // What was given, in its order.
  std::vector<Annotation> unpacked() const;

 private:
  struct Packed {
    std::int64_t sample;
    std::uint8_t code;
    std::int8_t subtype;
    std::uint8_t channel;
    std::int8_t number;
    // Place in remarks_, and one; 0: neither text nor duration.
    std::uint32_t remark;
  };

  std::vector<Packed> packed_;
  // Text and duration, each pair once.
  std::vector<std::pair<std::string, double>> remarks_;
};

}  // namespace rwave
