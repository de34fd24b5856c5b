#!/usr/bin/env python3
"""The program in surroundings that nobody planned for: outputs do not depend on them, or one line says what is missing.

    surroundings.py --program build/release/bin/rwave

A German locale (decimal commas), time zones, a home and a temporary folder that cannot be written, 24 open files,
standard streams that are closed or full. The last line counts; status 1 where anything was found."""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile

from faults import snapshot

# What is run in each of the surroundings; all write to out/.
COMMANDS = [
    ["classify", "in", "-o", "out", "--threads", "2"],
    ["convert", "in/a", "-o", "out/a.csv"],
    ["convert", "in/a", "-o", "out/a.edf"],
    ["convert", "table/t.csv", "-o", "out/t"],
    ["holter", "in/a", "-o", "out/a.html"],
    ["score", "-r", "a", "-a", "atr", "rw", "--path", "in", "-f", "0"],
    ["info", "in/a", "--json"],
]
FULL = [["--help"], ["--version"], ["classify", "--help"], ["classify", "in/a", "-o", "-", "--json"],
        ["detect", "in/a", "-o", "-", "--csv"], ["score", "-r", "a", "-a", "atr", "rw", "--path", "in", "-f", "0"],
        ["info", "in/a"], ["holter", "in/a", "--json"], ["ec57", "bxb", "-r", "in/a", "-a", "atr", "rw", "-f", "0"]]
OPEN_FILES = 24


def german(folder):
    """LOCPATH with de_DE.UTF-8 where the system has none; nothing where it cannot be made."""
    if "de_DE.utf8" in subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout:
        return {"LC_ALL": "de_DE.UTF-8"}
    made = os.path.join(folder, "locale")
    os.mkdir(made)
    if shutil.which("localedef"):
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(made, "de_DE.UTF-8")], capture_output=True)
    return {"LC_ALL": "de_DE.UTF-8", "LOCPATH": made} if os.listdir(made) else None


class Surroundings:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.runs = 0
        self.findings = []

    def run(self, arguments, environment=None, **options):
        shutil.rmtree(os.path.join(self.folder, "out"), ignore_errors=True)
        os.mkdir(os.path.join(self.folder, "out"))
        whole = {**os.environ, "TZ": "UTC", "LC_ALL": "C", **(environment or {})}
        self.runs += 1
        done = subprocess.run([self.program, *arguments], cwd=self.folder, env=whole, stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=120, **({"stdout": subprocess.PIPE} | options))
        return done.returncode, done.stdout, done.stderr.decode(errors="replace"), snapshot(os.path.join(self.folder, "out"))

    def same(self, name, environment, **options):
        for arguments in COMMANDS:
            plain = self.run(arguments)
            result = self.run(arguments, environment, **options)
            if result[0] != plain[0] or result[1] != plain[1] or result[3] != plain[3]:
                self.findings.append(f"{name}: {' '.join(arguments)}: status {result[0]}, output differs; {result[2][:200]}")

    def fails(self, name, arguments, **options):
        result = self.run(arguments, **options)
        if result[0] != 1:
            self.findings.append(f"{name}: {' '.join(arguments)}: status {result[0]}, where 1 was expected")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    given = options.parse_args()
    program = os.path.abspath(given.program)
    with tempfile.TemporaryDirectory(prefix="rwave_surroundings_") as folder:
        os.mkdir(os.path.join(folder, "table"))
        for arguments in (["simulate", "-o", "in/a", "--seconds", "20"], ["simulate", "-o", "in/b", "--seconds", "20"],
                          ["classify", "in/a", "-o", "in"], ["convert", "in/a", "-o", "table/t.csv"]):
            subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)
        tried = Surroundings(program, folder)
        locale = german(folder)
        if locale:
            tried.same("de_DE", locale)
        else:
            print("surroundings: no German locale here (package locales): not tried")
        tried.same("TZ", {"TZ": "Pacific/Kiritimati"})
        tried.same("no home, no temporary folder", {"HOME": "/dev/null/home", "TMPDIR": "/dev/null/tmp",
                                                    "XDG_STATE_HOME": "/dev/null/state"})
        tried.same(f"{OPEN_FILES} open files", {}, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES)))
        # Descriptor 1 would else be the first file that is opened, and what is printed would go into it.
        tried.same("standard error closed", {}, preexec_fn=lambda: os.close(2))
        for arguments in FULL:
            with open("/dev/full", "wb") as full:
                tried.fails("standard output full", arguments, stdout=full)
            tried.fails("standard output closed", arguments, preexec_fn=lambda: os.close(1))
    for finding in tried.findings:
        print("surroundings:", finding)
    print(f"surroundings: {tried.runs} runs, {len(tried.findings)} findings")
    return 1 if tried.findings else 0


if __name__ == "__main__":
    sys.exit(main())
