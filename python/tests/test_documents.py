"""The page's first example, and the script from a recording to a report, do what they say."""

import re
import runpy
import subprocess
import sys
import time
from pathlib import Path

import pytest

import rwave

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_example_of_the_page(demo, capsys):
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "python.md").read_text(), re.S)[1]
    assert '"DIR/100"' in example
    exec(example.replace('"DIR/100"', repr(str(demo))), {})
    assert re.fullmatch(r"\d+ beats, \d+ ventricular\n", capsys.readouterr().out)


def test_from_a_recording_to_a_report(demo, tmp_path, capsys, monkeypatch):
    script = ROOT / "python" / "examples" / "recording_to_report.py"
    monkeypatch.setattr(sys, "argv", [str(script), str(demo), str(tmp_path)])
    runpy.run_path(str(script))
    printed = capsys.readouterr().out
    assert "demo: 2 leads" in printed and "QRS Se" in printed and "mean_nn" in printed
    assert len(rwave.read_annotations(tmp_path / "demo.rw")) > 100


def test_every_function_says_shapes_and_units():
    for name in rwave.__all__:
        each = getattr(rwave, name)
        if callable(each) and name not in ("Error", "BeatScore"):
            assert each.__doc__ and len(each.__doc__) > 20, name
    for each in (rwave.detect, rwave.classify):
        assert "(samples, leads)" in each.__doc__ and "Hz" in each.__doc__


def test_stubs_name_what_the_module_holds():
    stub = (ROOT / "python" / "rwave" / "_rwave.pyi").read_text()
    named = set(re.findall(r"^(?:class|def) (\w+)", stub, re.M))
    held = {name for name in vars(rwave._rwave) if not name.startswith("__")}
    assert named == held


def test_the_version_is_the_programs(program):
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    assert rwave.__version__ in told


def test_importing_is_quick():
    """Of three tries, in processor time: other programs may be at work. The bar is 50 ms."""
    code = "import time; begun = time.process_time(); import rwave; print(time.process_time() - begun)"
    times = [float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
             for _ in range(3)]
    assert min(times) < 0.05, times


def test_memory_does_not_grow(ecg):
    """A short form of bench/python/bench_python.py, which makes 10,000 calls."""
    x = ecg(12)

    def resident_kb():
        return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1])

    def calls(count):
        for _ in range(count):
            labelled = rwave.classify(x, 250)
            rwave.hrv(labelled)
            rwave.score(labelled, labelled, start=0)
            with pytest.raises(rwave.Error):
                rwave.detect(x[:0], 250)

    calls(30)
    before = resident_kb()
    calls(100)
    assert resident_kb() - before < 3000
