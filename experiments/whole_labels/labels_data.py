"""What whole_features wrote, as arrays; folds by patient; EC57's counts of labels against it."""
import os
import numpy as np

CLASSES = "NSVFQ"
PACED = {"102", "104", "107", "217"}
DS2 = set("100 103 105 111 113 117 121 123 200 202 210 212 213 214 219 221 222 228 231 232 233 234".split())
# What a row weighs by its variant, all others half: the recording itself, and uneven rhythms and fibrillation (the first two of the
# third stem), as real recordings hold few of them and their N are what is called S on patients never seen.
VARIANT_WEIGHT = {0: 1, 200: 1, 201: 1}
LEARNING = 300  # s that EC57 leaves out
RATES = {"mitdb": 360, "svdb": 128, "qtdb": 250, "cpsc2021": 200, "vfdb": 250}


def few(y, most=120):
    """Rows of at most N beats per record, variant and class; beats without a class are left out."""
    rng = np.random.default_rng(5)
    key = y[:, 0] * 100 + y[:, 4] * 8 + np.minimum(y[:, 3], 5)
    order = np.argsort(key, kind="stable")
    pieces = np.split(order, np.flatnonzero(np.diff(key[order])) + 1)
    kept = [p if len(p) <= most else rng.choice(p, most, replace=False) for p in pieces if y[p[0], 3] < 5]
    return np.sort(np.concatenate(kept))


class Data:
    """Rows of features with their record, class, variant; `stems` are outputs of whole_features over one list of records."""

    def __init__(self, stems):
        xs, ys = [], []
        for offset, stem in enumerate(stems):
            x, y = np.load(stem + ".x.npy", mmap_mode="r"), np.load(stem + ".y.npy")
            if offset:  # what only trains: N rows per record, class and variant are read, always the same ones
                rows = few(y)
                # A simulated tachycardia from the first beat to the last has no onset, and a regular rhythm is N: those
                # taught that 160 a minute is S (bench/rhythm_stress, record 100: 66 % of the N).
                key = y[rows, 0] * 100 + y[rows, 4]
                whole = [k for k in np.unique(key) if np.all(y[rows[key == k], 3] == 1)]
                rows = rows[~np.isin(key, whole)]
                x, y = x[rows], y[rows]
            y[:, 4] += 100 * offset
            xs.append(x)
            ys.append(y)
        self.y = np.concatenate(ys)
        self.x = np.concatenate(xs)
        self.names = open(stems[0] + ".names").read().split()
        paths = open(stems[0] + ".records").read().split()
        self.database = [os.path.basename(os.path.dirname(p)) for p in paths]
        self.record = [os.path.basename(p) for p in paths]
        self.patient = ["201" if r == "202" else r for r in self.record]
        self.missed = np.loadtxt(stems[0] + ".missed", dtype=int, ndmin=2)
        self.cls, self.variant, self.rec = self.y[:, 3], self.y[:, 4], self.y[:, 0]
        rate = np.array([RATES[d] for d in self.database])
        self.scored = self.y[:, 1] / rate[self.rec] >= LEARNING
        self.rate = rate
        self.alone = OneLead(stems[1]) if len(stems) > 1 else None
        self.never_s = self.y[:, 5] & 1 != 0  # by the labeller's rules (src/classify/whole/own_rhythm.h)
        self.of_focus = self.y[:, 5] & 4 != 0  # atrial_focus.h
        self.may_fibrillate = self.y[:, 5] & 2 != 0  # by those that do not ask the trees (fibrillation_rule.py)

    def records(self, keep):
        """Indices of the records for which keep(database, name) holds."""
        return np.array([i for i in range(len(self.record)) if keep(self.database[i], self.record[i])])


