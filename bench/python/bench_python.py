"""What the Python package costs next to the program: prints each figure with its bar, status 1 where one is missed.
All in processor time, the best of seven: other programs may be at work.

    PYTHONPATH=build/release/python python3 bench/python/bench_python.py RECORD build/release/bin/rwave
"""

import os
import resource
import subprocess
import sys
import time

if len(sys.argv) < 3:
    sys.exit(__doc__)

START = time.process_time()
import rwave  # noqa: E402

IMPORT_MS = 1e3 * (time.process_time() - START)
import numpy as np  # noqa: E402


def spent():
    """Processor time, s, of this process and of the children that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def best_of(call, times=7):
    best = float("inf")
    for _ in range(times):
        begun = spent()
        call()
        best = min(best, spent() - begun)
    return best


def resident_mb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def push_speed(x, fs):
    """Seconds of signal a second, in blocks of 1 s, with labels and rhythm taken after each."""
    live, block = rwave.Classifier(fs), int(fs)
    begun = time.process_time()
    for at in range(0, len(x) - block, block):
        live.push(x[at : at + block])
        live.take()
        live.take_rhythm()
    live.finish()
    return len(x) / fs / (time.process_time() - begun)


def leak_mb(calls):
    """What memory grows by over this number of calls of everything, after a tenth of them to fill the pools."""
    t = np.arange(12 * 250) / 250 % 1.0 - 0.5
    x = (1.2 * np.exp(-(t**2) / 2e-4) + 0.2 * np.exp(-((t - 0.25) ** 2) / 4e-3)).astype(np.float32)

    def every_function():
        labelled = rwave.classify(x, 250)
        rwave.detect(x, 250)
        rwave.hrv(labelled)
        rwave.score(labelled, labelled, start=0)
        labelled.annotations
        for wrong in (x.reshape(2, -1), "absent"):
            try:
                rwave.classify(wrong, 250)
            except rwave.Error:
                pass

    for _ in range(calls // 10):
        every_function()
    before = resident_mb()
    for _ in range(calls):
        every_function()
    return resident_mb() - before


def main():
    record, program = sys.argv[1:3]
    calls = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    recording = rwave.read(record)
    minutes = recording.sig_len / recording.fs / 60
    out = "/tmp/bench_python"
    os.makedirs(out, exist_ok=True)
    own = best_of(lambda: subprocess.run([program, "classify", record, "--threads", "1", "--against", "", "-o", out], check=True, capture_output=True))
    python = best_of(lambda: rwave.classify(record))
    array = best_of(lambda: rwave.classify(recording))
    speed = max(push_speed(recording.signals[:, 0], recording.fs) for _ in range(3))
    grown = leak_mb(calls)
    missed = False
    for name, value, unit, bar, good in (
        ("import", IMPORT_MS, "ms", "<= 50", IMPORT_MS <= 50),
        (f"classify, a record of {minutes:.0f} min, by path", python / own, f"of the program's {1e3 * own:.0f} ms", "<= 1.15", python / own <= 1.15),
        ("classify, the same as an array", array / own, "of it", "<= 1.15", array / own <= 1.15),
        ("push, blocks of 1 s", speed, "x real time", ">= 5000", speed >= 5000),
        (f"memory over {calls} calls of everything", grown, "MB more", "<= 2", grown <= 2),
    ):
        print(f"{name:<44} {value:10.2f} {unit:<28} bar {bar:<8} {'reached' if good else 'MISSED'}")
        missed |= not good
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    sys.exit(missed)


main()
