#!/usr/bin/env python3
"""Fits the weights of src/rhythm/irregularity.cpp: a logistic model of atrial fibrillation over RR irregularity.

  experiments/atrial_fibrillation/fit.py [DATA]      (numpy, scikit-learn, scipy; some minutes; DATA: ../shared/data)

Trains on mitdb, afdb-rr, ltafdb, nsrdb and nsr2db, every interval weighted by its time. Prints Se and Sp by time of each
half of the patients with the weights of the other half, at several log odds; then the weights of all.
"""
import os
import sys

import numpy as np
from scipy.io import loadmat
from sklearn.linear_model import LogisticRegression

WINDOWS = (16, 64, 128)
DATABASES = {"mitdb": (4, 1), "afdb-rr": (1, 4), "ltafdb": (1, 8), "nsrdb": (0.5, 8), "nsr2db": (0.5, 8)}  # weight, stride
VENTRICULAR = {5, 10, 6, 41, 31}


def bench():
    """The annotation reader of bench/rhythm, which is a program without a suffix."""
    path = os.path.join(os.path.dirname(__file__), "../../bench/rhythm")
    source = open(path).read().rsplit("\nmain()\n", 1)[0]
    names = {"__name__": "bench_rhythm"}
    exec(compile(source, path, "exec"), names)
    return names


def measures(intervals, centres, window):
    """Columns of irregularity_of for a window around each centre."""
    first = np.clip(centres - window // 2, 0, len(intervals) - window)
    rows = intervals[first[:, None] + np.arange(window)]
    middle = np.median(rows, axis=1)
    steps = [np.median(np.abs(rows[:, k:] - rows[:, :-k]), axis=1) / middle for k in (1, 2, 3, 4)]
    before, here, after = rows[:, :-2], rows[:, 1:-1], rows[:, 2:]
    log = lambda value: np.log(value + 0.005)
    return [
        log(steps[0]),
        log(np.minimum.reduce(steps)),
        log(np.median(np.abs(before - 2 * here + after), axis=1) / middle),
        (((here > before) & (here > after)) | ((here < before) & (here < after))).mean(axis=1),
        log(np.sqrt((np.diff(rows, axis=1) ** 2).mean(axis=1)) / middle),
        log((np.quantile(rows, 0.75, axis=1) - np.quantile(rows, 0.25, axis=1)) / middle),
    ], middle


def rows_of(samples, codes, rate, rhythm, stride):
    """Measures, state (1 AF, 2 flutter, 0 other) and time (s) of every `stride`-th interval."""
    ventricular = np.isin(codes, list(VENTRICULAR))
    rr = np.diff(samples) / rate
    keep = (rr > 0.2) & (rr < 3) & ~(ventricular[1:] | ventricular[:-1])
    intervals, end = rr[keep], samples[1:][keep]
    if len(intervals) < max(WINDOWS):
        return None
    centres = np.arange(0, len(intervals), stride)
    columns = []
    for window in WINDOWS:
        found, middle = measures(intervals, centres, window)
        columns += found
        if window == 64:
            median_interval = np.log(middle)
    total = np.concatenate([[0], np.cumsum(ventricular)])
    beat = np.searchsorted(samples, end[centres])
    low, high = np.clip(beat - 40, 0, len(samples)), np.clip(beat + 40, 0, len(samples))
    columns += [median_interval, (total[high] - total[low]) / np.maximum(1, high - low)]
    begins = np.array([sample for sample, _ in rhythm] or [0])
    states = np.array([1 if t.startswith("(AFIB") else 2 if t.startswith("(AFL") else 0 for _, t in rhythm] or [0])
    place = np.searchsorted(begins, end[centres], side="right") - 1
    state = np.where(place >= 0, states[np.clip(place, 0, None)], 0)
    time = np.clip(np.gradient(end[centres]) / rate, 0, 60) if len(centres) > 1 else np.ones(1)
    return np.stack(columns, 1), state, time


def load(data, tools):
    found = {}
    for name, (_, stride) in DATABASES.items():
        for number, file in enumerate(sorted(f for f in os.listdir(os.path.join(data, name)) if f.endswith((".hea", ".mat")))):
            path = os.path.join(data, name, file)
            if file.endswith(".mat"):
                mat = loadmat(path)
                samples, target = mat["qrs"][:, 0].astype(np.int64), mat["targetsQRS"][0].astype(int)
                changes = np.concatenate([[0], np.flatnonzero(np.diff(target)) + 1])
                rhythm = [(int(samples[i]), "(AFIB" if target[i] else "(N") for i in changes]
                rows = rows_of(samples, np.ones(len(samples)), 250, rhythm, stride)
            else:
                annotations = tools["read_annotations"](path[:-4] + (".ecg" if name == "nsr2db" else ".atr"))
                beats = [(a[0], a[1]) for a in annotations if a[1] in tools["BEATS"]]
                rhythm = [(a[0], a[2]) for a in annotations if a[1] == 28 and a[2].startswith("(")]
                samples, codes = (np.array(x) for x in zip(*beats))
                rows = rows_of(samples, codes, tools["header"](path)[0], rhythm, stride)
            if rows is not None:
                found[name, number] = rows
    return found


def fit(found, halves):
    chosen = [(key, rows) for key, rows in found.items() if key[1] % 2 in halves]
    x = np.concatenate([r[0][r[1] != 2] for _, r in chosen])
    y = np.concatenate([(r[1] == 1)[r[1] != 2] for _, r in chosen])
    weight = np.concatenate([r[2][r[1] != 2] * DATABASES[key[0]][0] for key, r in chosen])
    mean, spread = x.mean(0), x.std(0)
    model = LogisticRegression(C=1, max_iter=500).fit((x - mean) / spread, y, weight / weight.mean())
    weights = model.coef_[0] / spread
    return weights, model.intercept_[0] - (weights * mean).sum()


def main():
    if "".join(sys.argv[1:2]).startswith("-"):
        sys.exit(__doc__)
    found = load(sys.argv[1] if len(sys.argv) > 1 else "../shared/data", bench())
    odds = {}
    for half in (0, 1):
        weights, constant = fit(found, [1 - half])
        odds.update({key: rows[0] @ weights + constant for key, rows in found.items() if key[1] % 2 == half})
    for limit in (0, 0.2, 0.4, 0.6, 0.8, 1):
        print("log odds above %.1f" % limit)
        for name in DATABASES:
            sums = np.zeros(4)
            for key, (_, state, time) in found.items():
                if key[0] != name:
                    continue
                said = odds[key] > limit
                sums += [time[a & b].sum() for a, b in (((state == 1), said), ((state == 1), ~said), ((state == 0), said), ((state == 0), ~said))]
            se = "%6.2f" % (100 * sums[0] / (sums[0] + sums[1])) if sums[0] + sums[1] else "     -"
            print("  %-8s Se %s Sp %6.2f" % (name, se, 100 * sums[3] / (sums[2] + sums[3])))
    weights, constant = fit(found, [0, 1])
    print("constant %.4f" % constant)
    for i in range(3):
        print("window %3d: %s" % (WINDOWS[i], ", ".join("%.4f" % w for w in weights[6 * i : 6 * i + 6])))
    print("median interval %.4f, ventricular share %.4f" % tuple(weights[18:]))
    short = {key: (rows[0][:, [0, 1, 2, 3, 4, 5, 18, 19]], *rows[1:]) for key, rows in found.items()}
    weights, constant = fit(short, [0, 1])
    print("short model: constant %.4f; %s" % (constant, ", ".join("%.4f" % w for w in weights)))


if __name__ == "__main__":
    main()
