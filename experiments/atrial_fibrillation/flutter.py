#!/usr/bin/python3
"""Whether flutter waves show in mitdb's signals (Debian's python3-numpy and -scipy): the share of the power from 2 to 12 Hz that lies
within 0.25 Hz of its greatest place from 3.6 to 6 Hz (216 to 360 a minute), of 10 s of one lead less its QRS complexes and T waves.

  experiments/atrial_fibrillation/flutter.py [DATA]

Prints by lead and by rhythm of the reference (of atrial fibrillation and flutter by record) percentiles of that share. results/log.md has
what it says: of three patients with flutter one stands out.
"""
import os
import sys
from collections import defaultdict

import numpy as np
from scipy.signal import butter, sosfiltfilt

HERE = os.path.dirname(os.path.abspath(__file__))
tools = {"__name__": "bench_rhythm"}
exec(compile(open(os.path.join(HERE, "../../bench/rhythm")).read().rsplit("\nmain()\n", 1)[0], "rhythm", "exec"), tools)


def leads_of(path):
    """Both leads of a record in format 212, mV."""
    frames = tools["header"](path + ".hea")[1]
    bytes_of = np.fromfile(path + ".dat", dtype=np.uint8)[: 3 * frames].reshape(-1, 3).astype(int)
    both = [bytes_of[:, 0] | (bytes_of[:, 1] & 15) << 8, bytes_of[:, 2] | (bytes_of[:, 1] >> 4) << 8]
    return [np.where(lead > 2047, lead - 4096, lead) / 200 for lead in both]


def without_beats(lead, rate, beats):
    """The lead at about 90 Hz, less the median of the 25 beats around each; QRS complexes to a fifth. Its rate."""
    factor = round(rate / 90)
    size = len(lead) // factor
    low = rate / factor
    signal = sosfiltfilt(butter(2, [1, 20], btype="band", fs=low, output="sos"), lead[: size * factor].reshape(size, factor).mean(1))
    left, places = signal.copy(), [int(b / factor) for b in beats]
    before, after, qrs = int(0.12 * low), int(0.42 * low), int(0.05 * low)
    for i, place in enumerate(places):
        following = places[i + 1] if i + 1 < len(places) else size
        reach = min(after, max(int(0.15 * low), following - place - before))
        others = [signal[p - before : p + after] for p in places[max(0, i - 12) : i + 13] if p != place and p >= before and p + after <= size]
        if len(others) < 6 or place < before or place + after > size:
            continue
        template = np.median(others, axis=0)[: before + reach]
        own = signal[place - before : place + reach]
        gain = np.clip(template @ own / max(template @ template, 1e-12), 0.5, 1.5)
        left[place - before : place + reach] = own - gain * template
        left[place - qrs : place + qrs] *= 0.2
    return left, low


def shares(signal, rate, first, end):
    window = int(10 * rate)
    frequencies = np.arange(2, 12, 0.05)
    waves = np.exp(-2j * np.pi * np.outer(frequencies, np.arange(window) / rate)) * np.hanning(window)
    searched = (frequencies >= 3.6) & (frequencies <= 6)
    for i in range(int(first), int(end) - window, window):
        power = np.abs(waves @ signal[i : i + window]) ** 2
        top = frequencies[np.argmax(np.where(searched, power, 0))]
        yield power[np.abs(frequencies - top) <= 0.25].sum() / power.sum()


def main():
    if "".join(sys.argv[1:2]).startswith("-"):
        sys.exit(__doc__)
    data = os.path.join(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RWAVE_DATA", "../shared/data"), "mitdb")
    found = defaultdict(list)
    for record in sorted(f[:-4] for f in os.listdir(data) if f.endswith(".hea")):
        path = os.path.join(data, record)
        rate, frames = tools["header"](path + ".hea")
        annotations = tools["read_annotations"](path + ".atr")
        beats = [a[0] for a in annotations if a[1] in tools["BEATS"]]
        rhythms = [(a[0], a[2]) for a in annotations if a[1] == 28 and a[2].startswith("(")] + [(frames, "")]
        for number, lead in enumerate(leads_of(path)):
            left, low = without_beats(lead, rate, beats)
            for (first, rhythm), (end, _) in zip(rhythms, rhythms[1:]):
                name = rhythm + (" " + record if rhythm in ("(AFL", "(AFIB") else "")
                found[name, number + 1] += shares(left, low, first * low / rate, end * low / rate)
    print("rhythm       lead  windows   5 %  25 %  50 %  75 %  95 %  99 %")
    for (name, lead), values in sorted(found.items()):
        if values:
            print("%-12s %4d %8d " % (name, lead, len(values)) + " ".join("%5.2f" % p for p in np.percentile(values, [5, 25, 50, 75, 95, 99])))


main()
