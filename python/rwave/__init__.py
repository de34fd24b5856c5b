"""rwave: ECG recordings to classified, honestly scored heartbeats.

    import rwave
    beats, rhythm, info = rwave.classify("DIR/100")          # a recording of any format
    beats, rhythm, info = rwave.classify(x, 360)             # an array: (samples,) or (samples, leads), in mV

Samples are in mV, NaN where nothing was recorded; positions are samples of the recording, from 0. float32 and
float64 arrays are read where they lie. Functions release the interpreter's lock while they work, and may be
called from several threads at once. What is wrong with a file or an argument is an ``rwave.Error``, a
``ValueError`` whose text says what was expected; objects of the wrong kind are a ``TypeError``.
"""

from __future__ import annotations

from ._rwave import BeatScore, Error, __version__
from ._adapt import adapt
from ._annotations import read_annotations, score, write_annotations
from ._labels import Classification, Classifier, classify, detect, hrv
from ._recordings import Recording, read
from ._rows import KaggleRows, kaggle_rows

__all__ = [
    "BeatScore",
    "Classification",
    "Classifier",
    "Error",
    "KaggleRows",
    "Recording",
    "adapt",
    "classify",
    "detect",
    "hrv",
    "kaggle_rows",
    "read",
    "read_annotations",
    "score",
    "write_annotations",
    "__version__",
]
