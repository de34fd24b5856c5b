#!/usr/bin/env python3
"""rwave serve against requests that are none: each is answered with 4xx or cut off, and the process is unharmed.

    hostile.py --program build/sanitize/bin/rwave [--mutations 10000] [--seed 1] [--threads 4]

Sound requests of every kind with bytes changed, taken out, put in and doubled at random; then clients that send a byte
a second, heads without an end, numbers that no machine counts, JSON that is none, WebSocket frames (which are not
offered), uploads and live samples that break off. Meanwhile an honest client asks for the status once a second and must
be answered within 5 s. Findings: an answer of 500 or more (503 and 507 apart: too many connections, uploads full), an
answer that is no HTTP, silence towards the honest client, a process that ended, anything on standard error that a
sanitizer wrote. Best with a program of the preset sanitize, under which a read beyond an end ends the process."""
import argparse
import collections
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

EDIT = json.dumps({"kind": "review", "target": {"beats": [1, 2, 3]}, "client": "x", "based_on": 0})
FILE = ("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.edf\"\r\n\r\n0       bytes\r\n--b--\r\n")
REASONS = {503: "too many connections", 507: "uploads full"}


def request(method, path, head="", body=""):
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{head}{length}\r\n{body}".encode("latin-1")


SOUND = [
    request("GET", "/"), request("GET", "/api/status"), request("GET", "/api/recordings"), request("GET", "/api/recordings/a"),
    request("GET", "/api/recordings/a/beats?first=0&end=5000&format=binary"),
    request("GET", "/api/recordings/a/tiles/0/1/0?v=1", "Range: bytes=0-99\r\n"),
    request("GET", "/api/recordings/a/overview?cells=200"), request("GET", "/api/recordings/a/groups/0/members?limit=5"),
    request("GET", "/api/recordings/a/queue?limit=20"), request("GET", "/api/recordings/a/export?format=wfdb"),
    request("GET", "/api/recordings/a/annotators/atr/comparison?reference=N&test=V"),
    request("POST", "/api/recordings/a/edits", "Content-Type: application/json\r\n", EDIT),
    request("POST", "/api/login", "Content-Type: application/json\r\n", '{"password":"none"}'),
    request("POST", "/api/recordings/a/annotators?name=two", "Content-Type: application/octet-stream\r\n", "\x00\x04\x01\x04\x00\x00"),
    request("POST", "/api/recordings", "Content-Type: multipart/form-data; boundary=b\r\n", FILE),
    request("POST", "/api/live/x/samples?rate=250&leads=1", "Content-Type: application/octet-stream\r\n", "\x01\x02\x03\x04" * 50),
    request("POST", "/api/live/x/samples", "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n") +
    b"4\r\n\x01\x02\x03\x04\r\n0\r\n\r\n",
    request("GET", "/api/live/x"), request("GET", "/api/live/x/signal?first=0"),
    request("GET", "/api/live/x/samples", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") + b"\x82\xfe\xff\xff\x00\x00\x00\x00" + b"\xff" * 64,
]


def crafted():
    """Heads and bodies that are wrong on purpose."""
    yield b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200000 + b"\r\n\r\n"
    yield b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-%d: 1\r\n" % i for i in range(5000)) + b"\r\n"
    for length in (b"-1", b"99999999999999999999", b"1e9", b"0x10", b"4, 5", b" "):
        yield b"POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " + length + b"\r\n\r\n{}"
    for chunk in (b"-1", b"ffffffffffffffff", b"zz", b"", b"7fffffff"):
        yield (b"POST /api/live/x/samples?rate=250 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
               b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"\r\n\x01\x02\x03\x04\r\n0\r\n\r\n")
    for text in ("[" * 100000, "{" * 50000, '{"kind":"\xff\xfe"}', "nul", '{"kind":1e999}', '{"based_on":' + "9" * 5000 + "}",
                 '{"kind":"review","target":{"beats":[' + "1," * 200000 + "1]}}", "\x00" * 1000):
        yield request("POST", "/api/recordings/a/edits", "Content-Type: application/json\r\n", text)
    for path in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/recordings/%00", "/api/recordings/a/tiles/0/99/0",
                 "/api/recordings/a/tiles/18446744073709551616/0/0", "/api/recordings/a/groups/-1/members", "//", "/%", "/%zz"):
        yield request("GET", path)
    key = b"GET /api/live/x/samples HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    for frame in (b"\x81\xff" + b"\xff" * 12, b"\xf3\x00", b"\x88\x7d" + b"x" * 125, b"\x00" * 4096):
        yield key + b"x\r\nSec-WebSocket-Version: 13\r\n\r\n" + frame


