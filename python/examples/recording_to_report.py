# %% [markdown]
# From a recording to a report: read it, label it, look at the rhythm, score it, write it down.
#
# A script with cells (`# %%`), which Jupyter (jupytext), VS Code and Spyder open as a notebook. Run it as
# `python3 recording_to_report.py DIR/100 [OUT]`; the tests do.

# %%
import sys
from pathlib import Path

import numpy as np

import rwave

record = Path(sys.argv[1] if len(sys.argv) > 1 else "100")
out = Path(sys.argv[2] if len(sys.argv) > 2 else ".")

# %% The recording: (samples, leads) in mV
recording = rwave.read(record)
print(f"{recording.record}: {recording.n_sig} leads ({', '.join(recording.names)}), {recording.fs:g} Hz, "
      f"{recording.sig_len / recording.fs / 60:.1f} min")
for warning in recording.warnings:
    print("warning:", warning)

# %% Labelled beats, rhythm, and what is known of the whole
beats, rhythm, info = labelled = rwave.classify(recording)
for name in "NSVFQ":
    print(f"  {name} {np.count_nonzero(beats['label'] == name):6d}")
print(f"  analyzable {100 * info['summary']['analyzable']:.1f} %, "
      f"mean rate {info['summary']['mean_rate']:.0f} a minute")

# %% Episodes, longest first
for episode in sorted(rhythm, key=lambda e: e["first"] - e["end"])[:5]:
    seconds = (episode["end"] - episode["first"]) / info["fs"]
    print(f"  {episode['kind']:<28} from {episode['first'] / info['fs']:8.1f} s, {seconds:7.1f} s, "
          f"{episode['beats']} beats")

# %% Heart-rate variability of the sinus rhythm
variability = rwave.hrv(labelled)
print("  " + ", ".join(f"{key} {variability[key]:.1f}" for key in ("mean_nn", "sdnn", "rmssd", "pnn50")))

# %% The labels as a WFDB annotation file, which every viewer of the field opens
rwave.write_annotations(out / f"{recording.record}.rw", labelled)

# %% Against the reference, where there is one
reference = record.with_suffix(".atr")
if reference.exists():
    score = rwave.score(reference, labelled)
    print(f"  QRS Se {100 * score.qrs_sensitivity:.2f} +P {100 * score.qrs_predictivity:.2f}, "
          f"V Se {100 * score.v_sensitivity:.2f} +P {100 * score.v_predictivity:.2f}")

# %% A strip, where matplotlib is installed
try:
    axes = labelled.plot(recording.signals[:, 0], start=10, seconds=8)
    axes.figure.savefig(out / f"{recording.record}.png")
except ImportError:
    print("  (no picture: matplotlib is not installed)")
