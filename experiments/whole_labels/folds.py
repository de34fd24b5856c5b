#!/usr/bin/python3
"""Choices for the whole-recording labeller by folds of patients; the sealed records (experiments/sealed.txt) take no part.

    experiments/whole_labels/folds.py STEM [STEM...] [--rounds N] [--depth D] [--drop NAME,...] [--variants 0,100,...]
"""
import argparse
import numpy as np
import xgboost as xgb
import labels_data as L
from train import OPTIONS, training_rows

p = argparse.ArgumentParser()
p.add_argument("stems", nargs="+")
p.add_argument("--rounds", type=int, default=40)
p.add_argument("--depth", type=int, default=5)
p.add_argument("--eta", type=float, default=0.3)
p.add_argument("--child", type=float, default=10)
p.add_argument("--seed", type=int, default=1)
p.add_argument("--folds", type=int, default=3)
p.add_argument("--drop", default="")
p.add_argument("--variants", default="")
p.add_argument("--synthetic", type=int, default=60)
p.add_argument("--sweight", type=float, default=1.5)
p.add_argument("--save", default="")
a = p.parse_args()

data = L.Data(a.stems)
keep = np.array([i for i, n in enumerate(data.names) if not any(n.startswith(d) for d in a.drop.split(",") if d)])
shut = L.sealed()
usable = data.records(lambda d, r: (d, r) not in shut and r not in L.PACED and d in ("mitdb", "svdb"))
extra = data.records(lambda d, r: (d, r) not in shut and (d not in ("mitdb", "svdb") or r in L.PACED))
groups = {}
for r in usable:
    groups.setdefault(data.patient[r], []).append(r)
names = sorted(groups)
np.random.default_rng(a.seed).shuffle(names)
variants = [int(v) for v in a.variants.split(",")] if a.variants else sorted(set(data.variant))
probs, rows_all = [], []
for fold in range(a.folds):
    test = np.array([r for n in names[fold::a.folds] for r in groups[n]])
    train = np.concatenate([np.setdiff1d(usable, test), extra])
    rows, w = training_rows(data, train, a.seed, synthetic=a.synthetic, s_weight=a.sweight, variants=variants)
    d = xgb.DMatrix(data.x[rows][:, keep], data.cls[rows], weight=w)
    b = xgb.train(dict(OPTIONS, max_depth=a.depth, eta=a.eta, min_child_weight=a.child, seed=a.seed), d, a.rounds)
    at = np.flatnonzero(np.isin(data.rec, test) & (data.variant == 0))
    probs.append(b.predict(xgb.DMatrix(data.x[at][:, keep])))
    rows_all.append(at)
    if a.save:
        b.save_model("%s.fold%d.json" % (a.save, fold))
rows, prob = np.concatenate(rows_all), np.concatenate(probs)
labels = prob.argmax(1)
for db in ("mitdb", "svdb"):
    recs = np.array([r for r in usable if data.database[r] == db])
    k = np.isin(data.rec[rows], recs)
    print(db, L.text(L.counts(data, rows[k], labels[k], recs)))
print("all", L.text(L.counts(data, rows, labels, usable)))
bad = []
for r in usable:
    k = (data.rec[rows] == r) & data.scored[rows]
    n = (data.cls[rows] == 0) & k
    if n.sum() and (labels[n] == 1).mean() > 0.05:
        bad.append("%s %.0f%%" % (data.record[r], 100 * (labels[n] == 1).mean()))
print("records with > 5 % of N called S:", " ".join(bad) or "none")
if a.save:
    np.savez(a.save + ".npz", rows=rows, prob=prob)
