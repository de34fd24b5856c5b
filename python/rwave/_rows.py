"""The rows of the Kaggle "heartbeat" files, from the records themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Optional, Sequence

from . import _rwave
from ._recordings import Path, path_text

if TYPE_CHECKING:
    import numpy as np


class KaggleRows(NamedTuple):
    """Rows and where each came from."""

    rows: "np.ndarray"  # float32, (beats, 187): 1.5 s at 120 Hz, scaled to 0..1, zeros after the beat
    labels: "np.ndarray"  # uint8, (beats,): index into classes
    record: "np.ndarray"  # uint32, (beats,): index into records
    sample: "np.ndarray"  # int64, (beats,): sample of the recording the row starts at
    records: list[str]
    classes: list[str]  # N S V F Q
    fs: float  # Hz of the rows


def kaggle_rows(
    folder: Path, *, records: Optional[Sequence[str]] = None, annotator: str = "atr", threads: int = 0
) -> KaggleRows:
    """Cuts the rows of the Kaggle "heartbeat" data set from annotated recordings.

    folder: of the records (mitdb gives the published 109,446 rows). records: some of them; all that have
    annotations if not given. threads: 0 = one a core.
    """
    return KaggleRows(**_rwave.kaggle_rows(path_text(folder), records, annotator, threads))
