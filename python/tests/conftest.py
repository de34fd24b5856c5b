"""What the tests share: the data where they are there, a simulated recording, and an ECG in memory."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import rwave

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def program():
    """The program rwave that was built with the package."""
    found = os.environ.get("RWAVE_PROGRAM")
    if not found or not Path(found).exists():
        pytest.skip("the program rwave is not built: set RWAVE_PROGRAM")
    return found


@pytest.fixture(scope="session")
def data():
    """The folder of public databases."""
    for folder in (os.environ.get("RWAVE_DATA"), ROOT.parent / "shared" / "data"):
        if folder and Path(folder, "mitdb").is_dir():
            return Path(folder)
    pytest.skip("no data: set RWAVE_DATA to the folder that holds mitdb")


@pytest.fixture(scope="session")
def demo(program, tmp_path_factory):
    """A simulated recording of two minutes, two leads, 360 Hz, with reference annotations."""
    path = tmp_path_factory.mktemp("demo") / "demo"
    subprocess.run([program, "simulate", "--seconds", "120", "-o", str(path)], check=True, capture_output=True)
    return path


def beats_every_second(seconds, fs=250, dtype=np.float64):
    """An ECG of one beat a second, R peaks half a second into each, in mV."""
    t = np.arange(seconds * fs) / fs % 1.0 - 0.5
    wave = lambda at, width, height: height * np.exp(-((t - at) ** 2) / width)
    return (wave(0, 2e-4, 1.2) - wave(0.03, 2e-4, 0.3) + wave(0.25, 4e-3, 0.2)).astype(dtype)


@pytest.fixture(scope="session")
def ecg():
    return beats_every_second


@pytest.fixture(scope="session")
def package():
    return rwave
