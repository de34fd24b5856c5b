"""The labeller's rule of beats behind a ventricular one (src/classify/whole/behind_ventricular.cpp) for trees that no model file holds yet.

Of records without a pacemaker: the labeller leaves out beats behind paced ones."""
import numpy as np

SURE_V, LEAST_SUM, MOST_SUM, MOST_NEXT, CLEARLY_EARLY = 0.5, 0.8, 1.25, 1.05, 0.8


def behind_ventricular(data, rate, rows, v_probability):
    """By row: whether it is no S. Rows of whole records, each in order of time."""
    to_far = data.x[rows, data.names.index("rr_to_far")]
    next_to_far = data.x[rows, data.names.index("next_to_far")]
    found = np.zeros(len(rows), bool)
    for record in np.unique(data.rec[rows]):
        at = np.flatnonzero(data.rec[rows] == record)
        rr = np.diff(data.y[rows[at], 1] / rate[record], prepend=np.nan)
        ratio = np.exp(to_far[at])
        both = ratio * (1 + np.append(np.nan, rr[:-1]) / rr)
        v = np.append(False, v_probability[at][:-1] >= SURE_V)
        found[at] = v & ((ratio > CLEARLY_EARLY) | (both > LEAST_SUM) & (both < MOST_SUM) & (np.exp(next_to_far[at]) < MOST_NEXT))
    return found
