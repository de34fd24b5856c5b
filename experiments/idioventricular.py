#!/usr/bin/env python3
"""Idioventricular rhythms made of real ventricular complexes, and whether rwave says that their N may be V.

    experiments/idioventricular.py [RWAVE] [DATA]    default: build/release/bin/rwave, $RWAVE_DATA or ../shared/data

The mean of a record's V beats is set 120 times, its intervals spread by 1.2 %, without P waves or with those of a
rhythm of their own (a tenth faster), in noise of .02 mV. By record, rate and P waves: whether the warning comes.
"""
import csv
import math
import os
import random
import subprocess
import sys
import tempfile

RATE, BEFORE, AFTER, TAPER = 360, 36, 162, 20
RECORDS = ("119", "200", "208", "221", "233")


def mean_complex(rwave, record, folder):
    """Of both leads, in mV, without a level, its ends faded out."""
    table = os.path.join(folder, "signal.csv")
    subprocess.run([rwave, "convert", record, "-o", table], check=True, capture_output=True)
    with open(table) as file:
        leads = list(zip(*([float(cell) for cell in row[1:3]] for row in list(csv.reader(file))[1:])))
    with open(table.replace(".csv", ".annotations.csv")) as file:
        beats = [int(row["sample"]) for row in csv.DictReader(file) if row["symbol"] == "V"]
    beats = [at for at in beats if BEFORE <= at < len(leads[0]) - AFTER]
    mean = [[0.0] * (BEFORE + AFTER) for _ in leads]
    for lead, into in zip(leads, mean):
        for at in beats:
            window = lead[at - BEFORE:at + AFTER]
            level = sorted(window)[len(window) // 2]
            for i, value in enumerate(window):
                fade = min(1, i / TAPER, (len(window) - 1 - i) / TAPER)
                into[i] += fade * (value - level) / len(beats)
    return mean


def recording(complexes, per_minute, p_waves, draw):
    """Rows of both leads."""
    interval = 60 / per_minute * RATE
    leads = [[0.0] * int(120 * interval + RATE) for _ in complexes]
    at = 0.6 * RATE
    while at < len(leads[0]) - RATE:
        for lead, complex_ in zip(leads, complexes):
            for i, value in enumerate(complex_):
                lead[int(at) - BEFORE + i] += value
        at += interval * (1 + draw.gauss(0, 0.012))
    at = 100.0
    while p_waves and at < len(leads[0]) - 100:
        for lead, height in zip(leads, (0.12, 0.06)):
            for i in range(-30, 30):
                lead[int(at) + i] += height * math.exp(-((i / 12) ** 2))
        at += interval / 1.13 * (1 + draw.gauss(0, 0.03))
    for lead in leads:
        slow = 0.0
        for i in range(len(lead)):
            slow = 0.985 * slow + draw.gauss(0, 0.17)
            lead[i] += 0.014 * (draw.gauss(0, 1) + slow)
    return zip(*leads)


def main():
    if "".join(sys.argv[1:2]).startswith("-"):
        sys.exit(__doc__)
    rwave = sys.argv[1] if len(sys.argv) > 1 else "build/release/bin/rwave"
    data = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("RWAVE_DATA", "../shared/data")
    print("record  a minute  P waves  warned")
    with tempfile.TemporaryDirectory() as folder:
        for record in RECORDS:
            complexes = mean_complex(rwave, os.path.join(data, "mitdb", record), folder)
            for per_minute in (35, 45, 60, 80, 100):
                for p_waves in (False, True):
                    table = os.path.join(folder, "rhythm.csv")
                    with open(table, "w") as file:
                        file.write("MLII,V1\n")
                        rows = recording(complexes, per_minute, p_waves, random.Random(1))
                        file.writelines("%.4f,%.4f\n" % row for row in rows)
                    said = subprocess.run([rwave, "classify", table, "--rate", str(RATE), "-o", folder],
                                          check=True, capture_output=True, text=True).stderr
                    print("%6s  %8d  %7s  %6s" % (record, per_minute, "own" if p_waves else "none",
                                                  "yes" if "no P wave before them" in said else "no"), flush=True)


if __name__ == "__main__":
    main()
