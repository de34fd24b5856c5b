#!/usr/bin/env python3
"""Fits the P-wave part of src/rhythm/statements/fibrillation.cpp on mitdb, and shows it on cpsc2021.

  experiments/atrial_fibrillation/p_waves.py [--program build/release/bin/rwave] [--data ../shared/data]

(numpy, scikit-learn; a minute.) Beats are rwave's own. Prints how alike successive beats' P segments are by rhythm, the two
logistic models (log odds by intervals, coherence), and, each patient with fibrillation by the others' model, how the beats of
each reference rhythm are told at log odds 0.
"""
import argparse
import csv
import io
import os
import re
import subprocess

import numpy as np
from sklearn.linear_model import LogisticRegression

HERE = os.path.dirname(os.path.abspath(__file__))


def program(path):
    names = {"__name__": "bench", "__file__": path}
    exec(compile(open(path).read().rsplit("\nmain()\n", 1)[0], path, "exec"), names)
    return names


def weights():
    """Constants of src/rhythm/irregularity.cpp: of the long model and of the short one."""
    text = open(os.path.join(HERE, "../../src/rhythm/irregularity.cpp")).read()
    number = r"-?\d+\.\d+"
    rows = re.search(r"window_weights = \{\{(.*?)\}\};", text, re.S).group(1)
    short = re.search(r"short_weights = \{(.*?)\}", text, re.S).group(1)
    one = lambda name: float(re.search(r"\b%s = (%s)" % (name, number), text).group(1))
    several = lambda part: [float(x) for x in re.findall(number, part)]
    return (several(rows) + [one("interval_weight"), one("ventricular_weight")], one("constant"),
            several(short) + [one("short_interval_weight"), one("short_ventricular_weight")], one("short_constant"))


