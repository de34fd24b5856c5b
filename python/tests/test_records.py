"""read, annotations, score and rows against the records' own figures."""

import numpy as np
import pytest

import rwave


def test_read_gives_mv_and_names(demo):
    recording = rwave.read(demo)
    assert recording.signals.shape == (120 * 360, 2) and recording.signals.dtype == np.float32
    assert (recording.fs, recording.units, recording.n_sig) == (360, ["mV", "mV"], 2)
    assert recording.p_signal is recording.signals and recording.sig_name == recording.names
    one = rwave.read(demo, leads=[recording.names[1]], start=100, stop=200)
    assert np.array_equal(one.signals[:, 0], recording.signals[100:200, 1])
    assert np.array_equal(recording.lead(recording.names[1]), recording.signals[:, 1])
    with pytest.raises(rwave.Error, match="no lead"):
        recording.lead("V9")
    for start, stop in ((-1, 5), (5, 4), (0, 10**9)):
        with pytest.raises(rwave.Error, match="were asked for"):
            rwave.read(demo, start=start, stop=stop)


def test_annotations_survive_writing(demo, tmp_path):
    reference = rwave.read_annotations(f"{demo}.atr")
    assert reference.dtype.names == ("sample", "symbol", "subtype", "chan", "num", "aux_note")
    rwave.write_annotations(tmp_path / "copy.atr", reference)
    assert np.array_equal(rwave.read_annotations(tmp_path / "copy.atr"), reference)
    labelled = rwave.classify(demo)
    rwave.write_annotations(tmp_path / "x.rw", labelled)
    written = rwave.read_annotations(tmp_path / "x.rw")
    assert np.array_equal(written, labelled.annotations)
    beats = written[np.isin(written["symbol"], list("NSVFQ/"))]
    assert np.array_equal(beats["sample"], labelled.beats["sample"])


class WfdbAnnotation:
    """As wfdb.rdann gives it."""

    sample = np.array([100, 200])
    symbol = ["N", "+"]
    aux_note = ["", "(AFIB"]
    subtype = chan = num = np.array([0, 0])


def test_wfdbs_own_object_is_taken(tmp_path):
    rwave.write_annotations(tmp_path / "x.atr", WfdbAnnotation())
    read = rwave.read_annotations(tmp_path / "x.atr")
    assert read["symbol"].tolist() == ["N", "+"] and read["aux_note"].tolist() == ["", "(AFIB"]


def test_scores_add_up(demo):
    labelled = rwave.classify(demo)
    score = rwave.score(f"{demo}.atr", labelled, start=0)
    assert score.counts.shape == (7, 7) and score.labels == "NSVFQOX"
    assert score.qrs_sensitivity > 0.95
    both = sum([score, score], rwave.BeatScore())
    assert np.array_equal(both.counts, 2 * score.counts)
    assert both.qrs_sensitivity == score.qrs_sensitivity
    assert "Reference annotator: atr" in score.report("demo", "atr", "rw")


def test_a_record_scores_as_the_program_scores_it(program, data, tmp_path):
    import subprocess

    labelled = rwave.classify(data / "mitdb" / "106")
    rwave.write_annotations(tmp_path / "106.rw", labelled)
    score = rwave.score(data / "mitdb" / "106.atr", labelled)
    told = subprocess.run(
        [program, "score", "-r", "106", "-a", "atr", "rw", "--path", str(data / "mitdb"), str(tmp_path), "-S", "-"],
        check=True, capture_output=True, text=True).stdout
    assert told.startswith(score.report("106", "atr", "rw").rstrip("\n")[:400])
    assert score.v_sensitivity > 0.95


def test_kaggle_rows_of_two_records(data):
    rows = rwave.kaggle_rows(data / "mitdb", records=["100", "106"])
    assert rows.rows.shape == (len(rows.labels), 187) and rows.rows.dtype == np.float32
    assert rows.classes == ["N", "S", "V", "F", "Q"] and rows.fs == 120
    assert [rows.records[i] for i in np.unique(rows.record)] == ["100", "106"]
    assert 4200 < len(rows.labels) < 4320
    assert rows.rows.min() == 0 and rows.rows.max() == 1
    with pytest.raises(rwave.Error, match="nowhere"):
        rwave.kaggle_rows("nowhere")
