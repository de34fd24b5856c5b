/* Labels an ECG as it comes in, sample by sample: one number a line, in mV, on standard input.
 *   label_stream 360 < samples      prints "sample label", a line a beat, as soon as it is known */
#include <rwave/rwave.h>
#include <stdio.h>
#include <stdlib.h>

static void print(rwave_classifier* classifier) {
  rwave_beat beats[16];
  int64_t i, count;
  while ((count = rwave_classifier_take(classifier, beats, 16)) > 0) {
    for (i = 0; i < count; ++i) printf("%lld %c\n", (long long)beats[i].sample, beats[i].label);
    fflush(stdout);
  }
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: label_stream RATE < samples\n");
    return 2;
  }
  rwave_classifier* classifier = rwave_classifier_new(NULL, atof(argv[1]), 1);
  float sample;
  int failed = classifier == NULL, got = 0;
  while (!failed && (got = scanf("%f", &sample)) == 1) {
    failed = rwave_classifier_push(classifier, &sample, 1) != 0;
    if (!failed) print(classifier);
  }
  if (!failed && got == 0) {
    fprintf(stderr, "label_stream: something that is no number\n");
    rwave_classifier_free(classifier);
    return 1;
  }
  if (!failed) failed = rwave_classifier_finish(classifier) != 0;
  if (!failed) print(classifier);
  if (failed) fprintf(stderr, "label_stream: %s\n", rwave_last_error());
  rwave_classifier_free(classifier);
  return failed;
}
