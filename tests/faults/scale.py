#!/usr/bin/env python3
"""Many recordings, many annotations and a recording of many samples in one run each.

    scale.py --program build/release/bin/rwave [--recordings 200] [--annotations 1000000] [--samples 0]

RECORDINGS copies of one simulated recording, every hundredth cut short in its header, classified in one run: each sound one
has its annotations, each damaged one is named, and the status is 1, as not all was done. ANNOTATIONS annotations scored
against themselves. A recording of SAMPLES samples a lead (2,200,000,000: more than 31 bits count), of which all but the last
five minutes are zeros that a sparse file holds: beats and labels there are those of the five minutes alone. Prints seconds and greatest memory of each; status 1 where a count is not what it must be."""
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


def beats_of(file):
    """(sample, code) of the beats of a WFDB annotation file."""
    with open(file, "rb") as opened:
        data = opened.read()
    at, sample, found = 0, 0, []
    while at + 1 < len(data):
        word = data[at] | data[at + 1] << 8
        code, value = word >> 10, word & 1023
        at += 2
        if word == 0:
            break
        if code == 59:  # SKIP: 32 bits, the upper half first
            sample += struct.unpack("<i", data[at + 2:at + 4] + data[at:at + 2])[0]
            at += 4
        elif code == 63:  # a text
            at += value + value % 2
        elif code < 59:
            sample += value
            if code <= 13 or code in (25, 30, 31, 34, 35, 38):  # beats, not rhythms, notes or noise
                found.append((sample, code))
    return found


def many_samples(program, folder, count):
    """Of two leads in format 212: a frame is three bytes."""
    subprocess.run([program, "simulate", "-o", "part/p", "--seconds", "300"], cwd=folder, check=True, capture_output=True)
    with open(os.path.join(folder, "part", "p.hea"), encoding="ascii") as file:
        header = file.read()
    with open(os.path.join(folder, "part", "p.dat"), "rb") as file:
        values = file.read()
    frames, rate = len(values) // 3, float(header.split()[2].split("/")[0])
    with open(os.path.join(folder, "long.hea"), "w", encoding="ascii") as file:
        # Without the samples' checksum, which is of the part.
        lines = [line.split() for line in header.splitlines() if not line.startswith("#")]
        file.write(f"long 2 {rate:g} {count}\n")
        file.writelines(f"long.dat 212 {line[2]} {line[3]} {line[4]} 0 0 0 {line[8]}\n" for line in lines[1:3])
    with open(os.path.join(folder, "long.dat"), "wb") as file:
        file.seek((count - frames) * 3)
        file.write(values)
    most_memory = 100  # MB: what lies between two beats, here all but the end, is never held
    settled = count - frames + int(20 * rate)  # the detector learns its thresholds within seconds
    right = True
    for verb in ("detect", "classify"):
        subprocess.run([program, verb, "part/p", "-o", verb], cwd=folder, check=True, capture_output=True)
        status, _, error, seconds, memory = measured([program, verb, "long", "-o", verb], folder)
        suffix = [name for name in os.listdir(os.path.join(folder, verb)) if name.startswith("long.")]
        suffix = suffix[0].split(".")[-1] if suffix else "none"
        expected = [(count - frames + sample, code) for sample, code in beats_of(os.path.join(folder, verb, "p." + suffix))]
        expected = [beat for beat in expected if beat[0] >= settled]
        found = beats_of(os.path.join(folder, verb, "long." + suffix)) if status == 0 else []
        if verb == "classify":  # labels see the rhythm of all beats, of which the part alone has a few more or less
            expected, found = ([(sample, 0) for sample, _ in beats] for beats in (expected, found))
        same = sum(beat in set(found) for beat in expected)
        right = right and status == 0 and same == len(expected) > 0 and memory < most_memory
        print(f"scale: {verb}: {count} samples a lead, {same} of {len(expected)} beats at the end as without the rest, "
              f"{len([beat for beat in found if beat[0] < count - frames])} before, status {status}, {seconds:.1f} s, "
              f"{memory:.0f} MB{'' if status == 0 else ': ' + error.strip()}")
    return right


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--recordings", type=int, default=200)
    options.add_argument("--annotations", type=int, default=1_000_000)
    options.add_argument("--samples", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="rwave_scale_") as folder:
        program = os.path.abspath(given.program)
        right = given.annotations == 0 or annotations(program, folder, given.annotations)
        right = (given.recordings == 0 or recordings(program, folder, given.recordings)) and right
        right = (given.samples == 0 or many_samples(program, folder, given.samples)) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
