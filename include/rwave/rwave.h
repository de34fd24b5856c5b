/* rwave for C, and for whatever calls C: labelled beats of an ECG as it comes in.
 *
 *   rwave_classifier *c = rwave_classifier_new(NULL, 360, 1);
 *   if (!c) fail(rwave_last_error());
 *   rwave_classifier_push(c, samples, n);            as often as there are samples, mV
 *   rwave_beat beats[64];
 *   size_t count = rwave_classifier_take(c, beats, 64);
 *   rwave_classifier_finish(c);                      then take what is left
 *   rwave_classifier_free(c);
 *
 * No function throws or ends the process. What include/rwave/classifier.h says of rwave::Classifier holds
 * here.
 */
#ifndef RWAVE_RWAVE_H
#define RWAVE_RWAVE_H

#include <stddef.h>
#include <stdint.h>

#include "rwave/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A beat: its R peak as a sample of the recording, its class, one of N S V F Q of ANSI/AAMI EC57, and the
 * probability that the network gives this class. */
typedef struct rwave_beat {
  int64_t sample;
  char label;
  float probability;
} rwave_beat;

typedef struct rwave_classifier rwave_classifier;

/* model: an ONNX file of `rwave export`, or NULL for the network that comes with the library. rate: Hz, of
 * each lead, 100 to 2000. leads: 1 or 2, side by side in what is pushed; the first counts twice. NULL
 * on failure. */
RWAVE_API rwave_classifier* rwave_classifier_new(const char* model, double rate, int leads);

/* The next samples in mV, `count` in all, a whole number of frames; NaN = not recorded. 0, or -1 on failure.
 */
RWAVE_API int rwave_classifier_push(rwave_classifier* classifier, const float* samples, size_t count);

/* The recording ends here. 0, or -1 on failure. */
RWAVE_API int rwave_classifier_finish(rwave_classifier* classifier);

/* Moves up to `most` labelled beats, in order of time, to `beats`; returns how many. */
RWAVE_API size_t rwave_classifier_take(rwave_classifier* classifier, rwave_beat* beats, size_t most);

/* NULL is let pass. */
RWAVE_API void rwave_classifier_free(rwave_classifier* classifier);

/* What the last failure on this thread was, in one line; empty before the first. Valid until the next
 * failure. */
RWAVE_API const char* rwave_last_error(void);

/* "0.2.0" */
RWAVE_API const char* rwave_version(void);

#ifdef __cplusplus
}
#endif

#endif
