#pragma once
// Annotations that count the samples of another sampling rate than those they are compared with.

#include <span>
#include <string>
#include <string_view>

#include "rwave/annotation.h"

namespace rwave::ec57 {

// Throws Error of `file` where its annotations are of the same heart beats as `others`, counted at another
// sampling rate: as many beats (within 10 %) over a length, and with intervals, that differ by one factor (5
// % or more from 1). `name` is what the message calls the others ("reference"), `rate` theirs, Hz. Fewer than
// 20 beats do not tell a rate. Annotations past the record's end must be among them, as a higher rate puts
// them there.
void refuse_two_rates(const std::string& file, std::span<const Annotation> annotations, std::string_view name,
                      std::span<const Annotation> others, double rate);

}  // namespace rwave::ec57
