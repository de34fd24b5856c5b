#!/usr/bin/python3
"""Whether the whole-recording labeller's probabilities are honest on patients whom its trees have not seen.

    experiments/whole_labels/folds.py OUT/a OUT/b --save /tmp/f        then calibration.py OUT/a /tmp/f.npz

Prints, for labels by their probability, how many are right; the expected calibration error (15 bins) of all beats and as a mean over
records; and both with the logarithms of the probabilities divided by a temperature, chosen on half of the patients and tried on the others.
"""
import sys
import numpy as np
import labels_data as L


def error(p, y, bins=15):
    said, right = p.max(1), p.argmax(1) == y
    at = np.minimum((said * bins).astype(int), bins - 1)
    return sum(np.mean(at == b) * abs(said[at == b].mean() - right[at == b].mean()) for b in np.unique(at))


def cooled(p, temperature):
    z = np.log(np.maximum(p, 1e-9)) / temperature
    z = np.exp(z - z.max(1, keepdims=True))
    return z / z.sum(1, keepdims=True)


def loss(p, y):
    return -np.log(np.maximum(p[np.arange(len(y)), y], 1e-9)).mean()


if len(sys.argv) != 3:
    raise SystemExit(__doc__)
data, folds = L.Data([sys.argv[1]]), np.load(sys.argv[2])
kept = data.cls[folds["rows"]] < 5
rows, p = folds["rows"][kept], folds["prob"][kept].astype(float)
y, record = data.cls[rows], data.rec[rows]
print("probability   beats   said  right")
said, right = p.max(1), p.argmax(1) == y
for low, high in ((0, .5), (.5, .6), (.6, .7), (.7, .8), (.8, .9), (.9, .95), (.95, .99), (.99, 1.01)):
    k = (said >= low) & (said < high)
    if k.any():
        print("%.2f - %.2f  %7d  %.3f  %.3f" % (low, min(high, 1), k.sum(), said[k].mean(), right[k].mean()))
by_record = lambda q: np.mean([error(q[record == r], y[record == r]) for r in np.unique(record)])
print("as it is: calibration error %.4f, mean over records %.4f, cross entropy %.4f" % (error(p, y), by_record(p), loss(p, y)))
temperatures = np.arange(0.7, 1.75, 0.05)
patients = np.array([data.patient[r] for r in record])
half = np.isin(patients, sorted(set(patients))[::2])
tried = np.empty_like(p)
for fit in (half, ~half):
    best = min(temperatures, key=lambda t: loss(cooled(p[fit], t), y[fit]))
    tried[~fit] = cooled(p[~fit], best)
    print("temperature chosen on half of the patients: %.2f" % best)
print("with it, on the other half: calibration error %.4f, mean over records %.4f, cross entropy %.4f" % (error(tried, y), by_record(tried), loss(tried, y)))