def changed(dice):
    text = bytearray(dice.choice(SOUND))
    for _ in range(dice.randint(1, 5)):
        at = dice.randrange(len(text) + 1)
        what = dice.randrange(5)
        if what == 0 and at < len(text):
            text[at] = dice.randrange(256)
        elif what == 1:
            del text[at:at + dice.randint(1, 12)]
        elif what == 2:
            text[at:at] = bytes([dice.randrange(256)]) * dice.choice((1, 3, 20, 300))
        elif what == 3:
            start = dice.randrange(len(text) + 1)
            text[at:at] = text[start:start + dice.randint(1, 60)]
        else:
            numbers = list(re.finditer(rb"\d+", text))
            if numbers:
                one = dice.choice(numbers)
                text[one.start():one.end()] = dice.choice((b"-1", b"0", b"4294967296", b"9223372036854775808", b"1e308", b"nan", b"00"))
    return bytes(text)


class Attack:
    def __init__(self, port):
        self.port, self.counts, self.findings, self.lock = port, collections.Counter(), [], threading.Lock()
        self.stop = False

    def note(self, what):
        with self.lock:
            self.findings.append(what)

    def send(self, text, wait=8):
        """Sends, ends its half of the connection, and judges what comes back."""
        answer = b""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
                line.sendall(text)
                line.shutdown(socket.SHUT_WR)
                while len(answer) < 65536 and (block := line.recv(65536)):
                    answer += block
        except OSError:
            pass
        found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
        status = int(found.group(1)) if found else 0
        with self.lock:
            self.counts[status // 100 if status else "cut off"] += 1
        if answer and not found:
            self.note(f"no HTTP: {answer[:80]!r} to {text[:200]!r}")
        if status >= 500 and status not in REASONS:
            self.note(f"status {status} to {text[:300]!r}: {answer[-200:]!r}")

    def slow(self):
        """A byte a second, of a head and of a body, until the server has had enough."""
        for text in (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X" * 100, SOUND[11] + b" " * 100):
            begun = time.monotonic()
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                    line.sendall(text[:-90])
                    for byte in text[-90:]:
                        line.sendall(bytes([byte]))
                        time.sleep(1)
                        if time.monotonic() - begun > 75:
                            self.note("a slow client was borne for more than 75 s")
                            break
            except OSError:
                pass

    def honest(self):
        while not self.stop:
            begun = time.monotonic()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                connection.request("GET", "/api/status")
                reply = connection.getresponse()
                if reply.status not in (200, 503):
                    self.note(f"the honest client got {reply.status}")
                reply.read()
                connection.close()
            except (OSError, http.client.HTTPException) as fault:
                self.note(f"the honest client got no answer: {fault}")
                return
            if time.monotonic() - begun > 5:
                self.note(f"the honest client waited {time.monotonic() - begun:.1f} s")
            time.sleep(1)


def run(attack, mutations, seed, threads):
    others = [threading.Thread(target=attack.honest), threading.Thread(target=attack.slow)]
    for other in others:
        other.start()

    def mutate(number):
        dice = random.Random(seed * 1000 + number)
        for _ in range(mutations // threads + (number < mutations % threads)):
            attack.send(changed(dice))

    for text in SOUND:
        attack.send(text)
    for text in crafted():
        attack.send(text)
    workers = [threading.Thread(target=mutate, args=(i,)) for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    others[1].join()
    attack.stop = True
    others[0].join()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--mutations", type=int, default=10000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--threads", type=int, default=4)
    given = options.parse_args()
    program = os.path.abspath(given.program)
    with tempfile.TemporaryDirectory(prefix="rwave_hostile_") as folder:
        subprocess.run([program, "simulate", "-o", "in/a", "--seconds", "120"], cwd=folder, check=True, capture_output=True)
        errors = open(os.path.join(folder, "error"), "w+b")
        server = subprocess.Popen([program, "serve", "in", "--port", "0", "--store", "store", "--uploads", "1", "--live-streams", "4"],
                                  cwd=folder, stdin=subprocess.DEVNULL, stderr=errors)
        port = None
        while port is None and server.poll() is None:
            time.sleep(0.1)
            errors.seek(0)
            found = re.search(rb"http://127\.0\.0\.1:(\d+)/", errors.read())
            port = int(found.group(1)) if found else None
        attack = Attack(port)
        ready = http.client.HTTPConnection("127.0.0.1", port)
        state = ""
        while state not in ("ready", "failed"):
            time.sleep(0.1)
            ready.request("GET", "/api/recordings/a")
            state = json.loads(ready.getresponse().read()).get("state")
        run(attack, given.mutations, given.seed, given.threads)
        unharmed = server.poll() is None
        if not unharmed:
            attack.note(f"the process ended with {server.returncode}")
        server.terminate()
        status = server.wait(60)
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    if re.search(r"Sanitizer|runtime error", said):
        attack.note("a sanitizer spoke:\n" + said[:4000])
    if unharmed and status != 0:
        attack.note(f"the process ended with {status} when it was told to end")
    for what in attack.findings[:20]:
        print("finding:", what)
    answered = ", ".join(f"{kind if kind == 'cut off' else str(kind) + 'xx'} {count}" for kind, count in sorted(attack.counts.items(), key=str))
    print(f"hostile: {sum(attack.counts.values())} requests ({answered}), {len(attack.findings)} findings")
    return 1 if attack.findings else 0


if __name__ == "__main__":
    sys.exit(main())
