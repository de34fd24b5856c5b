#pragma once
// An atrial focus that beats in the place of a sick sinus node: the beats that end its pauses are the sinus
// node's, and those that follow one another, most of all, have another P wave and are S.

#include <cstdint>
#include <vector>

#include "classify/whole/p_windows.h"

namespace rwave::whole {

// How much speaks for such a focus in a recording, 0 .. 8; 0 where there is nothing to tell it by. The
// product of three numbers: how unlike the mean P wave after pauses and that of beats that follow one another
// are, squared, how well those after pauses repeat, and how far the two kinds lie apart, in units of their
// spread. The last two are of means of up to eight beats, as single ones drown in noise. By intervals alone
// it looks as a sinus rhythm some of whose beats fail to come, whose P waves are all alike. Of 134 records of
// mitdb, svdb, qtdb, cpsc2021 and vfdb, 232 of mitdb has 7.6 (5.7 under muscle noise of 12 dB, 2.7 of 6 dB),
// the next ones .6 (119) and .4; under such noise .7 (221).
struct AtrialFocus {
  float evidence = 0;
  // By beat: how far its P wave is that after pauses, 0 .. 1. Empty where nothing can be told.
  std::vector<float> sinus;
  // By beat: 1 where it ends no pause, whatever the shape of its complex.
  std::vector<std::uint8_t> follows;
};

// Asks for 16 pauses, which are a twentieth of the beats or more: rare pauses are ended by escape beats of
// another focus, and what lies between them is the sinus node's. And for beats that follow one another by
// .55 s or more: at less the T wave of the one before lies in the P window. And for a P wave after pauses of
// a twenty-fifth of the QRS complex: what is smaller may be what fibrillation leaves of its waves.
AtrialFocus atrial_focus(const FeatureInputs& in, const PWindows& windows);

// By beat: 1 where it is a focus's own, as its evidence is 3.25 or more. Such a beat is S, if it is N by its
// shape.
std::vector<std::uint8_t> beats_of_focus(const PartMeasures& part);

}  // namespace rwave::whole
