"""t-SNE by scikit-learn's Barnes-Hut, as its users call it: bench/tsne/compare runs it.

    sklearn_tsne.py POINTS.npy PICTURE.npy

writes the picture and prints one JSON object."""
import json
import sys
import time

import numpy
from sklearn.manifold import TSNE

points = numpy.load(sys.argv[1])
method = TSNE(method="barnes_hut", perplexity=30, n_iter=1000, init="pca", learning_rate="auto", random_state=1)
begin, work = time.perf_counter(), time.process_time()
picture = method.fit_transform(points)
seconds, work = time.perf_counter() - begin, time.process_time() - work
numpy.save(sys.argv[2], picture.astype(numpy.float32))
print(json.dumps({"seconds": seconds, "cpu_seconds": work, "kl": float(method.kl_divergence_)}))
