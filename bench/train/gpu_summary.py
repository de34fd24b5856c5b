"""One line of bench/train/gpu from what the programs printed."""
import json
import statistics
import sys

precision, beats, peak, pairs_file, curves_file = sys.argv[1:]
beats, peak = int(beats), float(peak) * 1e12
flops = 2 * (3 * 13657568 - 29280)  # a beat: forward, gradients of inputs and of weights; the first input needs none


def epoch_of(run):
    return statistics.median(run["seconds"][1:])


pairs = [[json.loads(part) for part in line.strip().split("\t")] for line in open(pairs_file)]
ours, peer = ([epoch_of(pair[i]) for pair in pairs] for i in (0, 1))
ratios = sorted(b / a for a, b in zip(ours, peer))
a, b = (json.loads(line)["losses"][0] for line in open(curves_file))
seconds = statistics.median(ours)
print(f"{precision:9} {seconds:9.3f} {statistics.median(peer):9.3f} {statistics.median(ratios):7.2f}  "
      f"{ratios[0]:.2f}-{ratios[-1]:<6.2f} {beats / seconds:12,.0f} {100 * beats * flops / seconds / peak:7.1f} {abs(a - b) / b:10.1e}")
