#!/usr/bin/env python3
"""Every verb that writes, with one call of the C library failing: outputs must be whole or absent.

    faults.py --program build/release/bin/rwave --injector build/release/libinject.so [--runs 3] [--seed 1] [VERB ...]

A verb is first run without a fault: its outputs are what "whole" means. Then, for each kind of fault, the calls are
counted and RUNS of them (the first, the last, others at random) fail in turn, one a run. Afterwards

- a run that ends with 0 has the very outputs and standard output of the run without fault, or names the recordings
  that it left out;
- any other ends with 1, says why in one or two lines, and each file is the whole new one, the one before, or absent;
- no temporary file stays behind;
- short reads and writes and interrupted calls (EINTR), every second one, change nothing at all.

The last line counts; status 1 where anything was found."""
import argparse
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

# Call and fault of those that must be reported; of a close that fails after reading nothing is lost.
FAULTS = ["open:EMFILE", "open:EACCES", "read:EIO", "write:ENOSPC", "write:EIO", "fsync:EIO", "rename:EACCES",
          "close:EIO", "mkdir:EACCES", "unlink:EACCES", "malloc:ENOMEM"]
HARMLESS = ["read:short:0", "read:EINTR:0", "write:short:0", "write:EINTR:0"]
SECONDS = 60  # that a run may take: a program that never ends is a finding
OLD = b"what was here before\n"  # an output that a failed run must leave alone


def verbs():
    """Verb, arguments and the files that exist before. In the folder: in/a, in/b with atr and rw, table/t.csv."""
    return {
        "classify": (["classify", "in/a", "in/b", "-o", "out", "--threads", "2"], ["out/a.rw"]),
        "classify-json": (["classify", "in/a", "-o", "-", "--json"], []),
        "detect": (["detect", "in/a", "-o", "out"], ["out/a.qrs"]),
        "adapt": (["adapt", "in/a", "--beats", "in/a.atr", "--until", "0:12", "-o", "out"], ["out/a.rw"]),
        "convert-edf": (["convert", "in/a", "-o", "out/a.edf"], ["out/a.edf"]),
        "convert-csv": (["convert", "in/a", "-o", "out/a.csv"], ["out/a.csv"]),
        "convert-wfdb": (["convert", "table/t.csv", "-o", "out/t"], ["out/t.hea"]),
        "holter": (["holter", "in/a", "-o", "out/a.html", "--rhythm"], ["out/a.html"]),
        "score": (["score", "-r", "a", "-a", "atr", "rw", "--path", "in", "-f", "0", "-s", "out/report"],
                  ["out/report"]),
        "score-lines": (["score", "-r", "a", "-a", "atr", "rw", "--path", "in", "-f", "0", "-l", "out/line", "out/shut"],
                        ["out/line"]),
        "beats": (["beats", "in", "-o", "out"], []),
        "beats-csv": (["beats", "in", "--csv", "-o", "out"], []),
        "simulate": (["simulate", "-o", "out/s", "--seconds", "10"], ["out/s.hea"]),
        "perturb": (["perturb", "in/a", "--invert", "-o", "out"], []),
    }


def snapshot(folder):
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


