"""R peaks, labelled beats, rhythm, heart-rate variability."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Sequence, Union

from . import _rwave
from ._recordings import Path, Recording, path_text, rate_of

if TYPE_CHECKING:
    import numpy as np


class Classification(NamedTuple):
    """What ``classify`` found. Unpacks as ``beats, rhythm, info``."""

    beats: "np.ndarray"
    """Structured, in order of time: sample (int64, the R peak), label (str, one of N S V F Q of EC57, / for a
    paced beat, which EC57 counts as Q), probability (float32, of the network's label; Q with 0: too little of
    the beat was recorded)."""
    rhythm: "np.ndarray"
    """Structured episodes: kind ("af", as in JSON), code ("(AFIB"), first, end (samples, end excluded),
    beats, mean_rate, max_rate (beats a minute, 0 for fewer than two beats)."""
    info: dict[str, Any]
    """record, fs (Hz), samples, leads (labelled), detect_leads, model, unanalyzable and fibrillation ((n, 2)
    samples), unconfirmed_runs (of V beats that the pulse does not confirm: first, end, beats, rate_per_min,
    pulse_channel, pulse_per_min), passed_over, warnings, summary (counts, rates, runs, pauses, analyzable share)."""

    @property
    def annotations(self) -> "np.ndarray":
        """As WFDB annotations, see ``read_annotations``: beats, ~ around what is unanalyzable, [ ] around
        ventricular fibrillation."""
        return self._annotations().array()

    def _annotations(self) -> "_rwave.Annotations":
        info = self.info
        return _rwave.Annotations.of_labels(self.beats, info["unanalyzable"], info["fibrillation"], info["samples"])

    def to_dataframe(self):
        """The beats as a pandas.DataFrame: sample, seconds, label, probability. Needs pandas."""
        import pandas

        frame = pandas.DataFrame({name: self.beats[name] for name in self.beats.dtype.names})
        frame.insert(1, "seconds", self.beats["sample"] / self.info["fs"])
        return frame

    def plot(self, x, start: float = 0, seconds: float = 10, axes=None):
        """A strip of one lead, ``x`` (samples,), with the labels over it. Needs matplotlib; gives the axes."""
        import matplotlib.pyplot

        if axes is None:
            axes = matplotlib.pyplot.figure(figsize=(12, 2.5)).add_subplot()
        fs = self.info["fs"]
        first, end = int(start * fs), min(int((start + seconds) * fs), len(x))
        axes.plot([i / fs for i in range(first, end)], x[first:end], linewidth=0.8, color="black")
        for beat in self.beats:
            if first <= beat["sample"] < end:
                axes.text(beat["sample"] / fs, axes.get_ylim()[1], beat["label"], ha="center", va="bottom")
        axes.set_xlabel("s")
        axes.set_ylabel("mV")
        return axes


def _is_path(x: Any) -> bool:
    return isinstance(x, (str, bytes, os.PathLike))


def _samples(x: Any, fs: Optional[float]) -> tuple[Any, float, list[str]]:
    if isinstance(x, Recording):
        return x.signals, x.fs if fs is None else fs, x.names
    if fs is None:
        raise TypeError("an array comes without its rate: give fs, in Hz")
    return x, rate_of(fs), []


def detect(x: Any, fs: Optional[float] = None, *, lead: str = "") -> "np.ndarray":
    """R peaks of a recording, int64 (beats,), as samples.

    x: an array (samples,) or (samples, leads) in mV, a Recording, or the path of a recording. fs: Hz, 100 to
    2000; needed with an array, and with a table that states none. lead: the lead to look at, by name or number
    from 1; else the two clearest ECG leads.
    """
    if _is_path(x):
        return _rwave.detect_file(path_text(x), fs, str(lead))
    samples, rate, _ = _samples(x, fs)
    return _rwave.detect_samples(samples, rate, str(lead))


def classify(
    x: Any,
    fs: Optional[float] = None,
    *,
    lead: str = "",
    names: Optional[Sequence[str]] = None,
    one_lead: bool = False,
    peaks: Optional["np.ndarray"] = None,
    unknown_below: float = 0.0,
    model: Optional[Path] = None,
) -> Classification:
    """Labels the beats of a whole recording and states its rhythm.

    x: an array (samples,) or (samples, leads) in mV, a Recording, or a path, as in ``detect``; fs: Hz, needed
    with an array. lead: the lead to label, by name or number from 1; else lead II or the first clear
    one, with a second next to it unless one_lead. names: of an array's leads ("II", "V5"). peaks: R peaks to
    label (samples, increasing); else they are detected. unknown_below: beats whose label has a lower
    probability, 0 to 1, become Q. model: "whole" (if not given) or "live", the shipped ones, or the path of an
    ONNX file of ``rwave export``.

    Raises rwave.Error where nothing can be labelled: no ECG, a rate out of range, nothing recorded.
    """
    chosen = None if model is None else path_text(model)
    if _is_path(x):
        if names is not None:
            raise TypeError("names are of an array's leads; a recording has its own")
        return Classification(*_rwave.classify_file(path_text(x), fs, chosen, str(lead), one_lead, unknown_below, peaks))
    samples, rate, own = _samples(x, fs)
    return Classification(
        *_rwave.classify_samples(
            samples, rate, list(own if names is None else names), chosen, str(lead), one_lead, unknown_below, peaks
        )
    )


def hrv(x: Any, fs: Optional[float] = None, *, excluded: Optional["np.ndarray"] = None) -> dict[str, float]:
    """Heart-rate variability by the Task Force of 1996, of intervals between successive N beats.

    x: a Classification; beats (structured: sample, label); or R peaks, all taken as N. fs: the rate of their
    samples, Hz (a Classification has it). excluded: (n, 2) samples whose intervals are left out; of a
    Classification what is unanalyzable, fibrillation, atrial fibrillation and pauses.

    Gives mean_nn, sdnn, sdann, rmssd (ms), pnn50 (per cent), lf, hf (ms^2), sd1, sd2, sample_entropy and more;
    NaN where there are too few intervals.
    """
    if isinstance(x, Classification):
        spans = [x.info["unanalyzable"], x.info["fibrillation"]]
        for kind in ("af", "afl", "pause"):
            of_kind = x.rhythm[x.rhythm["kind"] == kind]
            spans.append([(e["first"], e["end"]) for e in of_kind])
        if excluded is not None:
            spans.append(excluded)
        every = sorted((int(first), int(end)) for some in spans for first, end in some)
        return _rwave.hrv(x.beats, x.info["fs"] if fs is None else fs, every or None)
    if fs is None:
        raise TypeError("beats come without their rate: give fs, in Hz")
    return _rwave.hrv(x, fs, excluded)


class Classifier:
    """Labels an ECG as it comes in, each beat at most 2.4 s late, in constant memory.

        with rwave.Classifier(360) as live:
            for block in blocks:                # (samples,) in mV, of any length
                live.push(block)
                for beat in live.take():        # sample, label, probability
                    ...
            live.finish()
            rest = live.take()

    fs: Hz, 100 to 2000. leads: 1, or 2 for blocks of shape (samples, 2); the first counts twice. model: as in
    ``classify``, of a stream; unknown_below: as there. One thread at a time may use an object: a second is
    refused with rwave.Error.
    """

    def __init__(
        self, fs: float, leads: int = 1, *, model: Optional[Path] = None, unknown_below: float = 0.0
    ) -> None:
        self._stream = _rwave.StreamClassifier(fs, leads, None if model is None else path_text(model), unknown_below)

    def push(self, x: "np.ndarray") -> None:
        """The next samples, (samples,) or (samples, leads), in mV; NaN = not recorded. float32 without a copy."""
        self._stream.push(x)

    def take(self) -> "np.ndarray":
        """The beats labelled since the last call, as ``Classification.beats``."""
        return self._stream.take()

    def take_rhythm(self) -> tuple["np.ndarray", "np.ndarray"]:
        """Episodes that began, and that ended, since the last call, as ``Classification.rhythm``."""
        return self._stream.take_rhythm()

    def finish(self) -> None:
        """The recording ends here; take what is left. Samples after it are refused."""
        self._stream.finish()

    def close(self) -> None:
        """Frees the network; every later call is refused."""
        self._stream.close()

    def __enter__(self) -> "Classifier":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
