#!/usr/bin/python3
"""Choices for `rwave adapt` on folds of patients (DS1 and svdb without the sealed records): what labels of a person should change.

    experiments/whole_labels/folds.py OUT/a OUT/b --save /tmp/f        then experiments/adapt/choose.py OUT/a /tmp/f.npz

The probabilities are those of trees that have not seen the patient. Each recording is taught in two ways: its first five minutes, and one
or three beats of each shape group. Prints EC57's figures of V, S, F for the beats that were not taught, a line a variant.
"""
import os
import sys
import numpy as np
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../whole_labels"))
import labels_data as L  # noqa: E402


class Recording:
    """One record's beats: features, class (255: none), seconds, shape group, the trees' probabilities."""

    def __init__(self, data, rows, probabilities):
        self.cls, self.t = data.cls[rows], data.y[rows, 1] / L.RATES[data.database[data.rec[rows[0]]]]
        self.name, self.p = data.record[data.rec[rows[0]]], probabilities
        self.x = data.x[rows]
        names = list(data.names)
        group = [names.index(n) for n in ("group_qrs_global", "group_qrs_distance", "group_prematurity", "group_size")]
        self.group = np.unique(self.x[:, group], axis=0, return_inverse=True)[1].ravel()
        own = [i for i, n in enumerate(names) if n[-2] not in "+-"]
        x = self.x[:, own]
        self.z = np.clip((x - x.mean(0)) / (x.std(0) + 1e-3), -4, 4)

    def first_minutes(self, seconds=300, most=300):
        taught = np.flatnonzero((self.t < seconds) & (self.cls < 5))
        pick = lambda k: k if len(k) <= most else k[np.linspace(0, len(k) - 1, most).astype(int)]
        return np.concatenate([pick(taught[self.cls[taught] == c]) for c in range(5)])

    def of_each_group(self, number):
        rng, out = np.random.default_rng(0), []
        for g in np.unique(self.group):
            beats = np.flatnonzero((self.group == g) & (self.cls < 5))
            if len(beats) >= 3:
                out += list(rng.choice(beats, min(number, len(beats) // 2), replace=False))
        return np.array(out, int)


def adapt(r, taught, width=1.0, strictness=0.1, slope=1.0, bias=0.0, scale=1.0, steps=300):
    """src/classify/adapt/kernel_logistic.cpp in Python: labels of all beats."""
    d, t = r.z.shape[1], r.z[taught]
    slope, bias = (v * len(taught) / (len(taught) + 100) for v in (slope, bias))

    def kernel(a):
        dot = a @ t.T
        far = (a ** 2).sum(1)[:, None] + (t ** 2).sum(1)[None] - 2 * dot
        return np.exp(-np.maximum(far, 0) / (2 * d * width ** 2)) + slope * dot / d + bias

    k, y, scores = kernel(t), np.eye(5)[r.cls[taught]], scale * np.log(np.maximum(r.p, 1e-4))
    curvature = 0.5 * np.linalg.norm(k, 2) + strictness
    root = np.sqrt(strictness / curvature)
    a = ahead = np.zeros((len(taught), 5))
    for _ in range(steps):
        z = scores[taught] + k @ ahead
        p = np.exp(z - z.max(1, keepdims=True))
        moved = ahead - (p / p.sum(1, keepdims=True) - y + strictness * ahead) / curvature
        ahead, a = moved + (1 - root) / (1 + root) * (moved - a), moved
    return (scores + kernel(r.z) @ a).argmax(1)


def figures(recordings, labels, scored):
    c = np.zeros((6, 5), int)
    for r, l, k in zip(recordings, labels, scored):
        np.add.at(c, (np.minimum(r.cls[k], 5), l[k]), 1)
    out = []
    for name, cls, passed in (("V", 2, (3, 4)), ("S", 1, (4,)), ("F", 3, ())):  # classes that EC57 does not hold against it
        tp, fp = c[cls, cls], sum(c[a, cls] for a in range(6) if a != cls and a not in passed)
        se, pp = tp / max(1, c[cls].sum()), tp / max(1, tp + fp)
        out.append("%s %5.1f / %5.1f  F1 %.3f" % (name, 100 * se, 100 * pp, 2 * se * pp / max(1e-9, se + pp)))
    return "   ".join(out)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    data, folds, shut = L.Data([sys.argv[1]]), np.load(sys.argv[2]), L.sealed()
    usable = data.records(lambda d, r: (d == "svdb" or d == "mitdb" and r not in L.DS2 and r not in L.PACED) and (d, r) not in shut)
    record = data.rec[folds["rows"]]
    recordings = [Recording(data, folds["rows"][record == r], folds["prob"][record == r].astype(float)) for r in usable if np.any(record == r)]
    # 865 alone has a third of all S beats, nearly all of its beats are S, and eight of them lie in the first five minutes.
    recordings = [r for r in recordings if r.name != "865"]
    ways = (("five minutes", lambda r: r.first_minutes()), ("one of a group", lambda r: r.of_each_group(1)),
            ("three of a group", lambda r: r.of_each_group(3)))
    variants = ({}, dict(slope=0), dict(slope=0.3), dict(width=0.5), dict(width=1.5), dict(strictness=0.5), dict(scale=0.7),
                dict(bias=0.3), dict(bias=1))
    for way, teach in ways:
        taught = [teach(r) for r in recordings]
        scored = [r.t >= 300 if way == "five minutes" else np.isin(np.arange(len(r.cls)), t, invert=True)
                  for r, t in zip(recordings, taught)]
        print("%-18s %-22s %s" % (way, "trees alone", figures(recordings, [r.p.argmax(1) for r in recordings], scored)), flush=True)
        for v in variants:
            name = " ".join("%s %g" % x for x in v.items()) or "as shipped"
            print("%-18s %-22s %s" % (way, name, figures(recordings, [adapt(r, t, **v) for r, t in zip(recordings, taught)], scored)), flush=True)


if __name__ == "__main__":
    main()
