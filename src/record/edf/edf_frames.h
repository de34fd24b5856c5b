#pragma once
// Frames of an EDF file: into how many of them a data record is divided, when its signals have unlike rates.
//
// A frame of all signals together is as long as the slowest one's sample: next to an oxygen saturation of a
// sample a second, an ECG's beats would have times to the second, and every rate and rhythm of them would be
// wrong. So frames are short enough for an ECG, and signals that then do not divide evenly are brought to the
// next whole number of samples a frame: samples are repeated, and none is lost.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/edf/edf_header.h"
#include "rwave/recording.h"

namespace rwave {

// Frames of a data record: by all signals, so that nothing is changed; where such frames are longer than 10
// ms, by the ECG leads (of unlike rates the fastest), or by the signals that may be some (the first). 0: no
// signal is read.
int frames_of_record(const EdfHeader& header);

// Of a signal in each of `record_frames` frames of a data record; rounded up where they do not divide evenly.
std::int64_t samples_per_frame(const EdfSignal& signal, std::int64_t record_frames);

// A signal's samples of `records` whole data records, brought to `given` of them a record, at least as many
// as it holds: each is the one of the moment at which it begins.
std::vector<std::int32_t> held_samples(std::span<const std::int32_t> samples, std::int64_t records,
                                       std::int64_t given);

// The signals that are so brought to frames, "SpO2 (1 Hz), EMG (400 Hz, 2 a frame)"; empty: none.
std::string held_signals(const EdfHeader& header, std::int64_t record_frames);

// Name, transducer and units, by which the kind of a channel is told.
SignalInfo described_signal(const EdfSignal& signal);

}  // namespace rwave
