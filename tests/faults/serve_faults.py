#!/usr/bin/env python3
"""rwave serve with one call of the C library failing: it goes on or says why it ends, and no confirmed edit is lost.

    serve_faults.py --program build/release/bin/rwave --injector build/release/tests/inject.so [--runs 3] [--seed 1]

For each kind of fault the calls of a server are counted that opens a recording, labels it and takes a few edits; RUNS of
them (others at random) fail in turn, one a server. That server must answer each request (an error is an answer) or have
ended with 1 and a line or two; when it is told to end it ends. The next server, without a fault, must have every edit
that was confirmed, and none that was never sent. The last line counts; status 1 where anything was found."""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from faults import FAULTS

EDITS = 5
SECONDS = 20  # for a start, an answer, an end


class Gone(Exception):
    """The server has ended by itself."""


class Server:
    def __init__(self, program, folder, environment):
        self.said = []  # its few lines fit into the pipe
        self.process = subprocess.Popen([program, "serve", "in/a", "--port", "0", "--store", "store"], cwd=folder,
                                        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.port = None

    def wait_begun(self):
        while self.port is None:
            line = self.process.stdout.readline().decode(errors="replace")
            if not line:
                raise Gone
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            self.port = int(found.group(1)) if found else None

    def ask(self, method, path, body=None):
        """Status and JSON of the answer; (0, {}) where the connection broke off."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
            return answer.status, json.loads(text or b"{}")
        except TimeoutError:
            raise
        except (OSError, http.client.HTTPException, ValueError):
            if self.process.poll() is not None:
                raise Gone from None
            return 0, {}

    def wait_ready(self):
        """Whether the recording was opened and labelled; False where that failed, and the server says so."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            status, about = self.ask("GET", "/api/recordings/a")
            if status == 200 and about.get("state") == "ready":
                return True
            if status == 200 and about.get("state") == "failed":
                return False
            time.sleep(0.02)
        return False

    def end(self):
        """Status and lines of standard error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "none: it does not end", []
        self.said += self.process.stdout.read().decode(errors="replace").splitlines()
        return self.process.returncode, [line for line in self.said if line.strip() and "http://" not in line]


class Faults:
    def __init__(self, program, injector, folder):
        self.program, self.injector, self.folder = program, injector, folder
        self.log = os.path.join(folder, "log")
        self.findings, self.runs, self.made = [], 0, 0

    def edits(self, server):
        """How many were confirmed, and how many were sent."""
        confirmed = sent = 0
        for number in range(EDITS):
            status, reply = server.ask("POST", "/api/recordings/a/edits",
                                       {"kind": "review", "target": {"beats": [number]}, "client": "faults", "based_on": confirmed})
            sent += 1
            if status in (200, 201) and "revision" in reply:
                confirmed = reply["revision"]
        return confirmed, sent

    def try_fault(self, fault):
        """Calls that counted."""
        shutil.rmtree(os.path.join(self.folder, "store"), ignore_errors=True)
        with open(self.log, "wb") as file:
            file.write(bytes(16))
        environment = dict(os.environ, RWAVE_FAULT=fault, RWAVE_FAULT_LOG=self.log, LD_PRELOAD=self.injector,
                           RWAVE_FAULT_BELOW=self.folder)
        confirmed = sent = 0
        gone = False
        server = Server(self.program, self.folder, environment)
        try:
            server.wait_begun()
            if server.wait_ready():
                confirmed, sent = self.edits(server)
        except Gone:
            gone = True
        except TimeoutError:
            self.findings.append(f"{fault}: a request has no answer within {SECONDS} s")
        status, lines = server.end()
        if status not in (0, 1) or (gone and not 1 <= len(lines) <= 4):
            self.findings.append(f"{fault}: ended with {status}: {' | '.join(lines)[:300]}")
        with open(self.log, "rb") as file:
            calls, made = struct.unpack("qq", file.read(16))
        self.runs += 1
        self.made += made > 0
        after = Server(self.program, self.folder, dict(os.environ))
        try:
            after.wait_begun()
            ready = after.wait_ready()
            there = after.ask("GET", "/api/recordings/a/edits")[1].get("revision") if ready else None
            if there is None or not confirmed <= there <= sent:
                self.findings.append(f"{fault}: {confirmed} of {sent} edits were confirmed, {there} are there afterwards")
        except (Gone, TimeoutError):
            self.findings.append(f"{fault}: the next server does not start")
        after.end()
        return calls


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--injector", required=True)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    draw, begun = random.Random(given.seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rwave_faults_") as folder:
        folder = os.path.realpath(folder)
        program = os.path.abspath(given.program)
        subprocess.run([program, "simulate", "-o", "in/a", "--seconds", "20"], cwd=folder, check=True, capture_output=True)
        faults = Faults(program, os.path.abspath(given.injector), folder)
        for fault in FAULTS:
            calls = faults.try_fault(f"{fault}:1000000000")
            chosen = range(1, calls + 1) if calls <= given.runs else sorted(draw.sample(range(1, calls + 1), given.runs))
            for number in chosen:
                faults.try_fault(f"{fault}:{number}")
    for finding in faults.findings:
        print("serve faults:", finding)
    print(f"serve faults: {faults.runs} servers, {faults.made} with a fault made, {len(faults.findings)} findings, "
          f"{time.monotonic() - begun:.0f} s")
    return 1 if faults.findings else 0


if __name__ == "__main__":
    sys.exit(main())
