/* rwave for C, and for whatever calls C: R peaks, labelled beats, rhythm, whole recordings, scores.
 *
 *   rwave_classifier *c = rwave_classifier_new(NULL, 360, 1);
 *   if (!c) fail(rwave_last_error());
 *   rwave_classifier_push(c, samples, n);            as often as there are samples, mV
 *   rwave_beat beats[64];
 *   int64_t count = rwave_classifier_take(c, beats, 64);
 *   rwave_classifier_finish(c);                      then take what is left
 *   rwave_classifier_free(c);
 *
 * Rules that hold everywhere:
 * - Handles are opaque. What ends in _new, _load, _read or _classify gives one, or NULL; its _free takes it
 *   back and lets NULL pass.
 * - No function throws or ends the process. One that fails returns NULL or -1, and rwave_last_error() says
 *   why in one line. NULL where a handle is expected is such a failure, as is a handle that was freed (until
 *   its address is given out again), samples or beats after _finish, and memory that cannot be had: what the
 *   call was working on is lost then, and the handle is good for _free alone.
 * - Sizes first: a struct that may grow begins with `size`, which the caller sets to its sizeof. Arrays are
 *   given with their room: a function that copies what a handle holds returns how many there are, and copies
 *   no more than `most` of them (NULL and 0 ask for the number alone); a _take function moves out up to
 *   `most`, and returns how many.
 * - One thread at a time may use a handle. A call that meets another thread's at work on the same handle
 *   fails at once and changes nothing; _free leaves such a handle as it is. Handles share nothing that is
 *   written, so that several threads may each use their own; rwave_last_error() is each thread's own. A
 *   model given to a function is used by what that function makes: it counts as one handle with it, which is
 *   not checked.
 * - Samples are float in mV, frame after frame (the first lead's, the second's); NaN = not recorded. Strings
 *   are UTF-8; those given out belong to the handle, and last as long as it.
 *
 * The C++ headers say more of each: classifier.h, detector.h, classification.h, rhythm.h, score.h. */
#ifndef RWAVE_RWAVE_H
#define RWAVE_RWAVE_H

#include <stddef.h>
#include <stdint.h>

#include "rwave/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the last failure on this thread was, in one line; empty before the first. Valid until the next
 * failure. */
RWAVE_API const char* rwave_last_error(void);

/* The library's version, "MAJOR.MINOR.PATCH". */
RWAVE_API const char* rwave_version(void);

/* A beat: its R peak as a sample of the recording, its class, one of N S V F Q of ANSI/AAMI EC57 (in whole
 * recordings also / for a paced beat), and the probability that the network gives this class. */
typedef struct rwave_beat {
  int64_t sample;
  char label;
  float probability;
} rwave_beat;

/* Samples first .. end - 1. */
typedef struct rwave_span {
  int64_t first;
  int64_t end;
} rwave_span;

/* R peaks of a stream. */

/* A peak is given out at most 1.1 s after it; in the first seconds, or of a lead that has just been
 * connected, up to 5.1 s. Memory does not grow. */
typedef struct rwave_detector rwave_detector;

/* rate: Hz, of each lead, 100 to 2000. leads: 1 or 2, side by side in what is pushed. */
RWAVE_API rwave_detector* rwave_detector_new(double rate, int leads);

/* The next samples, `count` in all, a whole number of frames. 0, or -1. */
RWAVE_API int rwave_detector_push(rwave_detector* detector, const float* samples, size_t count);

/* The recording ends here. 0, or -1. */
RWAVE_API int rwave_detector_finish(rwave_detector* detector);

/* Moves out R peaks, as samples counted from the first one pushed, strictly increasing over all calls; and
 * spans in which nothing can be said: no lead connected, or noise alone. How many, or -1. What has no room in
 * the caller's array waits for the next call. */
RWAVE_API int64_t rwave_detector_take(rwave_detector* detector, int64_t* peaks, size_t most);
RWAVE_API int64_t rwave_detector_take_unanalyzable(rwave_detector* detector, rwave_span* spans, size_t most);

RWAVE_API void rwave_detector_free(rwave_detector* detector);

/* Networks that label beats. */

/* Load a model once and use it for many recordings, or once for each thread that labels. */
typedef struct rwave_model rwave_model;

/* file: an ONNX file of `rwave export`; "live" or "whole": the networks that come with the library, for
 * streams and for whole recordings. threads share the beats of a batch; 0: one per core. */
RWAVE_API rwave_model* rwave_model_load(const char* file, int threads);
RWAVE_API const char* rwave_model_name(const rwave_model* model);
RWAVE_API void rwave_model_free(rwave_model* model); /* not before what uses it */

