"""Every program in Python of bench, experiments and tools answers --help with what it says of itself, not with a traceback.

    tests/scripts/help.py ROOT      status 1 where one does not; one whose modules are not installed is passed over
"""
import pathlib
import subprocess
import sys


def programs(root):
    for folder in ("bench", "experiments", "tools"):
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or path.suffix not in ("", ".py"):
                continue
            text = path.read_text(errors="replace")
            # Modules of others have no line of usage: a docstring that names its own file has one.
            if ("python3" in text.split("\n", 1)[0] or path.suffix == ".py") and f"{path.parent.name}/{path.name} " in text.split('"""')[1]:
                yield path


def main():
    failed = 0
    found = list(programs(pathlib.Path(sys.argv[1]).resolve()))
    for path in found:
        run = subprocess.run(["/usr/bin/python3", path, "--help"], capture_output=True, text=True, timeout=120)
        answer = run.stdout + run.stderr
        if "ModuleNotFoundError" in answer:
            continue
        if "Traceback" in answer or not answer.strip():
            print(f"{path} --help: {answer.strip()[-300:] or 'nothing'}")
            failed += 1
    print(f"{len(found)} programs asked, {failed} failed")
    return 1 if failed or len(found) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
