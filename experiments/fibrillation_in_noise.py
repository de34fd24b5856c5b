#!/usr/bin/python3
"""How much of noise without a heart `rwave holter` states as ventricular fibrillation: Gaussian noise of a band, 0.3 mV, 120 s at 250 Hz,
four seeds (Debian's python3-numpy and -scipy).

  experiments/fibrillation_in_noise.py [PROGRAM]          default: build/release/bin/rwave
  experiments/fibrillation_in_noise.py --features DATA    medians of what windows of 4 s are told by (window_features.h): noise of 3 to
                                                          9 Hz, and the fibrillation of vfdb 426, both leads
"""
import csv
import io
import os
import subprocess
import sys
import tempfile

import numpy as np
from scipy.signal import butter, sosfilt, sosfiltfilt

RATE, SECONDS = 250, 120
BANDS = [(3, 9), (2, 6), (3, 6), (4, 8), (2, 10), (1, 5), (0, 5), (0, 8), (0, 12), (5, 15), (0, 20)]  # Hz


def noise_of(low, high, seed):
    white = np.random.default_rng(seed).standard_normal(RATE * SECONDS)
    noise = sosfiltfilt(butter(4, [low, high] if low else high, fs=RATE, output="sos", btype="band" if low else "low"), white)
    return 0.3 * noise / noise.std()


def features(lead, first, end):
    """Concentration, entropy, return, leakage, kurtosis of the slopes: a row a second of samples [first, end) of a lead at 250 Hz."""
    low = lead[: len(lead) // 5 * 5].reshape(-1, 5).mean(1)
    low = sosfilt(butter(2, 1, btype="high", fs=50, output="sos"), low - low[0])
    frequencies = 0.5 + 0.25 * np.arange(87)
    spectrum = np.exp(-2j * np.pi * np.outer(frequencies, np.arange(200) / 50)) * np.hanning(200)
    for start in range(first // 5, end // 5 - 200, 50):
        window = low[start : start + 200] - low[start : start + 200].mean()
        power, slopes = np.abs(spectrum @ window) ** 2, np.diff(window)
        share = power / power.sum()
        top = frequencies[np.argmax(np.where((frequencies >= 1.5) & (frequencies <= 9), power, 0))]
        correlation = np.array([window[: 200 - k] @ window[k:] / (200 - k) for k in range(27)]) / (window @ window / 200)
        zero = int(np.argmax(correlation < 0))
        lag = int(np.clip(round(np.pi * np.abs(window).mean() / np.abs(slopes).mean()), 1, 100))
        yield [share[(frequencies / top > 0.7) & (frequencies / top < 1.4)].sum(), -(share * np.log(share + 1e-12)).sum() / np.log(87),
               correlation[zero:].max(), np.abs(window[lag:] + window[:-lag]).sum() / (np.abs(window[lag:]) + np.abs(window[:-lag])).sum(),
               (slopes**4).mean() / (slopes**2).mean() ** 2]


def print_features(data):
    here = os.path.dirname(os.path.abspath(__file__))
    tools = {"__name__": "bench_rhythm"}
    exec(compile(open(os.path.join(here, "../bench/rhythm")).read().rsplit("\nmain()\n", 1)[0], "rhythm", "exec"), tools)
    path = os.path.join(data, "vfdb", "426")
    frames = tools["header"](path + ".hea")[1]
    raw = np.fromfile(path + ".dat", dtype=np.uint8)[: 3 * frames].reshape(-1, 3).astype(int)
    leads = [raw[:, 0] | (raw[:, 1] & 15) << 8, raw[:, 2] | (raw[:, 1] >> 4) << 8]
    spans = tools["spans_of"](tools["read_annotations"](path + ".atr"), "(VF", frames)
    fibrillation = [row for lead in leads for span in spans for row in features(np.where(lead > 2047, lead - 4096, lead) / 200, *span)]
    noise = [row for seed in range(4) for row in features(noise_of(3, 9, seed), 500, RATE * SECONDS)]
    print("                windows  concentration  entropy  return  leakage  kurtosis of slopes")
    for name, rows in (("fibrillation", fibrillation), ("noise", noise)):
        print("%-15s %7d " % (name, len(rows)) + "%14.2f %8.2f %7.2f %8.2f %19.2f" % tuple(np.median(rows, axis=0)))


def main():
    if sys.argv[1:2] == ["--features"] and len(sys.argv) == 3:
        print_features(sys.argv[2])
        return
    if "".join(sys.argv[1:2]).startswith("-"):
        sys.exit(__doc__)
    program = sys.argv[1] if len(sys.argv) > 1 else "build/release/bin/rwave"
    print("band, Hz   fibrillation, s of %d by seed   unanalyzable" % SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "noise.csv")
        for low, high in BANDS:
            fibrillation, unanalyzable = [], []
            for seed in range(4):
                np.savetxt(path, noise_of(low, high, seed), fmt="%.4f", header="ECG (mV)", comments="")
                run = subprocess.run([program, "holter", path, "--rate", str(RATE), "--csv"], capture_output=True, text=True)
                rows = list(csv.DictReader(io.StringIO(run.stdout)))
                stated = lambda *kinds: round(sum(float(r["duration_s"]) for r in rows if r["rhythm"] in kinds))
                fibrillation.append(stated("vf", "vfl"))
                unanalyzable.append(stated("unanalyzable"))
            print("%3g to %-3g   %-32s %s" % (low, high, fibrillation, unanalyzable), flush=True)


main()
