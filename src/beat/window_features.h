#pragma once
// Features of a beat's shape against the template's: numbers that do not change with gain or polarity.

#include <span>

namespace rwave {

// A part of a beat's window: its P wave, its QRS complex.
using WindowPart = std::span<const float>;

// Greatest less least value.
float height_of(WindowPart part);

// Pearson's correlation of two parts of one length; 0 where one of them is flat.
float correlation(WindowPart a, WindowPart b);

// Mean |a - b|.
float mean_difference(WindowPart a, WindowPart b);

}  // namespace rwave
