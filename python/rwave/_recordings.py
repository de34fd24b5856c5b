"""Recordings of any format as arrays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Sequence, Union

from . import _rwave

if TYPE_CHECKING:
    import numpy as np

Path = Union[str, "os.PathLike[str]"]


def path_text(path: Path) -> bytes:
    """The path as the library takes it, in the system's bytes; TypeError for what is none."""
    name = os.fsencode(path)
    if b"\0" in name:
        raise _rwave.Error(f"{path!r}: a path holds no zero byte")
    return name


def rate_of(fs: Any) -> float:
    """fs as a number; TypeError for what is none."""
    if isinstance(fs, (str, bytes)) or not (hasattr(fs, "__float__") or hasattr(fs, "__index__")):
        raise TypeError(f"fs: {type(fs).__name__}; expected a number, the samples' rate in Hz")
    return float(fs)


class Recording(NamedTuple):
    """A recording that was read. ``signals`` has the shape (samples, leads)."""

    signals: "np.ndarray"  # float32, (samples, leads), in ``units``; NaN = not recorded
    fs: float  # samples a second, Hz
    names: list[str]  # of the leads
    units: list[str]  # "mV" for every voltage, whatever the file's unit
    record: str  # "100"
    start: str  # "HH:MM:SS DD/MM/YYYY" where the file states it, else empty
    comments: list[str]
    format: str
    warnings: list[str]  # what is doubtful about the file, a line each
    annotations: "np.ndarray"  # the file's own (EDF+), as read_annotations gives them

    @property
    def p_signal(self) -> "np.ndarray":
        """``signals`` under the name that wfdb gives them."""
        return self.signals

    @property
    def sig_name(self) -> list[str]:
        """``names``, as wfdb calls them."""
        return self.names

    @property
    def sig_len(self) -> int:
        """Samples of each lead."""
        return self.signals.shape[0]

    @property
    def n_sig(self) -> int:
        """Leads."""
        return self.signals.shape[1]

    def lead(self, name: str) -> "np.ndarray":
        """One lead by its name, (samples,): a view."""
        if name not in self.names:
            raise _rwave.Error(f"{self.record}: no lead {name}; there are {', '.join(self.names)}")
        return self.signals[:, self.names.index(name)]

    def to_dataframe(self):
        """The signals as a pandas.DataFrame, a column a lead, indexed by seconds. Needs pandas."""
        import pandas

        index = pandas.Index([i / self.fs for i in range(self.sig_len)], name="seconds")
        return pandas.DataFrame(self.signals, columns=self.names, index=index)


def read(
    path: Path,
    *,
    leads: Optional[Sequence[str]] = None,
    start: int = 0,
    stop: Optional[int] = None,
    fs: Optional[float] = None,
) -> Recording:
    """Reads a recording: WFDB ("DIR/100"), EDF, BDF, ISHNE, aECG, SCP, DICOM, MAT or a table.

    leads: names or numbers (from 1) of the signals to read, of one rate; all of the most frequent rate if not
    given. start, stop: samples [start, stop) of the recording. fs: the rate of a table that states none, Hz.

    Raises rwave.Error naming the file, with line or offset, where it cannot be read.
    """
    if isinstance(leads, str):
        leads = [leads]
    return Recording(**_rwave.read(path_text(path), fs, None if leads is None else [str(x) for x in leads], start, stop))
