/* Labels the beats of one lead: converter counts in (text, one a line, "-" where none was recorded), beats and rhythm
 * out.
 *   label_counts RATE COUNTS_PER_MV < counts.txt
 * All memory is the array below; on a device the samples would come from a buffer that an interrupt fills. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rwave_embedded.h"

static uint64_t memory[12 * 1024];

static void print_results(rwave_embedded* ecg) {
  rwave_embedded_beat beat;
  rwave_embedded_episode episode;
  while (rwave_embedded_take_beat(ecg, &beat) == 1)
    printf("%ld %c %.3f\n", (long)beat.sample, beat.label, beat.probability);
  while (rwave_embedded_take_episode(ecg, &episode) == 1)
    printf("# %s %s from %ld\n", rwave_embedded_rhythm_name(episode.kind), episode.ended ? "ended" : "began",
           (long)episode.first);
}

/* A whole number that fits 16 bits, alone on its line; "-" is a sample that was not recorded. 0: neither. */
static int read_count(const char* line, int16_t* sample) {
  char* end;
  long value;
  if (line[0] == '-' && (line[1] == '\n' || line[1] == '\r' || line[1] == '\0')) {
    *sample = RWAVE_EMBEDDED_MISSING;
    return 1;
  }
  value = strtol(line, &end, 10);
  if (end == line || end[strspn(end, " \t\r\n")] != '\0' || value <= INT16_MIN || value > INT16_MAX) return 0;
  *sample = (int16_t)value;
  return 1;
}

int main(int count, char** arguments) {
  char line[32];
  long number = 0;
  if (count != 3) {
    fprintf(stderr, "label_counts RATE COUNTS_PER_MV < counts.txt\n");
    return 2;
  }
  rwave_embedded_config config = rwave_embedded_defaults(atof(arguments[1]), (float)atof(arguments[2]));
  size_t bytes = rwave_embedded_size(&config);
  rwave_embedded* ecg = rwave_embedded_init(&config, memory, sizeof memory);
  if (ecg == NULL) {
    fprintf(stderr, "%s\n", bytes == 0 ? "rate or counts out of range" : "more memory is needed");
    return 1;
  }
  while (fgets(line, sizeof line, stdin) != NULL) {
    int16_t sample;
    number++;
    if (!read_count(line, &sample)) {
      fprintf(stderr, "line %ld: a converter's count was expected, a whole number of 16 bits alone on its line\n",
              number);
      return 1;
    }
    while (rwave_embedded_push(ecg, &sample, 1) == 0) print_results(ecg);
    print_results(ecg);
  }
  while (rwave_embedded_finish(ecg) == 1) print_results(ecg);
  print_results(ecg);
  rwave_embedded_close(ecg);
  return 0;
}
