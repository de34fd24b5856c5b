"""The labeller's rule of beats behind a ventricular one (src/classify/whole/behind_ventricular.cpp) for trees that no model file holds yet.

Of records without a pacemaker: the labeller leaves out beats behind paced ones."""
import numpy as np

SURE_V, S_BEFORE, LEAST_SUM, MOST_SUM, LEAST_NEXT, MOST_NEXT, CLEARLY_EARLY = 0.5, 0.5, 0.8, 1.25, 0.8, 1.05, 0.8
REACH = 8  # beats before the ventricular one in which a run is looked for


def within_run(v, s):
    """By beat of a record: whether the last beat before it that is neither V nor behind a V (both by `v`) is S (by `s`)."""
    clean = ~v & ~np.append(False, v[:-1])
    last = np.maximum.accumulate(np.where(clean, np.arange(len(v)), -1))
    before = np.append(-1, last[:-1])
    return (before >= np.maximum(np.arange(len(v)) - REACH, 0)) & s[before]


def behind_ventricular(data, rate, rows, v_probability, s_probability):
    """By row: whether it is no S. Rows of whole records, each in order of time."""
    ratio, next_to_far, to_8 = (np.exp(data.x[rows, data.names.index(n)]) for n in ("rr_to_far", "next_to_far", "rr_to_8_before"))
    found = np.zeros(len(rows), bool)
    for record in np.unique(data.rec[rows]):
        at = np.flatnonzero(data.rec[rows] == record)
        rr = np.diff(data.y[rows[at], 1] / rate[record], prepend=np.nan)
        both = ratio[at] * (1 + np.append(np.nan, rr[:-1]) / rr)
        v = v_probability[at] >= SURE_V
        behind = np.append(False, (v & ~within_run(v, s_probability[at] >= S_BEFORE))[:-1])
        goes_on = (next_to_far[at] > LEAST_NEXT) & (next_to_far[at] < MOST_NEXT)
        in_time = np.minimum(ratio[at], to_8[at]) > CLEARLY_EARLY
        found[at] = behind & (in_time | (both > LEAST_SUM) & (both < MOST_SUM) & goes_on)
    return found