class Faults:
    def __init__(self, program, injector, folder):
        self.program, self.injector, self.folder = program, injector, folder
        self.log = os.path.join(folder, "log")
        self.runs = self.made = 0
        self.findings = []

    def run(self, arguments, before, fault=None, below="."):
        """Runs in a fresh out/; status, standard output, error, calls that counted, faults made, files."""
        out = os.path.join(self.folder, "out")
        shutil.rmtree(out, ignore_errors=True)
        for name in before:
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(OLD)
        environment = dict(os.environ, TZ="UTC")
        if fault:
            with open(self.log, "wb") as file:
                file.write(bytes(16))
            environment.update(RWAVE_FAULT=fault, RWAVE_FAULT_LOG=self.log, LD_PRELOAD=self.injector,
                               RWAVE_FAULT_BELOW=os.path.join(self.folder, below))
        try:
            done = subprocess.run([self.program, *arguments], cwd=self.folder, env=environment, capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=SECONDS)
            status, text, error = done.returncode, done.stdout, done.stderr.decode(errors="replace")
        except subprocess.TimeoutExpired:
            status, text, error = "none: it goes on for ever", b"", ""
        calls, made = (0, 0)
        if fault:
            with open(self.log, "rb") as file:
                calls, made = struct.unpack("qq", file.read(16))
        return status, text, error, calls, made, snapshot(out) if os.path.isdir(out) else {}

    def judge(self, verb, fault, result, whole, before):
        status, text, error, _, made, files = result
        self.runs += 1
        self.made += made > 0
        why = None
        lines = [line for line in error.splitlines() if line.strip()]
        leftover = [name for name in files if ".tmp" in name]
        allowed = dict(whole[5])
        if status not in (0, 1):
            why = f"status {status}"
        elif leftover and not fault.startswith("unlink"):
            why = f"left {leftover[0]} behind"
        elif status == 0 and any("left out" in line for line in lines):
            pass  # of a folder, the sound part is used, and the rest is named
        elif status == 0 and (files != allowed or text != whole[1]):
            differing = sorted(n for n in set(files) | set(allowed) if files.get(n) != allowed.get(n))
            why = f"status 0, but {differing or 'standard output'} differs"
        elif status == 1 and not 1 <= len(lines) <= 4:
            why = f"{len(lines)} lines on standard error"
        else:
            for name, content in files.items():
                old = OLD if "out/" + name in before else None
                if content not in (allowed.get(name), old) and ".tmp" not in name:
                    why = f"{name} is neither whole nor as it was"
        if why:
            self.findings.append(f"{verb} {fault}: {why}; {' | '.join(lines)[:300]}")

    def try_verb(self, verb, arguments, before, runs, draw):
        whole = self.run(arguments, before)
        if whole[0] != 0:
            sys.exit(f"faults: {verb} fails without any fault: {whole[2]}")
        for fault in HARMLESS:
            result = self.run(arguments, before, fault)
            if result[3] and (result[0] != 0 or result[5] != whole[5] or result[1] != whole[1]):
                self.findings.append(f"{verb} {fault}: changes what comes out, status {result[0]}: {result[2][:300]}")
            self.runs += 1
        for fault in FAULTS:
            calls = self.run(arguments, before, fault + ":1000000000")[3]
            chosen = set(range(1, calls + 1))
            if calls > runs:
                # What asks for memory last is often a destructor, where an exception ends the program.
                ends = [1, calls] if runs > 2 else [calls] if fault.startswith("malloc") else []
                chosen = {*ends, *(draw.randint(1, calls) for _ in range(runs - len(ends)))}
            for number in sorted(chosen):
                name = f"{fault}:{number}"
                self.judge(verb, name, self.run(arguments, before, name), whole, before)


def make_inputs(program, folder):
    os.mkdir(os.path.join(folder, "table"))
    for arguments in (["simulate", "-o", "in/a", "--seconds", "20"],
                      ["simulate", "-o", "in/b", "--seconds", "20", "--seed", "2"],
                      ["classify", "in/a", "-o", "in"], ["convert", "in/a", "-o", "table/t.csv"]):
        subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--injector", required=True)
    options.add_argument("--runs", type=int, default=3, help="calls that fail, a verb and kind of fault")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("verbs", nargs="*")
    given = options.parse_args()
    draw = random.Random(given.seed)
    known = verbs()
    with tempfile.TemporaryDirectory(prefix="rwave_faults_") as folder:
        folder = os.path.realpath(folder)
        program = os.path.abspath(given.program)
        make_inputs(program, folder)
        faults = Faults(program, os.path.abspath(given.injector), folder)
        for verb in given.verbs or known:
            faults.try_verb(verb, *known[verb], given.runs, draw)
    for finding in faults.findings:
        print("faults:", finding)
    print(f"faults: {len(given.verbs or known)} verbs, {faults.runs} runs, {faults.made} with a fault made, "
          f"{len(faults.findings)} findings")
    return 1 if faults.findings else 0


if __name__ == "__main__":
    sys.exit(main())
