"""The wheel and the source distribution, as somebody who installs them has them (`./test --all`)."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    names = run(ROOT / "tools" / "python_wheel", folder, sys.executable).split()
    return [Path(name) for name in names]


def test_the_wheel_works_in_a_virtual_environment(built, tmp_path):
    wheel = built[0]
    run(sys.executable, "-m", "venv", "--system-site-packages", tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", wheel)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code = ("import numpy, rwave; x = numpy.zeros(5000); x[125::250] = 1; x[126::250] = -0.3; "
            "print(rwave.__file__); print(len(rwave.detect(x, 250)))")
    where, beats = run(python, "-c", code, cwd=tmp_path, env=environment).split()
    assert str(tmp_path / "env") in where
    assert abs(int(beats) - 20) <= 1
    assert "Requires: numpy" in run(python, "-m", "pip", "show", "rwave", env=environment)
    run(python, "-m", "pip", "uninstall", "--yes", "--quiet", "rwave", env=environment)


def test_pip_installs_the_checkout(built, tmp_path):
    """`pip install .`, with nothing from a network: what it builds is there since the wheel."""
    run(sys.executable, "-m", "venv", "--system-site-packages", tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    run(python, "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation", "--quiet", ROOT)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = run(python, "-c", "import rwave; print(rwave.__file__)", cwd=tmp_path, env=environment)
    assert str(tmp_path / "env") in where


def test_the_wheel_holds_the_package_alone(built):
    with zipfile.ZipFile(built[0]) as wheel:
        assert wheel.testzip() is None
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert {"rwave/__init__.py", "rwave/_rwave.pyi", "rwave/py.typed"} <= names
    assert sum(name.endswith(".so") for name in names) == 1
    assert all(name.startswith("rwave/") for name in names)


def test_the_source_distribution_holds_all_that_building_takes(built, tmp_path):
    with tarfile.open(built[1]) as sdist:
        sdist.extractall(tmp_path)
    (top,) = tmp_path.iterdir()
    for needed in ("pyproject.toml", "PKG-INFO", "CMakeLists.txt", "models/whole.onnx", "include/rwave/rwave.h", "python/build_backend.py"):
        assert (top / needed).is_file(), needed
    run("cmake", "-S", top, "-B", tmp_path / "build", "-G", "Ninja", "-DRWAVE_PYTHON=ON", "-DRWAVE_LEARN=OFF",
        "-DRWAVE_TESTS=OFF", f"-DPython_EXECUTABLE={sys.executable}")
    assert "rwave_python" in run("ninja", "-C", tmp_path / "build", "-t", "targets", "all")
