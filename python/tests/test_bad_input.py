"""What cannot be labelled is an exception with the reason, never a crash."""

import subprocess
import sys
import threading

import numpy as np
import pytest

import rwave


@pytest.mark.parametrize(
    "x, fs, words",
    [
        (np.zeros((2, 2, 2)), 250, r"shape \(2, 2, 2\)"),
        (np.zeros((2, 5000)), 250, "give the transpose"),
        (np.zeros(0), 250, "there are none"),
        (np.zeros((0, 2)), 250, "there are none"),
        (np.full(5000, np.nan), 250, "."),
        (np.zeros(5000), 0, "rate"),
        (np.zeros(5000), -1, "rate"),
        (np.zeros(5000), np.nan, "rate"),
        (np.zeros(5000), np.inf, "rate"),
        (np.zeros(5000), 5, "Hz"),
        (np.zeros(5000), 1e5, "Hz"),
        (np.zeros((5000, 2000)), 250, "leads"),
    ],
)
def test_arrays_that_hold_no_ecg(x, fs, words):
    for call in (rwave.detect, rwave.classify):
        with pytest.raises(rwave.Error, match=words):
            call(x, fs)


@pytest.mark.parametrize("x", [np.zeros(5000, complex), np.array(["a"] * 9), np.array([None] * 9), np.zeros(9, bool), object()])
def test_arrays_of_other_things(x):
    for call in (rwave.detect, rwave.classify):
        with pytest.raises(TypeError, match="expected real numbers"):
            call(x, 250)


def test_error_is_a_value_error():
    assert issubclass(rwave.Error, ValueError)
    with pytest.raises(ValueError):
        rwave.detect(np.zeros(10), 1e9)


def test_an_array_without_a_rate():
    for call in (rwave.detect, rwave.classify):
        with pytest.raises(TypeError, match="give fs"):
            call(np.zeros(5000))


def test_files_that_are_not_there(tmp_path):
    for call in (rwave.read, rwave.detect, rwave.classify, rwave.read_annotations):
        with pytest.raises(rwave.Error, match="absent"):
            call(tmp_path / "absent")
    with pytest.raises(rwave.Error, match="absent.onnx"):
        rwave.classify(np.zeros(5000), 250, model=tmp_path / "absent.onnx")
    with pytest.raises(rwave.Error, match="absent.onnx"):
        rwave.Classifier(250, model=tmp_path / "absent.onnx")
    (tmp_path / "noise.onnx").write_bytes(b"\0" * 100)
    with pytest.raises(rwave.Error, match="noise.onnx"):
        rwave.classify(np.zeros(5000), 250, model=tmp_path / "noise.onnx")
    (tmp_path / "noise.edf").write_bytes(b"\xff" * 1000)
    with pytest.raises(rwave.Error, match="noise.edf"):
        rwave.read(tmp_path / "noise.edf")


def test_extreme_values_are_labelled_or_refused(ecg):
    for x in (1e30 * ecg(20), 1e-30 * ecg(20), np.where(np.arange(5000) % 97, ecg(20), np.inf), np.full(5000, 1e308)):
        try:
            assert rwave.classify(x, 250).beats.dtype.names == ("sample", "label", "probability")
        except rwave.Error as fault:
            assert str(fault)


@pytest.mark.parametrize("peaks", [[5, 4], [-1], [10**9], [[1, 2]], [1.5], ["a"]])
def test_peaks_that_are_none(ecg, peaks):
    with pytest.raises((rwave.Error, TypeError), match="peaks"):
        rwave.classify(ecg(20), 250, peaks=np.array(peaks))


def test_leads_and_probabilities_out_of_range(ecg):
    with pytest.raises(rwave.Error, match="unknown_below"):
        rwave.classify(ecg(20), 250, unknown_below=2)
    with pytest.raises(rwave.Error, match="V9"):
        rwave.classify(ecg(20), 250, lead="V9")
    with pytest.raises(rwave.Error, match="names"):
        rwave.classify(ecg(20), 250, names=["I", "II"])


def test_a_closed_classifier(ecg):
    live = rwave.Classifier(250)
    live.close()
    for call in (lambda: live.push(ecg(1)), live.take, live.take_rhythm, live.finish, live.close):
        with pytest.raises(rwave.Error, match="closed"):
            call()


def test_a_classifier_of_the_wrong_shape(ecg):
    for fs, leads in ((1, 1), (1e6, 1), (np.nan, 1), (250, 0), (250, 3)):
        with pytest.raises(rwave.Error):
            rwave.Classifier(fs, leads)
    with pytest.raises(rwave.Error, match="2 leads"):
        rwave.Classifier(250).push(np.zeros((10, 2)))
    with pytest.raises(rwave.Error, match="1 lead;"):
        rwave.Classifier(250, 2).push(np.zeros(10))
    with pytest.raises(TypeError):
        rwave.Classifier(250).push("samples")
    live = rwave.Classifier(250)
    live.finish()
    with pytest.raises(rwave.Error, match="after the end"):
        live.push(ecg(1))


