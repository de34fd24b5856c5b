/* Labels a whole recording, states its rhythm, and writes the labels as WFDB annotations:
 *   label_recording DIR/100 100.rw [REFERENCE]     prints beats by class, episodes, figures
 * With a reference annotation file ("DIR/100.atr") the labels are scored by EC57. */
#include <rwave/rwave.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(const char* what) {
  fprintf(stderr, "label_recording: %s: %s\n", what, rwave_last_error());
  return 1;
}

static void print_figures(const rwave_labelled* labelled,
                          int64_t (*figures_of)(const rwave_labelled*, rwave_figure*, size_t)) {
  rwave_figure figures[64];
  const int64_t count = figures_of(labelled, figures, 64);
  int64_t i;
  for (i = 0; i < count && i < 64; ++i)
    printf("%s %.3f %s\n", figures[i].key, figures[i].value, figures[i].unit);
}

static int print_episodes(const rwave_labelled* labelled) {
  const int64_t count = rwave_labelled_episodes(labelled, NULL, 0); /* sizes first */
  rwave_episode* episodes = count > 0 ? malloc((size_t)count * sizeof *episodes) : NULL;
  const double rate = rwave_labelled_rate(labelled);
  int64_t i;
  if (count > 0 && episodes == NULL) return 1;
  rwave_labelled_episodes(labelled, episodes, count > 0 ? (size_t)count : 0);
  for (i = 0; i < count; ++i)
    printf("%s %.1f-%.1f s, %lld beats\n", rwave_rhythm_key(episodes[i].kind),
           (double)episodes[i].first / rate, (double)episodes[i].end / rate, (long long)episodes[i].beats);
  free(episodes);
  return 0;
}

static int score(const rwave_annotations* labels, const char* reference_file, double rate) {
  rwave_score figures = {sizeof(rwave_score), {{0}}, 0, 0, 0, 0, 0, 0, 0, 0};
  rwave_annotations* reference = rwave_annotations_read(reference_file, rate);
  int status = 0;
  if (reference == NULL) return failed(reference_file);
  if (rwave_score_beats(reference, labels, rate, 300, &figures) != 0)
    status = failed("scoring");
  else
    printf("QRS Se %.4f +P %.4f, V Se %.4f +P %.4f\n", figures.qrs_sensitivity, figures.qrs_predictivity,
           figures.v_sensitivity, figures.v_predictivity);
  rwave_annotations_free(reference);
  return status;
}

int main(int argc, char** argv) {
  rwave_labelled* labelled;
  rwave_annotations* annotations;
  const char* warning;
  size_t index = 0;
  int status = 0;
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: label_recording RECORDING ANNOTATIONS [REFERENCE]\n");
    return 2;
  }
  labelled = rwave_classify(argv[1], NULL, NULL);
  if (labelled == NULL) return failed(argv[1]);
  while ((warning = rwave_labelled_warning(labelled, index++)) != NULL)
    fprintf(stderr, "label_recording: warning: %s\n", warning);
  print_figures(labelled, rwave_labelled_summary);
  print_figures(labelled, rwave_labelled_variability);
  status = print_episodes(labelled);
  annotations = rwave_labelled_annotations(labelled);
  if (annotations == NULL || rwave_annotations_write(annotations, argv[2]) != 0) status = failed(argv[2]);
  if (status == 0 && argc == 4) status = score(annotations, argv[3], rwave_labelled_rate(labelled));
  rwave_annotations_free(annotations);
  rwave_labelled_free(labelled);
  return status;
}
