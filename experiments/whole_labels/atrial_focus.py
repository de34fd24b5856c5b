#!/usr/bin/python3
"""The rule of an atrial focus (src/classify/whole/atrial_focus.h) on recordings and on their beats told at other times: where it finds one.

    whole_features OUT/e 1 detect,sick_sinus,pausing - REC...; experiments/whole_labels/atrial_focus.py OUT/e detect,sick_sinus,pausing

By variant: recordings in which it finds a focus, S beats it finds of all, N beats it calls S.
"""
import sys
import numpy as np

if len(sys.argv) != 3:
    sys.exit(__doc__)
stem, variants = sys.argv[1], sys.argv[2].split(",")
y = np.load(stem + ".y.npy")
names = [path.split("/")[-1] for path in open(stem + ".records").read().split()]
focus = y[:, 5] & 4 != 0
for number, variant in enumerate(variants):
    of = y[:, 4] == number
    records = np.unique(y[of, 0])
    found = np.unique(y[of & focus, 0])
    s, n = of & (y[:, 3] == 1), of & (y[:, 3] == 0)
    print("%s: found in %d of %d recordings; S found %d of %d, N called S %d of %d (%.2f %%): %s" % (
        variant, len(found), len(records), np.sum(s & focus), s.sum(), np.sum(n & focus), n.sum(), 100 * np.mean(focus[n]) if n.any() else 0,
        " ".join(names[r] for r in found[:12])))