def test_two_threads_on_one_classifier_are_refused_or_take_turns(ecg):
    live, block, faults = rwave.Classifier(250), ecg(20), []

    def push():
        for _ in range(40):
            try:
                live.push(block)
            except rwave.Error as fault:
                faults.append(str(fault))

    threads = [threading.Thread(target=push) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("another thread" in fault for fault in faults)
    live.finish()
    assert len(live.take()) > 0


def test_annotations_that_are_none(tmp_path):
    beats = np.array([(10, "N"), (5, "N")], dtype=[("sample", "i8"), ("symbol", "U1")])
    with pytest.raises(rwave.Error):
        rwave.write_annotations(tmp_path / "x.atr", beats)
    assert not (tmp_path / "x.atr").exists()
    wrong = np.array([(10, "no")], dtype=[("sample", "i8"), ("symbol", "U2")])
    with pytest.raises(rwave.Error, match="'no'"):
        rwave.write_annotations(tmp_path / "x.atr", wrong)
    with pytest.raises(TypeError, match="expected"):
        rwave.write_annotations(tmp_path / "x.atr", [1, 2, 3])
    with pytest.raises(TypeError, match="sample and symbol"):
        rwave.score(np.zeros(3, dtype=[("a", "i8")]), beats, 250)
    with pytest.raises(TypeError, match="give fs"):
        rwave.score(beats[:1], beats[:1])
    with pytest.raises(rwave.Error):
        rwave.score(beats[:1], beats[:1], 0)
    with pytest.raises(rwave.Error):
        rwave.hrv(np.array([5, 4, 3]), 250)
    with pytest.raises(TypeError):
        rwave.hrv(np.array([0.5, 0.7]), 250)


def test_memory_that_is_refused():
    huge = np.lib.stride_tricks.as_strided(np.zeros(1), shape=(1 << 58,), strides=(0,))
    with pytest.raises((MemoryError, rwave.Error, ValueError)):
        rwave.detect(huge, 250)


# The address space is cut to a little more than the process has: at each limit the call is right or an exception.
REFUSED = """
import resource, sys
import numpy as np
import rwave

t = np.arange(250 * 60) % 250 / 250 - 0.5
x = (1.2 * np.exp(-t * t / 2e-4)).astype(np.float32)
expected = len(rwave.classify(x, 250).beats)
outcomes = []
for spare in [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]:
    pages = int(open("/proc/self/statm").read().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + spare * 65536, resource.RLIM_INFINITY))
    try:
        outcomes.append(len(rwave.classify(np.tile(x, 30), 250).beats) > 20 * expected)
    except (MemoryError, rwave.Error):
        outcomes.append(None)
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert False not in outcomes and None in outcomes, outcomes
assert len(rwave.classify(x, 250).beats) == expected  # once there is memory again
"""


def test_memory_that_cannot_be_had_is_an_exception():
    done = subprocess.run([sys.executable, "-c", REFUSED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_masked_samples_were_not_recorded(ecg):
    x = ecg(20)
    masked = np.ma.masked_array(x, np.arange(len(x)) >= len(x) // 2)
    expected = np.where(masked.mask, np.nan, x)
    assert rwave.detect(masked, 250).tolist() == rwave.detect(expected, 250).tolist()
    assert len(rwave.detect(masked, 250)) < len(rwave.detect(x, 250))


@pytest.mark.parametrize("fs", ["250", b"250", 250j, None, [250]])
def test_rates_that_are_none(ecg, fs):
    with pytest.raises(TypeError, match="fs|rate"):
        rwave.detect(ecg(5), fs)


def test_fractions_are_not_dropped_in_silence(ecg):
    with pytest.raises(TypeError, match="peaks: expected integers"):
        rwave.classify(ecg(20), 250, peaks=[100.5, 300.5])
    beats = np.array([(1.5, "N")], [("sample", "f8"), ("symbol", "U1")])
    with pytest.raises(TypeError, match="samples: expected integers"):
        rwave.score(beats, beats, 250)
    with pytest.raises(TypeError, match="peaks: expected integers"):
        rwave.classify(ecg(20), 250, peaks=np.array([2**63], np.uint64))


def test_paths_that_python_takes_and_c_does_not(tmp_path):
    (tmp_path / "a").write_bytes(b"0.1\n")
    with pytest.raises(rwave.Error, match="zero byte"):
        rwave.classify(str(tmp_path / "a") + "\0b")
    with pytest.raises(rwave.Error, match="not there"):
        rwave.classify(bytes(tmp_path) + b"/\xff")  # no UTF-8, and a name of Linux all the same


def test_annotations_too_far_away(tmp_path):
    beats = np.array([(2**62, "N")], [("sample", "i8"), ("symbol", "U1")])
    with pytest.raises(rwave.Error, match="past sample"):
        rwave.write_annotations(tmp_path / "a.atr", beats)
    assert not list(tmp_path.iterdir())


def test_objects_that_were_never_begun(ecg):
    from rwave import _rwave

    live = _rwave.StreamClassifier.__new__(_rwave.StreamClassifier)
    for call in (lambda: live.push(ecg(1)), live.take, live.finish, live.close):
        with pytest.raises(rwave.Error, match="closed"):
            call()
    assert len(_rwave.Annotations.__new__(_rwave.Annotations)) == 0
    assert not rwave.BeatScore.__new__(rwave.BeatScore).counts.any()


def test_a_number_of_leads_below_none():
    with pytest.raises(rwave.Error, match="-1 leads; expected 1 or 2"):
        rwave.Classifier(250, -1)
