"""adapt: what a person labels is kept, and taught to what looks like it."""

import numpy as np
import pytest

import rwave


def test_a_persons_label_is_kept(demo):
    before = rwave.classify(demo)
    third = before.beats[3]
    other = "V" if third["label"] != "V" else "N"
    labels = np.array([(third["sample"] + 2, other)], dtype=[("sample", "i8"), ("label", "U1")])
    after = rwave.adapt(demo, labels)
    assert len(after.beats) == len(before.beats)
    taught = after.beats[after.beats["sample"] == third["sample"]]
    taught = taught if len(taught) else after.beats[after.beats["sample"] == third["sample"] + 2]
    assert taught["label"][0] == other and taught["probability"][0] == 1
    assert after.info["model"] == before.info["model"]
    array = rwave.adapt(rwave.read(demo), labels)
    assert np.array_equal(array.beats, after.beats)


def test_a_file_of_labels_teaches_the_rest(data):
    record = data / "mitdb" / "232"  # most beats are S, in a rhythm that the labeller takes for regular
    reference = rwave.read_annotations(record.with_suffix(".atr"))
    first = reference[reference["sample"] < 5 * 60 * 360]
    before = rwave.score(reference, rwave.classify(record))
    after = rwave.score(reference, rwave.adapt(record, first, complete_until=5 * 60 * 360))
    right = lambda score: np.trace(score.counts[:5, :5])
    assert right(after) > right(before) + 100


def test_labels_that_teach_nothing(demo, tmp_path):
    none = np.array([], dtype=[("sample", "i8"), ("label", "U1")])
    with pytest.raises(rwave.Error, match="nothing to learn"):
        rwave.adapt(demo, none)
    outside = np.array([(10**9, "V")], dtype=[("sample", "i8"), ("label", "U1")])
    with pytest.raises(rwave.Error):
        rwave.adapt(demo, outside)
    with pytest.raises(TypeError, match="expected"):
        rwave.adapt(demo, [1, 2])
    with pytest.raises(TypeError, match="give fs"):
        rwave.adapt(np.zeros(5000), outside)
    with pytest.raises(rwave.Error, match="absent"):
        rwave.adapt(demo, tmp_path / "absent.atr")