/* How labels are given; 0 and NULL everywhere are the defaults, so that memset() and the size are enough.
 * Arrays and strings are read during the call alone. */
typedef struct rwave_options {
  size_t size;         /* sizeof(rwave_options) */
  float unknown_below; /* beats whose label has a lower probability, 0 to 1, are called Q */
  /* Of whole recordings only: */
  int one_lead;     /* not 0: no second lead */
  const char* lead; /* the lead to label, by name or number from 1; NULL: lead II or the first clear one */
  const int64_t* peaks; /* R peaks to label, in frames; NULL: they are detected */
  size_t peak_count;
  double table_rate; /* Hz, of tables that do not give theirs; 0: from the table */
} rwave_options;

/* Labelled beats of a stream. */

/* Each label comes at most 2.4 s after its R peak, in the first seconds up to 5.2 s. */
typedef struct rwave_classifier rwave_classifier;

/* model: an ONNX file of `rwave export`, or NULL for the network that comes with the library. rate: Hz, of
 * each lead, 100 to 2000. leads: 1 or 2, side by side in what is pushed; the first counts twice. */
RWAVE_API rwave_classifier* rwave_classifier_new(const char* model, double rate, int leads);

/* The same with a model that is loaded, and options (NULL: defaults). */
RWAVE_API rwave_classifier* rwave_classifier_new_with(rwave_model* model, double rate, int leads,
                                                      const rwave_options* options);

/* As of rwave_detector. take moves out beats in order of time. */
RWAVE_API int rwave_classifier_push(rwave_classifier* classifier, const float* samples, size_t count);
RWAVE_API int rwave_classifier_finish(rwave_classifier* classifier);
RWAVE_API int64_t rwave_classifier_take(rwave_classifier* classifier, rwave_beat* beats, size_t most);
RWAVE_API int64_t rwave_classifier_take_unanalyzable(rwave_classifier* classifier, rwave_span* spans,
                                                     size_t most);

RWAVE_API void rwave_classifier_free(rwave_classifier* classifier);

/* Rhythm: episodes of labelled beats. */

/* kind: an index for rwave_rhythm_key(). end: first, where the episode goes on. Rates in beats per minute, 0
 * where there are fewer than two beats. */
typedef struct rwave_episode {
  int kind;
  int64_t first;
  int64_t end;
  int64_t beats;
  double mean_rate;
  double max_rate;
  int ended; /* 0: it began, and goes on */
} rwave_episode;

/* "af"; its WFDB text, "(AFIB", empty where there is none; NULL for no kind. */
RWAVE_API const char* rwave_rhythm_key(int kind);
RWAVE_API const char* rwave_rhythm_code(int kind);

/* Thresholds are the defaults of rhythm.h. Without a signal a long interval is called a pause only where no
 * missed beat explains it. */
typedef struct rwave_rhythm rwave_rhythm;

/* rate: Hz, of the beats' samples, 0.01 to 1,000,000. */
RWAVE_API rwave_rhythm* rwave_rhythm_new(double rate);

/* The next beat (label N S V F Q, or / for a paced one), the next span in which nothing can be said, and that
 * nothing before this sample is to come any more. In order of samples. 0, or -1. */
RWAVE_API int rwave_rhythm_add_beat(rwave_rhythm* rhythm, int64_t sample, char label);
RWAVE_API int rwave_rhythm_add_unanalyzable(rwave_rhythm* rhythm, rwave_span span);
RWAVE_API int rwave_rhythm_advance(rwave_rhythm* rhythm, int64_t sample);
RWAVE_API int rwave_rhythm_finish(rwave_rhythm* rhythm, int64_t frames);

/* Moves out what began and ended, in the order it became known. */
RWAVE_API int64_t rwave_rhythm_take(rwave_rhythm* rhythm, rwave_episode* episodes, size_t most);

RWAVE_API void rwave_rhythm_free(rwave_rhythm* rhythm);

/* Annotations, as WFDB annotation files hold them. */

/* code: WFDB's annotation type, 0 to 49 (1 = N). text: the AUX field; NULL: none. */
typedef struct rwave_annotation {
  int64_t sample;
  uint8_t code;
  int8_t subtype;
  uint8_t channel;
  int8_t number;
  const char* text;
} rwave_annotation;

/* A list in the order in which annotations were read or added. */
typedef struct rwave_annotations rwave_annotations;

/* An empty list; one of a file. rate: the recording's, Hz, needed only where the file states a time
 * resolution of its own; else 0. */
