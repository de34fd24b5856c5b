#!/usr/bin/env python3
"""train, tune and export with one call of the C library failing: whole or absent, and the same command then does its work.

    learn_faults.py --program build/release/bin/rwave --learn build/release/bin/rwave-learn \\
                    --injector build/release/tests/inject.so [--runs 3] [--seed 1] [VERB ...]

For each kind of fault the calls of a run are counted; RUNS of them (others at random) fail in turn, one a run. That run ends
with 0, or with 1 and a few lines; no temporary file stays. The same command is then run without a fault in the same folder:
it ends with 0 and leaves what a run without any fault leaves (but for times): train the same model, export the same file,
tune all of its trials. The last line counts; status 1 where anything was found."""
import argparse
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

from faults import FAULTS
from kill import without_times

SECONDS = 120
TRIALS = 2
ROWS = ["--data", "beats/beats.beats", "--split", "random", "--threads", "1", "--no-pictures"]
VERBS = {
    "train": ["train", "--model", "mlp", *ROWS, "--epochs", "2", "-o", "out"],
    "tune": ["tune", "--model", "mlp", *ROWS, "--trials", str(TRIALS), "--epochs", "1", "-o", "out"],
    "export": ["export", "model/model.safetensors", "-o", "out/model.onnx"],
}


class Faults:
    def __init__(self, learn, injector, folder):
        self.learn, self.injector, self.folder = learn, injector, folder
        self.log = os.path.join(folder, "log")
        self.findings, self.runs, self.made = [], 0, 0

    def run(self, verb, fault=None):
        """Status, lines of standard error, calls that counted, faults made."""
        environment = dict(os.environ, TZ="UTC")
        if fault:
            with open(self.log, "wb") as file:
                file.write(bytes(16))
            environment.update(RWAVE_FAULT=fault, RWAVE_FAULT_LOG=self.log, LD_PRELOAD=self.injector,
                               RWAVE_FAULT_BELOW=os.path.join(self.folder, "out" if verb == "export" else "."))
        try:
            done = subprocess.run([self.learn, *VERBS[verb]], cwd=self.folder, env=environment, capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=SECONDS)
            status, lines = done.returncode, [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
        except subprocess.TimeoutExpired:
            status, lines = "none: it goes on for ever", []
        calls, made = 0, 0
        if fault:
            with open(self.log, "rb") as file:
                calls, made = struct.unpack("qq", file.read(16))
        return status, lines, calls, made

    def result(self, verb):
        """What the verb is run for, without times; None where it is not there."""
        out = os.path.join(self.folder, "out")
        if verb == "tune":
            try:
                database = sqlite3.connect(os.path.join(out, "study.sqlite3"))
                complete = database.execute("select count(*) from trials where state = 'COMPLETE'").fetchone()[0]
                database.close()
                return complete >= TRIALS
            except sqlite3.Error:
                return None
        name = os.path.join(out, "model.onnx" if verb == "export" else "model.safetensors")
        if not os.path.exists(name):
            return None
        with open(name, "rb") as file:
            return without_times(file.read())

    def clear(self):
        shutil.rmtree(os.path.join(self.folder, "out"), ignore_errors=True)
        os.mkdir(os.path.join(self.folder, "out"))

    def try_fault(self, verb, fault, whole):
        """Calls that counted."""
        self.clear()
        status, lines, calls, made = self.run(verb, fault)
        self.runs += 1
        self.made += made > 0
        told = " | ".join(lines)[-300:]
        left = [name for name in os.listdir(os.path.join(self.folder, "out")) if ".tmp" in name]
        if status not in (0, 1) or (status == 1 and not lines):
            self.findings.append(f"{verb} {fault}: status {status}: {told}")
        if left and not fault.startswith("unlink"):
            self.findings.append(f"{verb} {fault}: left {left[0]} behind: {told}")
        if verb != "tune" and status == 0 and self.result(verb) != whole:
            self.findings.append(f"{verb} {fault}: status 0, and the result differs: {told}")
        if status == 0:
            return calls
        status, lines, _, _ = self.run(verb)
        # A training that is done refuses to begin over itself.
        done = status == 0 or any("finished" in line or "is done" in line for line in lines)
        if not done or self.result(verb) != whole:
            self.findings.append(f"{verb} {fault} ({told}): again: status {status}, {' | '.join(lines)[-300:]}")
        return calls

    def try_verb(self, verb, runs, draw):
        self.clear()
        status, lines, _, _ = self.run(verb)
        whole = self.result(verb)
        if status != 0 or whole is None:
            sys.exit(f"learn faults: {verb} fails without any fault: {' | '.join(lines)}")
        for fault in FAULTS:
            calls = self.try_fault(verb, f"{fault}:1000000000", whole)
            chosen = range(1, calls + 1) if calls <= runs else sorted(draw.sample(range(1, calls + 1), runs))
            for number in chosen:
                self.try_fault(verb, f"{fault}:{number}", whole)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--learn", required=True)
    options.add_argument("--injector", required=True)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("verbs", nargs="*")
    given = options.parse_args()
    draw, begun = random.Random(given.seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rwave_faults_") as folder:
        folder = os.path.realpath(folder)
        program, learn = os.path.abspath(given.program), os.path.abspath(given.learn)
        for number in range(3):
            subprocess.run([program, "simulate", "-o", f"in/r{number}", "--seconds", "60", "--seed", str(number + 1)],
                           cwd=folder, check=True, capture_output=True)
        subprocess.run([program, "beats", "in", "-o", "beats"], cwd=folder, check=True, capture_output=True)
        subprocess.run([learn, *VERBS["train"][:-1], "model"], cwd=folder, check=True, capture_output=True)
        faults = Faults(learn, os.path.abspath(given.injector), folder)
        for verb in given.verbs or VERBS:
            faults.try_verb(verb, given.runs, draw)
    for finding in faults.findings:
        print("learn faults:", finding)
    print(f"learn faults: {' '.join(given.verbs or VERBS)}: {faults.runs} runs, {faults.made} with a fault made, "
          f"{len(faults.findings)} findings, {time.monotonic() - begun:.0f} s")
    return 1 if faults.findings else 0


if __name__ == "__main__":
    sys.exit(main())
