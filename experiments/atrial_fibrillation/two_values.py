#!/usr/bin/python3
"""How often 64 intervals take two values, in atrial fibrillation and outside it (Debian's python3-numpy): what two_valued() of
src/rhythm/irregularity.h asks, at several bounds.

  experiments/atrial_fibrillation/two_values.py [DATA]

Prints for mitdb and ltafdb (beats given; windows within fibrillation, or outside, each 8 and each 64 intervals), by the least share of the
smaller band, the share of windows by that of both bands together; then the records with most of those in fibrillation at .65 and .2.
"""
import os
import sys
from collections import Counter

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
tools = {"__name__": "bench_rhythm"}
exec(compile(open(os.path.join(HERE, "../../bench/rhythm")).read().rsplit("\nmain()\n", 1)[0], "rhythm", "exec"), tools)

WINDOW, HALF_BAND, APART, VENTRICULAR = 64, 0.05, 0.25, 5
TOGETHER, SMALLER = (0.55, 0.6, 0.65, 0.7, 0.75), (0.1, 0.15, 0.2, 0.25)


def bands(intervals):
    """Shares of the two bands that together hold most: of both, and of the smaller one."""
    x = np.sort(intervals / np.median(intervals))
    held = np.searchsorted(x, x + HALF_BAND, side="right") - np.searchsorted(x, x - HALF_BAND)
    both = np.where(np.abs(x[:, None] - x[None, :]) >= APART, held[:, None] + held[None, :], 0)
    i, j = np.unravel_index(np.argmax(both), both.shape)
    return (both[i, j] / len(x), min(held[i], held[j]) / len(x)) if both[i, j] else (held.max() / len(x), 0)


def windows(stem, stride):
    """(in fibrillation, share of both bands, of the smaller one) of each window that lies wholly inside or outside."""
    annotations = tools["read_annotations"](stem + ".atr")
    rate = tools["header"](stem + ".hea")[0]
    beats = [(sample, code) for sample, code, _ in annotations if code in tools["BEATS"]]
    times = np.array([sample for sample, _ in beats]) / rate
    ventricular = np.array([code == VENTRICULAR for _, code in beats])
    spans = [(a / rate, b / rate) for a, b in tools["spans_of"](annotations, "(AFIB", times[-1] * rate)]
    intervals = np.diff(times)
    used = np.flatnonzero((intervals > 0.2) & (intervals < 3) & ~ventricular[1:] & ~ventricular[:-1])
    for k in range(0, len(used) - WINDOW + 1, stride):
        places = used[k : k + WINDOW]
        first, end = times[places[0]], times[places[-1] + 1]
        inside = any(a <= first and end <= b for a, b in spans)
        if inside or not any(a < end and first < b for a, b in spans):
            yield (inside, *bands(intervals[places]))


def main():
    if "".join(sys.argv[1:2]).startswith("-"):
        sys.exit(__doc__)
    data = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RWAVE_DATA", os.path.join(HERE, "../../../shared/data"))
    for database, stride in (("mitdb", 8), ("ltafdb", 64)):
        found = {True: [], False: []}
        for file in sorted(os.listdir(os.path.join(data, database))):
            if file.endswith(".atr"):
                for inside, together, smaller in windows(os.path.join(data, database, file[:-4]), stride):
                    found[inside].append((together, smaller, file[:-4]))
        for smaller in SMALLER:
            shares = {
                inside: " ".join("%.4f" % np.mean([t >= least and s >= smaller for t, s, _ in rows]) for least in TOGETHER)
                for inside, rows in found.items()
            }
            print("%-7s smaller >= %.2f   both >= %s   AF (%d) %s   else (%d) %s" % (
                database, smaller, TOGETHER, len(found[True]), shares[True], len(found[False]), shares[False]))
        print(database, Counter(name for t, s, name in found[True] if t >= 0.65 and s >= 0.2).most_common(6))


main()
