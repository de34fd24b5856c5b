#pragma once
// Hardships put into recordings whose beats are known, so that the detector is fitted on more of them than
// the recordings hold.

#include <vector>

#include "math/random.h"
#include "detect_data.h"

namespace rwave::bench {

// Takes beats out (6 % begin a pause of one to four beats), QRS complex and T wave, leaving P waves, and adds
// a little white noise: pauses and blocked P waves. `reference` stays as it was.
DetectRecord with_pauses(const DetectRecord& record, Random& random);

// Adds recorded noise (nstdb's bw, wander, and ma, muscle), minute by minute and lead by lead at another
// signal-to-noise ratio between -6 and 12 dB, none in two minutes of five.
DetectRecord with_recorded_noise(const DetectRecord& record, const std::vector<DetectRecord>& noises,
                                 Random& random);

// The same with bumps of 20 to 200 ms at random times, as electrodes that move make them.
DetectRecord with_electrode_motion(const DetectRecord& record, Random& random);

// Makes the ventricular beats (of a record that has none: a tenth of its beats) 2 to 8 times as tall, from
// 0.25 s before to 0.45 s after them.
DetectRecord with_tall_ectopics(const DetectRecord& record, Random& random);

// Puts runs of 8 to 25 s in, about one a minute: one beat, smoothed, again and again every 0.24 to 0.42 s, as
// of ventricular tachycardia. The beat is a ventricular one where the record has any.
DetectRecord with_tachycardia(const DetectRecord& record, Random& random);

}  // namespace rwave::bench
