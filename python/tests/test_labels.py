"""classify, detect, hrv: the same as the program says, whatever the array's type and layout."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import rwave


def test_detect_finds_each_beat(ecg):
    peaks = rwave.detect(ecg(30), 250)
    assert peaks.dtype == np.int64
    assert abs(len(peaks) - 30) <= 1
    assert np.all(np.abs(peaks % 250 - 125) <= 3)


def test_classify_says_what_the_program_says(program, demo):
    told = json.loads(subprocess.run([program, "classify", str(demo), "--json", "-o", "-"], check=True, capture_output=True).stdout)
    beats, rhythm, info = rwave.classify(demo)
    assert beats["sample"].tolist() == [beat["sample"] for beat in told["beats"]]
    assert beats["label"].tolist() == [beat["label"] for beat in told["beats"]]
    assert np.allclose(beats["probability"], [beat["probability"] for beat in told["beats"]], atol=6e-5)
    assert info["summary"]["by_class"] == told["summary"]["by_class"]
    assert info["summary"]["min_rate"] == told["summary"]["rate_per_min"]["min"]
    assert info["summary"]["max_rate"] == told["summary"]["rate_per_min"]["max"]
    assert info["fs"] == 360 and info["leads"] == told["leads"] and info["model"] == told["model"]


def test_runs_that_the_pulse_does_not_confirm_are_told(program, data):
    record = data / "challenge2015" / "f440s"
    if not record.with_suffix(".hea").exists():
        pytest.skip("no challenge2015")
    told = json.loads(subprocess.run([program, "classify", str(record), "--json", "-o", "-"], check=True, capture_output=True).stdout)
    runs = rwave.classify(record).info["unconfirmed_runs"]
    assert [(run["first"], run["end"], run["beats"], run["pulse_channel"]) for run in runs] == [
        (run["first"], run["end"], run["beats"], run["pulse_channel"]) for run in told["unconfirmed_runs"]
    ]
    assert runs and abs(runs[0]["pulse_per_min"] - told["unconfirmed_runs"][0]["pulse_per_min"]) < 0.06


def test_an_array_is_labelled_as_its_file(demo):
    recording = rwave.read(demo)
    from_file, from_array = rwave.classify(demo), rwave.classify(recording)
    assert np.array_equal(from_file.beats, from_array.beats)
    named = rwave.classify(recording.signals, 360, names=recording.names)
    assert np.array_equal(from_file.beats, named.beats)


@pytest.mark.parametrize("layout", ["float32", "float64", "fortran", "every second", "int16"])
def test_types_and_layouts_do_not_matter(ecg, layout):
    x = np.round(ecg(40), 3)
    expected = rwave.classify(x, 250).beats
    assert len(expected) > 35
    if layout == "float32":
        given = x.astype(np.float32)
    elif layout == "fortran":
        given = np.asfortranarray(np.stack([x, x], axis=1))[:, :1]
    elif layout == "every second":
        given = np.repeat(x, 2)[::2]
    elif layout == "int16":
        given = (1000 * x).astype(np.int16)  # uV: amplitude alone is another
    else:
        given = x
    found = rwave.classify(given, 250).beats
    assert np.array_equal(found["sample"], expected["sample"])
    if layout != "int16":
        assert np.array_equal(found, expected)


def test_options_reach_the_labels(ecg):
    x = ecg(40)
    unknown = rwave.classify(x, 250, unknown_below=1.0).beats
    assert all(unknown["label"][unknown["probability"] < 1] == "Q")
    peaks = np.array([1125, 2125, 3125])
    assert rwave.classify(x, 250, peaks=peaks).beats["sample"].tolist() == peaks.tolist()
    live = rwave.classify(x, 250, model="live")
    assert live.info["model"] != rwave.classify(x, 250).info["model"]


def test_rhythm_is_structured(ecg):
    fast = ecg(60)[::1].reshape(-1)
    _, rhythm, _ = rwave.classify(np.tile(fast[75:200], 120), 250)  # a beat every half second: 120 a minute
    assert "tachycardia" in rhythm["kind"]
    assert rhythm.dtype.names == ("kind", "code", "first", "end", "beats", "mean_rate", "max_rate")
    episode = rhythm[rhythm["kind"] == "tachycardia"][0]
    assert episode["end"] > episode["first"] and abs(episode["mean_rate"] - 120) < 3


def test_hrv_of_known_intervals():
    intervals = np.where(np.arange(400) % 2, 0.81, 0.79)
    peaks = np.round(1000 * np.cumsum(intervals)).astype(int)
    found = rwave.hrv(peaks, 1000)
    assert found["mean_nn"] == pytest.approx(800, abs=0.1)
    assert found["rmssd"] == pytest.approx(20, abs=0.1)
    assert found["sdnn"] == pytest.approx(10, abs=0.1)
    less = rwave.hrv(peaks, 1000, excluded=[(0, 100_000)])
    assert less["mean_nn"] == pytest.approx(800, abs=0.1)


def test_hrv_of_a_classification_leaves_out_what_is_no_sinus_rhythm(demo):
    labelled = rwave.classify(demo)
    assert rwave.hrv(labelled)["mean_nn"] > 300
    everything = labelled._replace(info={**labelled.info, "unanalyzable": np.array([[0, 10**9]])})
    assert np.isnan(rwave.hrv(everything)["mean_nn"])


@pytest.mark.parametrize("kind", ["af", "afl", "pause"])
def test_hrv_of_a_classification_leaves_out_fibrillation_and_pauses(ecg, kind):
    labelled = rwave.classify(ecg(60), 250)
    assert rwave.hrv(labelled)["mean_nn"] > 300
    episode = np.zeros(1, labelled.rhythm.dtype)
    episode["kind"], episode["end"] = kind, 60 * 250
    assert np.isnan(rwave.hrv(labelled._replace(rhythm=episode))["mean_nn"])


def test_threads_label_at_once(ecg):
    x = ecg(60)
    expected = rwave.classify(x, 250).beats
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(lambda _: rwave.classify(x, 250).beats, range(8)):
            assert np.array_equal(found, expected)


def test_plot_and_frames_need_what_they_say(ecg):
    labelled = rwave.classify(ecg(20), 250)
    for call, needed in ((labelled.to_dataframe, "pandas"), (lambda: labelled.plot(ecg(20)), "matplotlib")):
        try:
            __import__(needed)
        except ImportError:
            with pytest.raises(ImportError, match=needed):
                call()
        else:
            assert call() is not None
