#!/usr/bin/env python3
"""rwave serve under load for a while: memory and open files stay flat, no request fails.

    soak.py --program build/release/bin/rwave [--seconds 60] [--clients 4] [--pause 0]

Each client asks for tiles, beats, groups and the queue of an hour's recording and reviews beats, `--pause` seconds after
each answer (0: without one; 1: as who pages does). Memory and descriptors are read each second; the first tenth of the
time is for warming up. Status 1 where memory grew by more than a tenth and 8 MB, descriptors by more than the clients, or
a reply was 5xx. The time of a tile is the client's, on a connection that is kept."""
import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time


class Load:
    def __init__(self, port, pause):
        self.port, self.pause, self.stop = port, pause, False
        self.tiles = []  # s
        self.requests = self.failed = 0
        self.lock = threading.Lock()

    def client(self, number):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        base = "/api/recordings/r"
        asked = number  # not all of them for the same
        time.sleep(self.pause * (number % 100) / 100)
        while not self.stop:
            asked += 1
            time.sleep(self.pause)
            paths = [f"{base}/tiles/0/{asked % 5}/{asked % 7}", f"{base}/beats?first={asked % 1000 * 360}&end={asked % 1000 * 360 + 9000}",
                     f"{base}/groups", f"{base}/queue?limit=20", f"{base}/overview?cells=200", f"{base}/rhythm"]
            body = None
            if asked % 10 == 0:
                body = json.dumps({"kind": "review", "target": {"beats": [asked % 1000]}, "client": f"c{number}",
                                   "based_on": 1 << 30})
            begun = time.perf_counter()
            try:
                connection.request("POST" if body else "GET", f"{base}/edits" if body else paths[asked % len(paths)], body,
                                   {"Content-Type": "application/json"} if body else {})
                reply = connection.getresponse()
                reply.read()
                status = reply.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 599
            with self.lock:
                self.requests += 1
                self.failed += status >= 500
                if body is None and asked % len(paths) == 0:
                    self.tiles.append(time.perf_counter() - begun)
        connection.close()


def state_of(process):
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        memory = int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024
    return memory, len(os.listdir(f"/proc/{process}/fd"))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--pause", type=float, default=0)
    given = options.parse_args()
    program = os.path.abspath(given.program)
    with tempfile.TemporaryDirectory(prefix="rwave_soak_") as folder:
        subprocess.run([program, "simulate", "-o", "in/r", "--hours", "1"], cwd=folder, check=True, capture_output=True)
        server = subprocess.Popen([program, "serve", "in/r", "--port", "0", "--store", "store"], cwd=folder,
                                  stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        port = int(re.search(rb":(\d+)/", server.stderr.readline()).group(1))
        load = Load(port, given.pause)
        ready = http.client.HTTPConnection("127.0.0.1", port)
        state = ""
        while state != "ready":
            time.sleep(0.1)
            ready.request("GET", "/api/recordings/r")
            state = json.loads(ready.getresponse().read()).get("state")
        ready.close()
        threads = [threading.Thread(target=load.client, args=(n,)) for n in range(given.clients)]
        for thread in threads:
            thread.start()
        time.sleep(given.seconds / 10)
        first = state_of(server.pid)
        most = first
        until = time.monotonic() + given.seconds * 0.9
        while time.monotonic() < until:
            time.sleep(1)
            now = state_of(server.pid)
            most = (max(most[0], now[0]), max(most[1], now[1]))
        load.stop = True
        for thread in threads:
            thread.join()
        last = state_of(server.pid)
        server.terminate()
        server.communicate()
    tiles = sorted(load.tiles) or [0.0]
    print(f"soak: {given.seconds:.0f} s, {given.clients} clients, {load.requests} requests, {load.failed} failed; memory "
          f"{first[0]:.1f} -> {last[0]:.1f} MB (most {most[0]:.1f}), descriptors {first[1]} -> {last[1]} (most {most[1]}); {len(tiles)} tiles: median "
          f"{tiles[len(tiles) // 2] * 1e3:.1f}, p99 {tiles[int(0.99 * len(tiles))] * 1e3:.1f} ms")
    flat = last[0] <= first[0] * 1.1 + 8 and last[1] <= first[1] + given.clients
    return 0 if flat and load.failed == 0 and load.requests > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
