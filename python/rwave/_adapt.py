"""A recording of which a person labelled some beats, and the labels of all others."""

from __future__ import annotations

from typing import Any, Optional

from . import _rwave
from ._annotations import _annotations
from ._labels import Classification, _is_path, _samples
from ._recordings import Path, path_text


def adapt(
    x: Any, labels: Any, fs: Optional[float] = None, *, complete_until: int = 0, model: Optional[Path] = None
) -> Classification:
    """Labels a recording by the beats that a person has labelled in it.

    x, fs: an array (samples,) or (samples, leads) in mV with its rate in Hz, a Recording, or a path, as in
    ``classify``. labels: the person's, a path of WFDB annotations, a structured array (sample and label, or
    symbol), or wfdb's Annotation; N S V F Q, / for a paced beat. Each is matched with the R peak within 150 ms,
    and keeps its label. complete_until: before this sample the labels are all the beats there are. model: the
    path of a model of whole recordings to begin with; else the shipped one.

    Gives what ``classify`` gives. Only the person's labels teach, in any order; without a label near, the
    model's own stands.
    """
    chosen = None if model is None else path_text(model)
    if _is_path(x):
        return Classification(*_rwave.adapt_file(path_text(x), fs, _annotations(labels, fs or 0), complete_until, chosen))
    samples, rate, names = _samples(x, fs)
    return Classification(
        *_rwave.adapt_samples(samples, rate, list(names), _annotations(labels, rate), complete_until, chosen)
    )
