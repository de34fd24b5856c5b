#!/usr/bin/python3
"""Fibrillation in which beats are labelled S, and sinus rhythm with premature beats, by beats alone: the share of time that `rwave holter` states to be fibrillation.

    experiments/atrial_fibrillation/premature.py [PROGRAM...]     default: build/runtime/bin/rwave; several side by side

Simulated, 1,500 beats each. Fibrillation: intervals of 0.75 s with a logarithmic spread of .2; S at random, of the earliest beats, or in
runs of 15. Sinus rhythm of 0.8 s with a share of premature beats (0.4 to 0.7 s, then 0.8 to 1.05 s), labelled S or N, and with sinus
arrhythmia of 8 % besides.
"""
import argparse
import json
import os
import struct
import subprocess
import tempfile
import numpy as np

RATE, BEATS = 250, 1500
CODES = {"N": 1, "S": 9}


def cases(rng):
    """Name, intervals (s), labels of each."""
    fibrillation = np.maximum(0.75 * np.exp(0.2 * rng.standard_normal(BEATS)), 0.3)
    yield "AF", fibrillation, np.zeros(BEATS, bool)
    for share in (0.1, 0.2, 0.3, 0.45, 0.6):
        yield "AF, %.0f %% S at random" % (100 * share), fibrillation, rng.random(BEATS) < share
        yield "AF, the earliest %.0f %% S" % (100 * share), fibrillation, fibrillation < np.quantile(fibrillation, share)
        runs = np.zeros(BEATS, bool)
        while runs.mean() < share:
            at = rng.integers(0, BEATS - 15)
            runs[at:at + 15] = True
        yield "AF, %.0f %% S in runs" % (100 * share), fibrillation, runs
    for share in (0.1, 0.2, 0.3, 0.45):
        intervals, early = [], []
        while len(intervals) < BEATS:
            if rng.random() < share:
                intervals += [rng.uniform(0.4, 0.7), rng.uniform(0.8, 1.05)]
                early += [True, False]
            else:
                intervals.append(0.8 + 0.02 * rng.standard_normal())
                early.append(False)
        intervals, early = np.array(intervals), np.array(early)
        yield "sinus rhythm, %.0f %% premature" % (100 * share), intervals, early
        yield "the same, labelled N", intervals, np.zeros(len(early), bool)
        yield "the same, labelled S, sinus arrhythmia", intervals * (1 + 0.08 * np.sin(2 * np.pi * np.arange(len(early)) / 5)), early


def write(folder, intervals, supraventricular):
    """A header without signals and the beats in MIT format."""
    samples = np.cumsum(np.round(intervals * RATE)).astype(int)
    words, before = b"", 0
    for sample, s in zip(samples, supraventricular):
        step, before = sample - before, sample
        code = CODES["S" if s else "N"] << 10
        words += struct.pack("<H", code | step) if step < 1024 else struct.pack("<HHHH", 59 << 10, step >> 16, step & 65535, code)
    with open(os.path.join(folder, "x.atr"), "wb") as file:
        file.write(words + b"\0\0")
    with open(os.path.join(folder, "x.hea"), "w") as file:
        file.write("x 0 %d %d\n" % (RATE, samples[-1] + RATE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("programs", nargs="*", default=[os.path.join(here, "../../build/runtime/bin/rwave")])
    programs = parser.parse_args().programs
    with tempfile.TemporaryDirectory() as folder:
        for name, intervals, supraventricular in cases(np.random.default_rng(5)):
            write(folder, intervals, supraventricular)
            shares = []
            for program in programs:
                told = subprocess.run([program, "holter", os.path.join(folder, "x"), "-a", "atr", "--json"], capture_output=True, text=True, check=True)
                shares.append("%5.1f %%" % json.loads(told.stdout)["af"]["burden_percent"])
            print("%-45s" % name, *shares)


if __name__ == "__main__":
    main()
