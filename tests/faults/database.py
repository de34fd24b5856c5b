#!/usr/bin/env python3
"""One study by several workers in a PostgreSQL that goes away and comes back: no trial is lost, none is there twice.

    tests/cluster/postgresql_here tests/faults/database.py --program build/release/bin/rwave \\
                                  --learn build/release/bin/rwave-learn [--workers 8] [--restarts 3] [--trials 48]

The server is cut off, as a machine that is taken away, each time another part of the trials is done, and is started again
two seconds later. All workers must end with 0; the study then has as many trials that count as were asked for, numbers
without a gap, none that still runs, and no worker has a trial spooled in its folder. Trials of a moment at which the
server was away may have failed: they are made up for, and counted here. Status 1 where anything else is found, 77 where
there is no PostgreSQL (postgresql_here)."""
import argparse
import collections
import glob
import json
import os
import subprocess
import sys
import tempfile
import time

AWAY = 2  # s
LONGEST = 540  # s, for all of it
COUNTED = ("COMPLETE", "PRUNED")


class Server:
    def __init__(self):
        self.url, self.control = os.environ["RWAVE_POSTGRESQL"], os.environ["RWAVE_POSTGRESQL_CONTROL"]

    def ask(self, statement):
        """Rows of texts; none where the server or the table is not there."""
        done = subprocess.run(["psql", "-Atc", statement, self.url], capture_output=True, text=True, check=False)
        return [line.split("|") for line in done.stdout.splitlines()]

    def states(self):
        return collections.Counter(state for state, in self.ask("SELECT state FROM trials"))

    def restart(self):
        subprocess.run([self.control, "stop"], check=True, capture_output=True)
        time.sleep(AWAY)
        subprocess.run([self.control, "start"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def begin_worker(given, folder, number, url):
    words = [os.path.abspath(given.learn), "tune", "--model", "mlp", "--data", "beats/beats.beats", "--split", "random",
             "--threads", "1", "--no-pictures", "--epochs", str(given.epochs), "--trials", str(given.trials), "--storage", url,
             "--study", "restarts", "-o", f"out{number}"]
    with open(os.path.join(folder, f"log{number}"), "w", encoding="utf-8") as log:
        return subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def faults_of(given, folder, server, statuses):
    """What is wrong with the study and with what the workers left, a line each."""
    faults = []
    for number, status in enumerate(statuses):
        if status != 0:
            with open(os.path.join(folder, f"log{number}"), encoding="utf-8") as log:
                faults.append(f"worker {number}: status {status}: {log.read().strip()[-300:]}")
    rows = server.ask("SELECT number, state FROM trials ORDER BY number")
    states = collections.Counter(state for _, state in rows)
    if sum(states[name] for name in COUNTED) != given.trials:
        faults.append(f"{given.trials} trials were asked for: {dict(states)}")
    if [int(number) for number, _ in rows] != list(range(len(rows))):
        faults.append(f"numbers are not 0 to {len(rows) - 1}")
    if set(states) - {"FAIL", *COUNTED}:
        faults.append(f"trials that nobody has ended: {dict(states)}")
    for name in glob.glob(os.path.join(folder, "out*", "spooled-trial-*")):
        faults.append(f"{os.path.relpath(name, folder)} was never stored")
    for name in sorted(glob.glob(os.path.join(folder, "out*", "study.json"))):
        with open(name, encoding="utf-8") as file:
            told = json.load(file)["trials"]
        if sum(told.get(state, 0) for state in COUNTED) != given.trials:
            faults.append(f"{os.path.relpath(name, folder)} says {told}")
    return faults, states


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--learn", required=True)
    options.add_argument("--workers", type=int, default=8)
    options.add_argument("--restarts", type=int, default=3)
    options.add_argument("--trials", type=int, default=48)
    options.add_argument("--epochs", type=int, default=30)
    given = options.parse_args()
    server, begun = Server(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rwave_database_") as folder:
        program = os.path.abspath(given.program)
        for number in range(3):
            subprocess.run([program, "simulate", "-o", f"in/r{number}", "--seconds", "60", "--seed", str(number + 1)],
                           cwd=folder, check=True, capture_output=True)
        subprocess.run([program, "beats", "in", "-o", "beats"], cwd=folder, check=True, capture_output=True)
        workers = [begin_worker(given, folder, number, server.url) for number in range(given.workers)]
        restarts = 0
        while any(worker.poll() is None for worker in workers) and time.monotonic() - begun < LONGEST:
            done = sum(server.states()[name] for name in COUNTED)
            if restarts < given.restarts and done > given.trials * (restarts + 1) // (given.restarts + 2):
                server.restart()
                restarts += 1
            time.sleep(0.1)
        for worker in workers:
            if worker.poll() is None:
                worker.kill()
        faults, states = faults_of(given, folder, server, [worker.wait() for worker in workers])
        waited = sum(1 for number in range(given.workers)
                     if "trying again" in open(os.path.join(folder, f"log{number}"), encoding="utf-8").read())
    if restarts < given.restarts:
        faults.append(f"the workers were done after {restarts} restarts: --trials or --epochs is too small")
    for fault in faults:
        print("database:", fault)
    print(f"database: {given.workers} workers, {restarts} restarts, {waited} workers met one; trials {dict(states)}; "
          f"{len(faults)} findings, {time.monotonic() - begun:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
