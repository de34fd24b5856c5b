"""The labeller's rule of fibrillation (src/classify/whole/fibrillation.cpp) for trees that no model file holds yet.

The rule asks the trees which beats may be S, so that a fold's own trees must be asked; features.cpp writes what does not
depend on them, and that must agree with what is computed here without them.
"""
import os
import re
import sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../atrial_fibrillation"))
from fit import WINDOWS, measures

MAY_BE_S, BEGINS, ECTOPIC, REPEATS, CLEAR = 0.3, 0.6, 0.7, 0.6, 0.8


def weights():
    """Constant, weights of the windows, of the median interval and of the share of V, as the program has them."""
    source = open(os.path.join(HERE, "../../src/rhythm/irregularity.cpp")).read()
    numbers = lambda pattern: [float(v) for v in re.findall(r"-?\d+\.\d+", re.search(pattern, source, re.S)[1])]
    return numbers(r"constant = ([^;]*);")[0], np.reshape(numbers(r"window_weights = \{\{(.*?)\}\};"), (3, 6)), numbers(r" interval_weight = (.*?);")


def odds(times, ectopic, left_out):
    """Log odds by beat; -12 where there are too few intervals."""
    constant, of_windows, (of_interval, of_share) = weights()
    n, out, found = len(times), ectopic | left_out, np.full(len(times), -12.0)
    rr = np.diff(times)
    keep = (rr > 0.2) & (rr <= 3) & ~out[1:] & ~out[:-1]
    ends, intervals = np.flatnonzero(keep) + 1, rr[keep]
    if len(intervals) < 12:
        return found
    starts = np.arange(0, len(intervals), 8)
    centres = np.minimum(starts + 4, len(intervals) - 1)
    value = np.full(len(centres), constant)
    for window, weight in zip(WINDOWS, of_windows):
        columns, middle = measures(intervals, centres, min(window, len(intervals)))
        value += np.stack(columns, 1) @ weight
        if window == 64:
            value += of_interval * np.log(np.maximum(0.1, middle))
    total = np.concatenate([[0], np.cumsum(ectopic)])
    low, high = np.clip(ends[centres] - 40, 0, n), np.clip(ends[centres] + 40, 0, n)
    value += of_share * (total[high] - total[low]) / np.maximum(1, high - low)
    first = ends[starts]
    first[0] = 0
    return np.clip(value, -12, 12)[np.searchsorted(first, np.arange(n), side="right") - 1]


def fibrillating(data, rate, rows, s_probability):
    """By row: whether the atria fibrillate. Rows of whole records, each in order of time."""
    column = lambda name: data.x[rows, data.names.index(name)]
    ectopic = (column("group_is_main") == 0) & (column("qrs_global") < ECTOPIC)
    visible = (column("reliability_p_local") < REPEATS) & (column("reliability_qrs_local") > CLEAR)
    found = np.zeros(len(rows), bool)
    for record in np.unique(data.rec[rows]):
        at = np.flatnonzero(data.rec[rows] == record)
        times = data.y[rows[at], 1] / rate[record]
        all_beats = odds(times, ectopic[at], np.zeros(len(at), bool))
        without_s = odds(times, ectopic[at], s_probability[at] >= MAY_BE_S)
        alone = (all_beats > BEGINS) & visible[at]
        if np.mean(alone == data.may_fibrillate[rows[at]]) < 0.99:
            raise SystemExit("%s: the rule of fibrillation here is not the program's (src/classify/whole/fibrillation.cpp)" % data.record[record])
        found[at] = alone & (without_s > BEGINS)
    return found
