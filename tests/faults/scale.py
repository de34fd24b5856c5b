#!/usr/bin/env python3
"""Many recordings and many annotations in one run.

    scale.py --program build/release/bin/rwave [--recordings 200] [--annotations 1000000]

RECORDINGS copies of one simulated recording, every hundredth cut short in its header, classified in one run: each sound one
has its annotations, each damaged one is named, and the status is 1, as not all was done. ANNOTATIONS annotations scored
against themselves. Prints seconds and greatest memory of each; status 1 where a count is not what it must be."""
import argparse
import os
import struct
import subprocess
import sys
import tempfile
import time


def measured(command, folder):
    """Status, output, error, seconds, greatest memory in MB."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=error)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        out.seek(0)
        error.seek(0)
        return process.returncode, out.read().decode(), error.read().decode(errors="replace"), seconds, usage.ru_maxrss / 1024


def recordings(program, folder, count):
    subprocess.run([program, "simulate", "-o", "one/r", "--seconds", "60"], cwd=folder, check=True, capture_output=True)
    with open(os.path.join(folder, "one", "r.hea"), encoding="ascii") as file:
        header = file.read()
    os.mkdir(os.path.join(folder, "in"))
    damaged = []
    for number in range(count):
        name = f"r{number:05}"
        text = header.replace("r 2 ", f"{name} 2 ", 1).replace("r.dat", f"{name}.dat")
        if number % 100 == 50:
            damaged.append(name)
            text = text[:len(text) // 3]
        with open(os.path.join(folder, "in", name + ".hea"), "w", encoding="ascii") as file:
            file.write(text)
        os.link(os.path.join(folder, "one", "r.dat"), os.path.join(folder, "in", name + ".dat"))
    status, _, error, seconds, memory = measured([program, "classify", "in", "-o", "out"], folder)
    written = len([name for name in os.listdir(os.path.join(folder, "out")) if name.endswith(".rw")])
    named = [name for name in damaged if name in error]
    right = written == count - len(damaged) and named == damaged and status == (1 if damaged else 0)
    print(f"scale: {count} recordings, {len(damaged)} damaged: {written} written, {len(named)} named, status {status}, "
          f"{seconds:.1f} s, {memory:.0f} MB")
    return right


def annotations(program, folder, count):
    interval, code = 90, 1  # samples between beats; N
    word = struct.pack("<H", code << 10 | interval)
    for suffix in ("atr", "rw"):
        with open(os.path.join(folder, "long." + suffix), "wb") as file:
            file.write(word * count + b"\0\0")
    with open(os.path.join(folder, "long.hea"), "w", encoding="ascii") as file:
        file.write(f"long 0 360 {interval * (count + 1)}\n")
    status, out, error, seconds, memory = measured(
        [program, "score", "-r", "long", "-a", "atr", "rw", "--path", ".", "-f", "0", "--json"], folder)
    right = status == 0 and str(count) in out.replace(" ", "")
    print(f"scale: {count} annotations scored: status {status}, {seconds:.1f} s, {memory:.0f} MB")
    return right


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--recordings", type=int, default=200)
    options.add_argument("--annotations", type=int, default=1_000_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="rwave_scale_") as folder:
        program = os.path.abspath(given.program)
        right = annotations(program, folder, given.annotations)
        right = recordings(program, folder, given.recordings) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
