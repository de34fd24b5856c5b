"""WFDB annotation files, and EC57 scores of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Optional

from . import _rwave
from ._labels import Classification
from ._recordings import Path, path_text

if TYPE_CHECKING:
    import numpy as np


def _annotations(x: Any, fs: float = 0) -> "_rwave.Annotations":
    """Whatever stands for annotations, as the library takes it."""
    if isinstance(x, (str, bytes, os.PathLike)):
        return _rwave.Annotations.read(path_text(x), fs)
    if isinstance(x, Classification):
        return x._annotations()
    names = getattr(getattr(x, "dtype", None), "names", None)
    if names is not None:  # a structured array
        symbol = "symbol" if "symbol" in names else "label" if "label" in names else None
        if "sample" not in names or symbol is None:
            raise TypeError(f"annotations: a structured array of {', '.join(names)}; expected sample and symbol")
        more = {name: x[name] for name in ("subtype", "chan", "num") if name in names}
        notes = x["aux_note"].tolist() if "aux_note" in names else None
        return _rwave.Annotations(x["sample"], x[symbol].tolist(), aux_note=notes, **more)
    if hasattr(x, "sample") and hasattr(x, "symbol"):  # wfdb.Annotation
        notes = getattr(x, "aux_note", None)
        more = {name: getattr(x, name, None) for name in ("subtype", "chan", "num")}
        notes = None if notes is None else [note or "" for note in notes]
        return _rwave.Annotations(x.sample, list(x.symbol), aux_note=notes, **more)
    raise TypeError(
        f"annotations: {type(x).__name__}; expected a path, a Classification, a structured array with sample and "
        "symbol (or label), or wfdb's Annotation"
    )


def read_annotations(path: Path, fs: float = 0) -> "np.ndarray":
    """Reads a WFDB annotation file ("DIR/100.atr").

    A structured array in order of time: sample (int64), symbol (str, "N", "V", "+"), subtype (int8), chan
    (uint8), num (int8), aux_note (str: rhythm names, comments). fs: the recording's rate in Hz, needed only
    where the file states a time resolution of its own.
    """
    return _rwave.Annotations.read(path_text(path), fs).array()


def write_annotations(path: Path, annotations: Any) -> None:
    """Writes a WFDB annotation file, whole or not at all.

    annotations: a Classification, a structured array (sample and symbol, or label; subtype, chan, num, aux_note
    where there are any), or wfdb's Annotation; in order of time.
    """
    _annotations(annotations).write(path_text(path))


def score(
    reference: Any,
    test: Any,
    fs: Optional[float] = None,
    *,
    start: float = 300,
    end: Optional[float] = None,
    window: float = 0.15,
) -> "_rwave.BeatScore":
    """Compares a test annotator's beats with the reference, as ANSI/AAMI EC57 and its program ``bxb`` do.

    reference, test: paths of annotation files, or what ``write_annotations`` takes. fs: samples a second of
    both, Hz; a Classification has its own. start: seconds that are not scored, the learning period; window: the
    greatest distance of matching beats, s. Other values than these are not the standard's.

    The score has counts ((7, 7), rows the reference's N S V F Q O X, columns the test's), qrs_, v_ and
    s_sensitivity and _predictivity (shares, NaN where there is no such beat), and report(), which is what
    ``bxb -S`` prints. Scores add up: ``sum(scores, rwave.BeatScore())`` has the gross figures.
    """
    if fs is None:
        for each in (test, reference):
            if isinstance(each, Classification):
                fs = each.info["fs"]
        if fs is None:
            raise TypeError("annotations come without their rate: give fs, in Hz")
    return _rwave.score(_annotations(reference, fs), _annotations(test, fs), fs, start, end, window)