RWAVE_API rwave_annotations* rwave_annotations_new(void);
RWAVE_API rwave_annotations* rwave_annotations_read(const char* file, double rate);
/* Appends a copy of the annotation, its text included. 0, or -1. */
RWAVE_API int rwave_annotations_add(rwave_annotations* annotations, const rwave_annotation* annotation);
/* Copies out annotations; their texts are the handle's, and last as long as it. How many there are, or -1. */
RWAVE_API int64_t rwave_annotations_get(const rwave_annotations* annotations, rwave_annotation* out,
                                        size_t most);
/* Writes a WFDB annotation file, whole or not at all. The list must be in order of samples. 0, or -1. */
RWAVE_API int rwave_annotations_write(const rwave_annotations* annotations, const char* file);
RWAVE_API void rwave_annotations_free(rwave_annotations* annotations);

/* The type whose mnemonic this is ("V"), -1 where there is none. */
RWAVE_API int rwave_annotation_code(const char* symbol);

/* Whole recordings. */

/* The handle holds results alone: the file is closed, and samples in memory may be freed. */
typedef struct rwave_labelled rwave_labelled;

/* A recording of any format, or samples in memory, found, labelled and its rhythm stated. model: NULL for the
 * one that comes with the library for whole recordings. options: NULL for the defaults. samples: in mV; what
 * by its size is none (counts of a converter) has a warning, below. */
RWAVE_API rwave_labelled* rwave_classify(const char* recording, rwave_model* model,
                                         const rwave_options* options);
RWAVE_API rwave_labelled* rwave_classify_samples(const float* samples, size_t count, double rate, int leads,
                                                 rwave_model* model, const rwave_options* options);

/* The same, taught by the beats that a person has labelled in the recording (N S V F Q /), each within 150 ms
 * of its R peak. complete_until: before this frame the labels are all the beats there are; else 0. */
RWAVE_API rwave_labelled* rwave_adapt(const char* recording, rwave_model* model, const rwave_options* options,
                                      const rwave_annotations* labels, int64_t complete_until);

RWAVE_API double rwave_labelled_rate(const rwave_labelled* labelled);    /* frames a second, Hz; or -1 */
RWAVE_API int64_t rwave_labelled_frames(const rwave_labelled* labelled); /* the recording's length */
/* Copy out beats in order of time, unanalyzable spans and episodes; samples are frames. How many, or -1. */
RWAVE_API int64_t rwave_labelled_beats(const rwave_labelled* labelled, rwave_beat* beats, size_t most);
RWAVE_API int64_t rwave_labelled_unanalyzable(const rwave_labelled* labelled, rwave_span* spans, size_t most);
RWAVE_API int64_t rwave_labelled_episodes(const rwave_labelled* labelled, rwave_episode* episodes,
                                          size_t most);

/* What is doubtful about the recording, a line each: warning `index` from 0; NULL past the last. */
RWAVE_API const char* rwave_labelled_warning(const rwave_labelled* labelled, size_t index);

/* A figure: "sdnn", "ms", its value, NaN where undefined. */
typedef struct rwave_figure {
  const char* key;
  const char* unit;
  double value;
} rwave_figure;

/* The summary (rate, runs, pauses, analyzable share), and heart-rate variability by the Task Force of 1996.
 */
RWAVE_API int64_t rwave_labelled_summary(const rwave_labelled* labelled, rwave_figure* figures, size_t most);
RWAVE_API int64_t rwave_labelled_variability(const rwave_labelled* labelled, rwave_figure* figures,
                                             size_t most);

/* Labels as annotations: N S V F Q, ~ around what is unanalyzable, [ ] around fibrillation. */
RWAVE_API rwave_annotations* rwave_labelled_annotations(const rwave_labelled* labelled);

RWAVE_API void rwave_labelled_free(rwave_labelled* labelled);

/* EC57: beats of a test annotator against the reference. */

/* counts[reference][test] in the order N S V F Q O X; figures are shares, 0 to 1, NaN where undefined. */
typedef struct rwave_score {
  size_t size; /* sizeof(rwave_score) */
  int64_t counts[7][7];
  double qrs_sensitivity, qrs_predictivity;
  double v_sensitivity, v_predictivity, v_false_positive_rate;
  double s_sensitivity, s_predictivity;
  double rr_error_ms;
} rwave_score;

/* rate: samples per second of both. start: s not scored at the begin; the standard's is 300. 0, or -1. */
RWAVE_API int rwave_score_beats(const rwave_annotations* reference, const rwave_annotations* test,
                                double rate, double start, rwave_score* score);

#ifdef __cplusplus
}
#endif

#endif
