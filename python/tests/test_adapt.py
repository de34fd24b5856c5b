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


# What is taught is wrong on purpose: right labels would leave most of what the trees say as it is.
def test_labels_of_the_first_minutes_teach_the_rest(data):
    record, until = data / "mitdb" / "232", 5 * 60 * 360  # most beats are S
    taught = rwave.read_annotations(record.with_suffix(".atr"))
    taught = taught[taught["sample"] < until].copy()
    taught["symbol"][taught["symbol"] == "A"] = "V"

    def count(beats, label):
        return np.sum((beats["sample"] >= until) & (beats["label"] == label))

    before = rwave.classify(record).beats
    after = rwave.adapt(record, taught, complete_until=until).beats
    assert count(before, "S") > 1000 and count(before, "V") < 20
    assert count(after, "V") > 1000 and count(after, "S") < 20


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
