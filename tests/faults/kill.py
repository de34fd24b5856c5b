#!/usr/bin/env python3
"""kill -9 at random moments: outputs are whole or absent, and the same command then does its work.

    kill.py --program build/release/bin/rwave [--learn build/release/bin/rwave-learn] [--moments 10] [VERB ...]

Verbs: classify (a folder of recordings), convert, serve (every edit that was confirmed is there after the next start),
and with --learn: train (resumes, to the same model bit for bit), tune (to the number of trials asked for). A run
without a kill says how long a verb takes and what whole outputs are; the moments are drawn evenly over that time.
The last line counts; status 1 where anything was found."""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from faults import snapshot

RECORDINGS = 6
TRIALS = 3


class Killed:
    def __init__(self, program, learn, folder, moments, draw):
        self.program, self.learn, self.folder = program, learn, folder
        self.moments, self.draw = moments, draw
        self.kills = self.early = 0
        self.findings = []

    def start(self, arguments):
        program = self.learn if arguments[0] in ("train", "tune") else self.program
        return subprocess.Popen([program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def finish(self, arguments):
        process = self.start(arguments)
        text = process.communicate()[0].decode(errors="replace")
        return process.returncode, text

    def find(self, verb, what):
        self.findings.append(f"{verb}: {what}")

    def clear(self):
        shutil.rmtree(os.path.join(self.folder, "out"), ignore_errors=True)
        os.mkdir(os.path.join(self.folder, "out"))

    # Outputs that two runs of one command write alike; temporary names may stay behind, as nobody is left to remove them.
    def whole_or_absent(self, verb, whole):
        out = os.path.join(self.folder, "out")
        for name, content in (snapshot(out) if os.path.isdir(out) else {}).items():
            if ".tmp" not in name and content != whole.get(name):
                self.find(verb, f"{name} is not whole: {len(content)} bytes of {len(whole.get(name, b''))}")

    def writes_files(self, verb, arguments):
        self.clear()
        begun = time.monotonic()
        status, text = self.finish(arguments)
        seconds = time.monotonic() - begun
        if status != 0:
            sys.exit(f"kill: {verb} fails without being killed: {text}")
        whole = snapshot(os.path.join(self.folder, "out"))
        for _ in range(self.moments):
            self.clear()
            self.kill(self.start(arguments), seconds)
            self.whole_or_absent(verb, whole)
            status, text = self.finish(arguments)
            again = {n: c for n, c in snapshot(os.path.join(self.folder, "out")).items() if ".tmp" not in n}
            if status != 0 or again != whole:
                self.find(verb, f"run again: status {status}, {text.strip()[:200]}")

    def kill(self, process, seconds):
        time.sleep(self.draw.uniform(0, seconds))
        self.early += process.poll() is not None
        process.kill()
        process.communicate()
        self.kills += 1

    def train(self):
        arguments = ["train", "--model", "mlp", "--data", "beats/beats.beats", "--split", "random", "--epochs", "4",
                     "--threads", "1", "-o", "out"]
        self.clear()
        begun = time.monotonic()
        status, text = self.finish(arguments)
        seconds = time.monotonic() - begun
        if status != 0:
            sys.exit(f"kill: train fails without being killed: {text}")
        model = os.path.join(self.folder, "out", "model.safetensors")
        with open(model, "rb") as file:
            whole = file.read()
        for _ in range(self.moments):
            self.clear()
            self.kill(self.start(arguments), seconds)
            status, text = self.finish(arguments)
            # A training that is done refuses to begin over itself.
            done = "finished" in text or "is done" in text or status == 0
            with open(model, "rb") as file:
                same = file.read()
            if not done or without_times(same) != without_times(whole):
                self.find("train", f"resumed: status {status}, model {'same' if same == whole else 'differs'}, {text[-200:]}")

    def tune(self):
        arguments = ["tune", "--model", "mlp", "--data", "beats/beats.beats", "--split", "random", "--threads", "1",
                     "--trials", str(TRIALS), "--epochs", "2", "--no-pictures", "-o", "out"]
        self.clear()
        begun = time.monotonic()
        status, text = self.finish(arguments)
        seconds = time.monotonic() - begun
        if status != 0:
            sys.exit(f"kill: tune fails without being killed: {text}")
        for _ in range(self.moments):
            self.clear()
            self.kill(self.start(arguments), seconds)
            status, text = self.finish(arguments)
            database = sqlite3.connect(os.path.join(self.folder, "out", "study.sqlite3"))
            complete = database.execute("select count(*) from trials where state = 'COMPLETE'").fetchone()[0]
            database.close()
            if status != 0 or complete < TRIALS:
                self.find("tune", f"again: status {status}, {complete} of {TRIALS} trials, {text.strip()[-200:]}")

    # Starts the server over in/a and waits until the recording is ready; process and port.
    def serve(self):
        process = self.start(["serve", "in/r0", "--port", "0", "--store", "store"])
        port = None
        while port is None:
            line = process.stdout.readline().decode()
            if not line:
                sys.exit("kill: serve ended at its start")
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            port = int(found.group(1)) if found else None
        while self.ask(port, "GET", "/api/recordings/r0").get("state") != "ready":
            time.sleep(0.02)
        return process, port

    def ask(self, port, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Content-Type": "application/json"} if body else {}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = json.loads(connection.getresponse().read() or b"{}")
        connection.close()
        return answer

    def edits(self):
        shutil.rmtree(os.path.join(self.folder, "store"), ignore_errors=True)
        confirmed = 0
        for _ in range(self.moments):
            process, port = self.serve()
            there = self.ask(port, "GET", "/api/recordings/r0/edits")["revision"]
            # What was being written when it died may be there, too, and was not confirmed.
            if not confirmed <= there <= confirmed + 1:
                self.find("serve", f"{confirmed} edits were confirmed, {there} are there")
            confirmed = there
            until = time.monotonic() + self.draw.uniform(0, 0.5)
            killer = subprocess.Popen(["sh", "-c", f"sleep {max(0, until - time.monotonic()):.3f}; kill -9 {process.pid}"])
            try:
                while True:
                    reply = self.ask(port, "POST", "/api/recordings/r0/edits",
                                     {"kind": "review", "target": {"beats": [confirmed % 10]}, "client": "kill",
                                      "based_on": confirmed})
                    if "error" in reply:
                        self.find("serve", f"an edit is refused: {reply['error']}")
                        break
                    confirmed = max(confirmed + 1, reply.get("revision", 0))
            except (OSError, http.client.HTTPException, ValueError):
                pass  # it is dead
            killer.wait()
            process.communicate()
            self.kills += 1
        self.confirmed = confirmed


# A model file tells when it was trained and how long that took.
def without_times(model):
    return re.sub(rb'\\?"(seconds|time|started|checksum)\\?": ?\\?"?[0-9a-fT:.Z-]*', b"", model)


def make_inputs(killed):
    for number in range(RECORDINGS):
        killed.finish(["simulate", "-o", f"in/r{number}", "--seconds", "60", "--seed", str(number + 1)])
    killed.finish(["beats", "in", "-o", "beats"])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--learn", help="rwave-learn, for train and tune")
    options.add_argument("--moments", type=int, default=10, help="kills, a verb")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("verbs", nargs="*")
    given = options.parse_args()
    verbs = given.verbs or ["classify", "convert", "serve"] + (["train", "tune"] if given.learn else [])
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rwave_kill_") as folder:
        learn = os.path.abspath(given.learn) if given.learn else None
        killed = Killed(os.path.abspath(given.program), learn, folder, given.moments, random.Random(given.seed))
        make_inputs(killed)
        for verb in verbs:
            if verb == "classify":
                killed.writes_files(verb, ["classify", "in", "-o", "out", "--threads", "2"])
            elif verb == "convert":
                killed.writes_files(verb, ["convert", "in/r0", "-o", "out/r0.csv"])
            else:
                {"serve": killed.edits, "train": killed.train, "tune": killed.tune}[verb]()
    for finding in killed.findings:
        print("kill:", finding)
    print(f"kill: {' '.join(verbs)}: {killed.kills} kills ({killed.early} after the end), "
          f"{len(killed.findings)} findings, {time.monotonic() - begun:.0f} s")
    return 1 if killed.findings else 0


if __name__ == "__main__":
    sys.exit(main())
