#!/usr/bin/python3
"""Choices for the whole-recording labeller by folds of patients: the 83 records of mitdb and svdb that are not paced.

    experiments/whole_labels/folds.py STEM [STEM...] [--rounds N] [--depth D] [--drop NAME,...] [--variants 0,100,...] [--without-sealed]

--without-sealed: those of experiments/sealed.txt take no part (71 records), as before they were opened. --seeds N: N times, each with a seed of its own.
"""
import argparse
import numpy as np
import labels_data as L
from fibrillation_rule import fibrillating
from ventricular_rule import behind_ventricular
from train import MEMBERS, ROUNDS, S_BIAS, S_WEIGHT, V_BIAS, fit, probabilities, training_rows

p = argparse.ArgumentParser()
p.add_argument("stems", nargs="+")
p.add_argument("--rounds", type=int, default=ROUNDS)
p.add_argument("--members", type=int, default=MEMBERS)
p.add_argument("--depth", type=int, default=5)
p.add_argument("--eta", type=float, default=0.3)
p.add_argument("--child", type=float, default=10)
p.add_argument("--seed", type=int, default=1, help="the first one")
p.add_argument("--seeds", type=int, default=1)
p.add_argument("--without-sealed", action="store_true")
p.add_argument("--folds", type=int, default=3)
p.add_argument("--drop", default="")
p.add_argument("--variants", default="")
p.add_argument("--synthetic", type=int, default=60)
p.add_argument("--sweight", type=float, default=S_WEIGHT)
p.add_argument("--sbias", type=float, default=S_BIAS)
p.add_argument("--vbias", type=float, default=V_BIAS)
p.add_argument("--no-vote", action="store_true", help="by both leads together alone")
p.add_argument("--no-focus", action="store_true", help="without the rule of an atrial focus, made in view of 232")
p.add_argument("--save", default="")
a = p.parse_args()

data = L.Data(a.stems)
keep = np.array([i for i, n in enumerate(data.names) if not any(n.startswith(d) for d in a.drop.split(",") if d)])
shut = L.sealed() if a.without_sealed else set()
usable = data.records(lambda d, r: (d, r) not in shut and r not in L.PACED and d in ("mitdb", "svdb"))
extra = data.records(lambda d, r: (d, r) not in shut and (d not in ("mitdb", "svdb") or r in L.PACED))
groups = {}
for r in usable:
    groups.setdefault(data.patient[r], []).append(r)
variants = [int(v) for v in a.variants.split(",")] if a.variants else sorted(set(data.variant))


def ruled(data, at, p):
    """With the labeller's rules but that of paced beats, as in whole_labeller.cpp: N in regular rhythms, in flutter and fibrillation and behind V, S of an atrial focus."""
    p = p.copy()
    fibrillates = fibrillating(data, data.rate, at, p[:, 1])
    focus = data.of_focus[at] & ~fibrillates & (not a.no_focus)
    k = (data.never_s[at] | fibrillates | behind_ventricular(data, data.rate, at, p[:, 2], p[:, 1])) & ~focus
    p[k, 0] += p[k, 1]
    p[k, 1] = 0
    p[focus, 1] += p[focus, 0]
    p[focus, 0] = 0
    return p


SURE = 0.98  # as in whole_labeller.cpp: such beats are not put to the vote


def voted(boosters, at, together):
    """What the leads say together and each by itself: the geometric mean, both together as much as each one's sum."""
    asked = np.flatnonzero(together.max(1) < SURE)
    logs, weights = np.log(np.maximum(together[asked], 1e-6)), np.ones(len(asked))
    for x, seen in data.alone.rows(data.y[at[asked]]):
        said = np.log(np.maximum(probabilities(boosters, x[:, keep], a.sbias, a.vbias), 1e-6))
        logs += 0.5 * seen[:, None] * said
        weights += 0.5 * seen
    p = np.exp(logs / weights[:, None])
    out = together.copy()
    out[asked] = p / p.sum(1, keepdims=True)
    return out


def one(seed):
    """Rows of all records' own beats and what trees that never saw the patient say of them, as the labeller has it."""
    names = sorted(groups)
    np.random.default_rng(seed).shuffle(names)
    probs, rows_all = [], []
    for fold in range(a.folds):
        test = np.array([r for n in names[fold::a.folds] for r in groups[n]])
        train = np.concatenate([np.setdiff1d(usable, test), extra])
        rows, w = training_rows(data, train, seed, synthetic=a.synthetic, s_weight=a.sweight, variants=variants)
        boosters = fit(data, rows, w, seed, a.rounds, a.members, keep, max_depth=a.depth, eta=a.eta, min_child_weight=a.child)
        at = np.flatnonzero(np.isin(data.rec, test) & (data.variant == 0))
        p = probabilities(boosters, data.x[at][:, keep], a.sbias, a.vbias)
        if not a.no_vote and data.alone:
            p = voted(boosters, at, p)
        p = ruled(data, at, p)
        probs.append(p)
        rows_all.append(at)
    return np.concatenate(rows_all), np.concatenate(probs)


def report(rows, prob):
    labels = prob.argmax(1)
    show = lambda name, recs: print(name, L.text(L.counts(data, rows[np.isin(data.rec[rows], recs)], labels[np.isin(data.rec[rows], recs)], recs)))
    for db in ("mitdb", "svdb"):
        show(db, np.array([r for r in usable if data.database[r] == db]))
    show("all", usable)
    show("rest, without 865 and 232", np.array([r for r in usable if data.record[r] not in ("865", "232")]))
    f1, shares = [], []
    for r in usable:
        k = (data.rec[rows] == r) & data.scored[rows]
        s, n = k & (data.cls[rows] == 1), k & (data.cls[rows] == 0)
        if s.sum() >= 10:
            f1.append(2 * np.sum(labels[s] == 1) / (s.sum() + np.sum(k & (labels == 1) & (data.cls[rows] < 5))))
        if n.sum():
            shares.append((np.mean(labels[n] == 1), data.record[r]))
    print("F1 of S, mean of %d records with ten or more: %.3f; N called S, mean of records: %.2f %%; more than 5 %%:" % (
        len(f1), np.mean(f1), 100 * np.mean([v for v, _ in shares])), " ".join("%s %.0f" % (n, 100 * v) for v, n in sorted(shares, reverse=True) if v > 0.05), flush=True)


for seed in range(a.seed, a.seed + a.seeds):
    rows, prob = one(seed)
    print("seed", seed)
    report(rows, prob)
    if a.save and seed == a.seed:
        np.savez(a.save + ".npz", rows=rows, prob=prob)
