"""Builds the package rwave: the wheel and the source distribution, by PEP 517, with nothing but the standard
library, CMake and Ninja. Refused: scikit-build and its like, which a machine without a network cannot fetch.

    python3 python/build_backend.py DIR          writes both to DIR (tools/python_wheel)

RWAVE_BUILD names a build folder to use and keep; else build/python-wheel.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What building the package needs of the checkout.
SOURCES = ["CHANGELOG.md", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "pyproject.toml", "cmake",
           "data", "docs/python.md", "embedded", "include", "models", "packaging", "python", "src", "tools/deps",
           "web/dist"]


def version() -> str:
    return re.search(r"project\(rwave VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]


def source_time() -> int:
    """Seconds for every file of an archive: one tree gives one archive, to the byte."""
    return int(os.environ.get("SOURCE_DATE_EPOCH", "1700000000"))


def metadata() -> str:
    project = (ROOT / "pyproject.toml").read_text()
    classifiers = re.findall(r'^  "(.*)",$', project, re.M)
    summary = re.search(r'^description = "(.*)"$', project, re.M)[1]
    lines = ["Metadata-Version: 2.1", "Name: rwave", f"Version: {version()}", f"Summary: {summary}",
             "License: Apache-2.0", "Requires-Python: >=3.9", "Requires-Dist: numpy"]
    lines += [f"Classifier: {each}" for each in classifiers]
    lines += ["Description-Content-Type: text/markdown", "", (ROOT / "docs/python.md").read_text()]
    return "\n".join(lines)


def build_module() -> Path:
    """The package with its compiled module, as CMake puts it together."""
    build = Path(os.environ.get("RWAVE_BUILD", ROOT / "build" / "python-wheel")).resolve()
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DRWAVE_PYTHON=ON", "-DRWAVE_LEARN=OFF", "-DRWAVE_TESTS=OFF"]
    if (build / "CMakeCache.txt").exists():
        options = ["-DRWAVE_PYTHON=ON"]  # somebody else's folder keeps its own options
    subprocess.run(["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", f"-DPython_EXECUTABLE={sys.executable}",
                    *options], check=True, stdout=sys.stderr)
    subprocess.run(["cmake", "--build", str(build), "--target", "rwave_python"], check=True, stdout=sys.stderr)
    return build / "python" / "rwave"


def stripped(module: Path) -> bytes:
    """The module without the symbols that only a debugger reads."""
    copy = module.with_suffix(".stripped")
    subprocess.run(["strip", "--strip-unneeded", "-o", str(copy), str(module)], check=True)
    content = copy.read_bytes()
    copy.unlink()
    return content


def wheel_tag() -> str:
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"{python}-{python}-{platform}"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    package = build_module()
    info = f"rwave-{version()}.dist-info"
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    files = {f"rwave/{path.name}": path.read_bytes() for path in sorted((ROOT / "python" / "rwave").iterdir())
             if path.suffix in (".py", ".pyi", ".typed") or path.name == "py.typed"}
    files[f"rwave/_rwave{suffix}"] = stripped(package / f"_rwave{suffix}")
    files[f"{info}/METADATA"] = metadata().encode()
    files[f"{info}/WHEEL"] = (f"Wheel-Version: 1.0\nGenerator: rwave {version()}\nRoot-Is-Purelib: false\n"
                              f"Tag: {wheel_tag()}\n").encode()
    files[f"{info}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    record = ""
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    name = f"rwave-{version()}-{wheel_tag()}.whl"
    part = Path(wheel_directory) / f".{name}.part"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, time.gmtime(source_time())[:6])
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    part.rename(Path(wheel_directory) / name)
    return name


def source_files() -> list[Path]:
    """Those git knows, so that nothing built or private slips in; of an unpacked distribution all."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard", *SOURCES], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return sorted(Path(name) for name in listed.stdout.decode().split("\0") if name)
    found = [path for name in SOURCES for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))]
    return sorted(path.relative_to(ROOT) for path in found if path.is_file() and "__pycache__" not in path.parts)


def build_sdist(sdist_directory, config_settings=None) -> str:
    top = f"rwave-{version()}"
    name = f"{top}.tar.gz"
    part = Path(sdist_directory) / f".{name}.part"
    with open(part, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, source_time()) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            def add(path: str, content: bytes, mode: int) -> None:
                entry = tarfile.TarInfo(f"{top}/{path}")
                entry.size, entry.mtime, entry.mode = len(content), source_time(), mode
                archive.addfile(entry, io.BytesIO(content))

            add("PKG-INFO", metadata().encode(), 0o644)
            for path in source_files():
                mode = 0o755 if os.access(ROOT / path, os.X_OK) else 0o644
                add(str(path), (ROOT / path).read_bytes(), mode)
    part.rename(Path(sdist_directory) / name)
    return name


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: build_backend.py DIR")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in (build_wheel(folder), build_sdist(folder)):
        print(folder / name)


if __name__ == "__main__":
    main()