class OneLead:
    """What whole_features wrote of the detector's beats by one lead: variants `first` and `second` of the stem that has them (OUT/b)."""

    FIRST_AND_SECOND = (1, 2)

    def __init__(self, stem):
        self.x = np.load(stem + ".x.npy", mmap_mode="r")
        y = np.load(stem + ".y.npy")
        self.seen_at = open(stem + ".names").read().split().index("qrs_spread")
        self.places = {}
        for variant in self.FIRST_AND_SECOND:
            rows = np.flatnonzero(y[:, 4] == variant)
            key = y[rows, 0].astype(np.int64) << 32 | y[rows, 1]
            order = np.argsort(key)
            self.places[variant] = key[order], rows[order]

    def rows(self, y):
        """For each lead the features of these beats (rows of Data.y), and whether the lead shows the beat at all."""
        key = y[:, 0].astype(np.int64) << 32 | y[:, 1]
        for keys, rows in self.places.values():
            at = np.searchsorted(keys, key)
            if not np.array_equal(keys[np.minimum(at, len(keys) - 1)], key):
                raise SystemExit("the second stem lacks beats of the first one by one lead: they are not of one run of make")
            x = self.x[rows[at]]
            yield x, x[:, self.seen_at] > 0


def sealed():
    here = os.path.dirname(os.path.abspath(__file__))
    lines = open(os.path.join(here, "..", "sealed.txt")).read().splitlines()
    return {tuple(line.split()) for line in lines if line and line[0] != "#"}


def weights(data, rows, n_cap=1500, cap=300):
    """A record's many beats of one class count together as those of a few hundred: patients, not beats, are the sample."""
    key = data.rec[rows] * 8 + data.cls[rows] + 1000 * data.variant[rows]
    _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
    n = count[inverse].astype(float)
    limit = np.where(data.cls[rows] == 0, n_cap, cap)
    return np.where(n > limit, np.sqrt(limit / n), 1.0)


def thin(data, rows, seed, per_record=350, synthetic=60):
    """All beats of rare classes of the detector's rows, a number of N beats per record; of other variants a number per class."""
    rng = np.random.default_rng(seed)
    out, w = [], []
    for variant in np.unique(data.variant[rows]):
        for rec in np.unique(data.rec[rows]):
            for cls in range(5):
                at = rows[(data.variant[rows] == variant) & (data.rec[rows] == rec) & (data.cls[rows] == cls)]
                most = (per_record if cls == 0 else 10**9) if variant == 0 else synthetic
                if len(at) > most:
                    scale = len(at) / most
                    at = rng.choice(at, most, replace=False)
                else:
                    scale = 1
                out.append(at)
                w.append(np.full(len(at), scale))
    return np.concatenate(out), np.concatenate(w)


def counts(data, rows, labels, records, scored=True):
    """EC57's figures of labels (index 0..4) for the detector's rows of these records: dict of Se, +P of V and S, F1 of F, per-record false S."""
    keep = data.scored[rows] if scored else np.ones(len(rows), bool)
    rows, labels = rows[keep], labels[keep]
    t = data.cls[rows]
    c = np.zeros((6, 5), int)
    for a in range(5):
        for b in range(5):
            c[a, b] = np.sum((t == a) & (labels == b))
    for b in range(5):
        c[5, b] = np.sum((t == 255) & (labels == b))
    m = data.missed[np.isin(data.missed[:, 0], records) & ((data.missed[:, 2] == 1) | (not scored))]
    miss = [int(np.sum(m[:, 1] == k)) for k in range(5)]
    out = {}
    v_tp, s_tp, f_tp = c[2, 2], c[1, 1], c[3, 3]
    out["V"] = (v_tp / max(1, c[2].sum() + miss[2]), v_tp / max(1, v_tp + c[0, 2] + c[1, 2] + c[5, 2]))
    out["S"] = (s_tp / max(1, c[1].sum() + miss[1]), s_tp / max(1, s_tp + c[0, 1] + c[2, 1] + c[3, 1] + c[5, 1]))
    out["F"] = (f_tp / max(1, c[3].sum() + miss[3]), f_tp / max(1, c[:, 3].sum()))
    out["acc"] = np.trace(c[:5]) / max(1, c[:5].sum())
    out["confusion"] = c
    return out


def text(figures):
    f1 = {k: 2 * a * b / max(1e-9, a + b) for k, (a, b) in ((k, figures[k]) for k in "VSF")}
    return "acc %.2f " % (100 * figures["acc"]) + " ".join(
        "%s %.1f/%.1f (%.3f)" % (k, 100 * figures[k][0], 100 * figures[k][1], f1[k]) for k in "VSF")
