"""Classifier: a stream's labels do not depend on its blocks, and come in time."""

import numpy as np
import pytest

import rwave


def labels(x, fs, block, **options):
    with rwave.Classifier(fs, 1 if x.ndim == 1 else x.shape[1], **options) as live:
        parts = []
        for at in range(0, len(x), block):
            live.push(x[at : at + block])
            parts.append(live.take())
        live.finish()
        parts.append(live.take())
        return np.concatenate(parts)


def test_labels_do_not_depend_on_the_blocks(ecg):
    x = ecg(40)
    whole = labels(x, 250, len(x))
    assert abs(len(whole) - 40) <= 1
    for block in (1000, 37):
        assert np.array_equal(labels(x, 250, block), whole)


def test_a_stream_is_labelled_as_the_file_with_the_live_model(demo):
    recording = rwave.read(demo)
    lead = recording.signals[:, 0]
    live = labels(lead, 360, 360)
    file = rwave.classify(lead, 360, model="live").beats
    assert np.array_equal(live["sample"], file["sample"])
    assert np.array_equal(live["label"], file["label"])


def test_two_leads(demo):
    signals = rwave.read(demo).signals
    assert len(labels(signals, 360, 500)) > 100
    assert np.array_equal(labels(np.asfortranarray(signals), 360, 500), labels(signals, 360, 500))


def test_a_label_comes_within_its_delay(ecg):
    live, late = rwave.Classifier(250), []
    x = ecg(40)
    for at in range(0, len(x), 25):
        live.push(x[at : at + 25])
        late += [(at + 25 - sample) / 250 for sample in live.take()["sample"] if sample > 6 * 250]
    assert late and max(late) <= 2.5


def test_episodes_begin_and_end(ecg):
    fast = np.tile(ecg(2)[75:200], 120)  # 120 a minute
    live = rwave.Classifier(250)
    live.push(fast)
    live.finish()
    begun, ended = live.take_rhythm()
    assert "tachycardia" in ended["kind"]
    assert len(live.take_rhythm()[1]) == 0


def test_a_gap_costs_no_later_beat(ecg):
    x = ecg(60)
    x[20 * 250 : 30 * 250] = np.nan
    found = labels(x, 250, 250)
    assert len(found) >= 45 and not np.any((found["sample"] > 20.5 * 250) & (found["sample"] < 29.5 * 250))