def signal(path):
    """Millivolts, frames by leads, of formats 212 and 16."""
    lines = [l.split() for l in open(path + ".hea", encoding="latin1") if l.strip() and l[0] != "#"]
    count = int(lines[0][1])
    raw = np.fromfile(os.path.join(os.path.dirname(path), lines[1][0]), dtype=np.uint8)
    if lines[1][1] == "212":
        three = raw[: len(raw) // 3 * 3].reshape(-1, 3).astype(int)
        values = np.stack([(three[:, 1] & 15) << 8 | three[:, 0], (three[:, 1] >> 4) << 8 | three[:, 2]], 1).reshape(-1)
        values = np.where(values > 2047, values - 4096, values)
    else:
        values = raw.view("<i2").astype(int)
    gains = np.array([float(re.match(r"[\d.]+", l[2]).group()) for l in lines[1 : count + 1]])
    return values[: len(values) // count * count].reshape(-1, count) / gains


def segments(samples, peaks, rate):
    """before_qrs of src/rhythm/p_waves.h: beats by leads by 18."""
    places = peaks[:, None] + (-0.25 + 0.01 * np.arange(18)) * rate
    width = max(1, round(rate / 100))
    found = []
    for lead in range(samples.shape[1]):
        mean = np.convolve(samples[:, lead], np.ones(width) / width, "same")
        found.append(np.interp(places.ravel(), np.arange(len(mean)), mean).reshape(places.shape))
    rows, line = np.stack(found, 1), np.linspace(-1, 1, 18)
    rows -= rows.mean(-1, keepdims=True)
    return rows - (rows * line).sum(-1, keepdims=True) / (line**2).sum() * line


def coherence(rows, used):
    """p_wave_coherence of the 12 beats around each."""
    found = np.full(len(rows), 0.5)
    for centre in range(len(rows)):
        around = np.arange(max(0, centre - 6), min(len(rows), centre + 6))
        window = rows[around[used[around]]]
        if len(window) < 5:
            continue
        rest = window.sum(0) - window
        scale = np.sqrt((window**2).sum(-1) * (rest**2).sum(-1)) + 1e-9
        found[centre] = np.median((window * rest).sum(-1) / scale, axis=0).max()
    return found


def rows_of(path, tools, fit, run):
    rate, _ = tools["header"](path + ".hea")
    beats = list(csv.DictReader(io.StringIO(run(path))))
    peaks, labels = np.array([int(b["sample"]) for b in beats]), np.array([b["label"] for b in beats])
    alike = coherence(segments(signal(path), peaks, rate), ~np.isin(labels, ["V", "Q", "/"]))
    v, rr = labels == "V", np.diff(peaks) / rate
    keep = (rr > 0.2) & (rr < 3) & ~(v[1:] | v[:-1])
    intervals, index = rr[keep], np.flatnonzero(keep) + 1
    if len(intervals) < 16:
        return None
    centres, columns, middles = np.arange(len(intervals)), [], []
    for window in (16, 64, 128):
        size = min(window, len(intervals))
        found, middle = fit["measures"](intervals, np.clip(centres - window // 2 + size // 2, 0, None), size)
        columns.append(found)
        middles.append(np.log(middle))
    total = np.concatenate([[0], np.cumsum(v)])
    low, high = np.clip(index - 40, 0, len(peaks)), np.clip(index + 40, 0, len(peaks))
    share = (total[high] - total[low]) / np.maximum(1, high - low)
    long_weights, long_constant, short_weights, short_constant = weights()
    of = lambda parts, middle: np.stack(sum(parts, []) + [middle, share], 1)
    odds = of(columns, middles[1]) @ long_weights + long_constant
    quick = of(columns[:1], middles[0]) @ short_weights + short_constant
    near = alike[index]
    smooth = np.array([near[max(0, i - 12) : i + 13].mean() for i in centres])
    marks = [(a[0], a[2]) for a in tools["read_annotations"](path + ".atr") if a[1] == 28 and a[2].startswith("(")]
    place = np.searchsorted([m[0] for m in marks], peaks[index], side="right") - 1
    rhythm = np.array([marks[p][1] if p >= 0 else "-" for p in place])
    return np.stack([odds, smooth], 1).clip(-8, 8), np.stack([quick, near], 1).clip(-8, 8), rhythm


def model(records, part, keys):
    chosen = [records[k] for k in keys]
    x = np.concatenate([r[part][r[2] != "(AFL"] for r in chosen])
    y = np.concatenate([(r[2] == "(AFIB")[r[2] != "(AFL"] for r in chosen])
    return LogisticRegression(C=1, max_iter=300).fit(x, y)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="build/release/bin/rwave")
    parser.add_argument("--data", default="../shared/data")
    options = parser.parse_args()
    tools, fit = program(os.path.join(HERE, "../../bench/rhythm")), program(os.path.join(HERE, "fit.py"))
    run = lambda path: subprocess.run([options.program, "classify", path, "--csv", "-o", "-", "--against", ""],
                                      capture_output=True, text=True, check=True).stdout
    records = {}
    for name in ("mitdb", "cpsc2021"):
        folder = os.path.join(options.data, name)
        for file in sorted(f for f in os.listdir(folder) if f.endswith(".hea")):
            rows = rows_of(os.path.join(folder, file[:-4]), tools, fit, run)
            if rows is not None:
                records[name, file[:-4]] = rows
    mitdb = [k for k in records if k[0] == "mitdb"]
    for part, title in ((0, "long: odds, coherence of 25 beats"), (1, "short: odds of 16 intervals, coherence of 12 beats")):
        all_of = model(records, part, mitdb)
        print("%s: %.3f, %.3f, constant %.3f" % (title, *all_of.coef_[0], all_of.intercept_[0]))
        for key, rows in records.items():
            patient = key in mitdb and (rows[2] == "(AFIB").any()
            used = model(records, part, [k for k in mitdb if k != key]) if patient else all_of
            odds = used.decision_function(rows[part])
            for kind in sorted(set(rows[2])):
                told = rows[2] == kind
                if kind in ("(AFIB", "(AFL") or key[0] == "cpsc2021":
                    print("  %-8s %-10s %-6s %5d beats, coherence %.2f, %5.1f %% told AF" % (
                        *key, kind, told.sum(), np.median(rows[part][told, 1]), 100 * (odds[told] > 0).mean()))


main()
