/* rwave for small devices: one ECG lead in, labelled heartbeats and rhythm out, in memory that the caller
 * gives.
 *
 *   static uint64_t memory[4096];
 *   rwave_embedded_config config = rwave_embedded_defaults(250, 200);      // Hz, counts per millivolt
 *   if (rwave_embedded_size(&config) > sizeof memory) ...                  // sizes first
 *   rwave_embedded* ecg = rwave_embedded_init(&config, memory, sizeof memory);
 *   for (;;) {
 *     rwave_embedded_push(ecg, samples, count);                            // from the converter
 *     while (rwave_embedded_take_beat(ecg, &beat) == 1) ...                // R peak and class
 *     while (rwave_embedded_take_episode(ecg, &episode) == 1) ...          // rhythm
 *   }
 *
 * No heap, no exceptions, no global state that changes. Labels are those that `rwave classify -` gives of the
 * same lead (docs/embedded.md).
 *
 * Threads: a handle is one thread's at a time. Two handles share nothing and may be two threads'. A call that
 * meets another one at work on its handle, from an interrupt or a second thread, returns RWAVE_EMBEDDED_BUSY
 * and changes nothing. Push from one place only: an interrupt should fill a buffer and leave the call to the
 * main loop.
 *
 * C99 and C++. */
#ifndef RWAVE_EMBEDDED_H
#define RWAVE_EMBEDDED_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A sample that was not recorded: electrode off, converter overrun. */
#define RWAVE_EMBEDDED_MISSING INT16_MIN

typedef struct rwave_embedded_config {
  double rate;         /* samples a second, 100 to 2000 */
  float counts_per_mv; /* of the converter, above 0 */
  int16_t baseline;    /* count of 0 mV; the offset of a lead does not matter to its labels */
  float unknown_below; /* beats whose label is less probable are called Q; 0 to 1, 0: none */
} rwave_embedded_config;

/* baseline 0, unknown_below 0. */
rwave_embedded_config rwave_embedded_defaults(double rate, float counts_per_mv);

/* What calls return instead of a count or 0. */
enum rwave_embedded_fault {
  RWAVE_EMBEDDED_CLOSED = -1,   /* no handle: null, closed, or memory that was never initialised */
  RWAVE_EMBEDDED_BUSY = -2,     /* another call is at work on the handle */
  RWAVE_EMBEDDED_FINISHED = -3, /* samples after rwave_embedded_finish */
  RWAVE_EMBEDDED_NULL = -4      /* a pointer is null that must not be */
};

/* One stream at work, somewhere in the caller's memory. */
typedef struct rwave_embedded rwave_embedded;

/* A heartbeat. `label`: N, S, V, F or Q of ANSI/AAMI EC57; Q with probability 0 where too little of it was
 * recorded. */
typedef struct rwave_embedded_beat {
  int64_t sample; /* R peak, counted from the first sample pushed */
  float probability;
  char label;
} rwave_embedded_beat;

/* Kinds of rhythm episodes; rwave_embedded_rhythm_name() gives their names. */
typedef struct rwave_embedded_episode {
  int64_t first, end; /* samples first .. end - 1; as far as known where it goes on */
  int32_t beats;
  float mean_rate, max_rate; /* beats a minute, 0 of fewer than two beats */
  uint8_t kind;
  uint8_t ended; /* 0: it began and goes on, 1: it ended */
} rwave_embedded_episode;

/* Bytes that a stream of this kind takes; 0 where a field of the configuration is out of its range. */
size_t rwave_embedded_size(const rwave_embedded_config* config);

/* What those bytes are for: those of part 0, 1, ... and its name; 0 and "" behind the last, or where a field
 * is out of its range. Parts' bytes sum up to rwave_embedded_size(). `name` may be null. */
size_t rwave_embedded_part(const rwave_embedded_config* config, int32_t part, const char** name);

/* A stream in `memory`, which stays the caller's and must not move; null where the configuration is out of
 * range, memory is null or `bytes` are fewer than rwave_embedded_size(). Any alignment. */
rwave_embedded* rwave_embedded_init(const rwave_embedded_config* config, void* memory, size_t bytes);

/* The next samples. Returns how many were taken, `count` unless beats or episodes wait to be taken for too
 * long: then take them and push the rest. A fault below 0. */
int32_t rwave_embedded_push(rwave_embedded* stream, const int16_t* samples, int32_t count);

/* The oldest beat, or episode event, that waits: 1 and it is written, or 0; a fault below 0. Of beats 40
 * wait, of episode events 16; samples are taken while 32 beats and 12 events more would find their place. A
 * label comes at most 2.4 s after its beat, 5.2 s in the first seconds of a lead. */
int32_t rwave_embedded_take_beat(rwave_embedded* stream, rwave_embedded_beat* beat);
int32_t rwave_embedded_take_episode(rwave_embedded* stream, rwave_embedded_episode* episode);

/* The recording ends here: what waits for samples to come is decided. Returns 0 when that is done, 1 where
 * beats or episodes must be taken first: then take them and call again. A fault below 0. */
int32_t rwave_embedded_finish(rwave_embedded* stream);

/* Ends the handle: later calls on it return RWAVE_EMBEDDED_CLOSED. The memory is free for other use. 0, or a
 * fault. */
int32_t rwave_embedded_close(rwave_embedded* stream);

/* The text of a WFDB rhythm annotation, "(AFIB"; "pause" for a pause, which has none; "" of what is no kind.
 */
const char* rwave_embedded_rhythm_name(uint8_t kind);

/* Bytes of the network's weights and biases. */
size_t rwave_embedded_network_size(void);

#ifdef __cplusplus
}
#endif

#endif
