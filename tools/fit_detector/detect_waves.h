#pragma once
// Hardships that change the waves themselves or their times: of patients and devices that the recordings do
// not have. `reference` stays as it was; `beats` are those of what comes out.

#include "detect_data.h"
#include "math/random.h"

namespace rwave::bench {

// T waves of 0.4 to 3 times the QRS height, upright or inverted, each lead another one, 24 to 36 % of a second
// behind the R peak at 60 a minute (by the root of the interval), drawn again each minute, none in one of four.
DetectRecord with_tall_t_waves(const DetectRecord& record, Random& random);

// Leads cut off at 0.4 to 0.95 of their QRS height, as by an amplifier at its rail.
DetectRecord with_flat_tops(const DetectRecord& record, Random& random);

// Every second QRS complex 1.3 to 4 times as low, as where a tamponade swings the heart.
DetectRecord with_alternating_heights(const DetectRecord& record, Random& random);

// Rates of 50 to 240 a minute, another one each 60 beats, with the intervals' own variation. Complexes stay as they
// are, the QT interval follows the root of the RR interval, what lies between T and P waves becomes shorter or
// longer; at fast rates P waves, and then the T waves' ends, fall away.
DetectRecord with_other_rates(const DetectRecord& record, Random& random);

// The baseline steps by up to 3 mV every 3 to 12 s and comes back within 0.1 s to 2 s, or stays.
DetectRecord with_steps(const DetectRecord& record, Random& random);

// A pacing pulse of 1 to 6 mV before each complex (20 to 200 ms), with an after-potential of 3 to 15 % of it
// that falls off within 15 to 60 ms.
DetectRecord with_pacing(const DetectRecord& record, Random& random);

}  // namespace rwave::bench
