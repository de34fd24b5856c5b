"""One line of bench/train/compare from what the programs printed."""
import json
import statistics
import sys

model, form, threads, work, pairs_file, curves_file = sys.argv[1:]
warm_up = 5
compared = 10


def step_of(run):
    return statistics.median(run["seconds"][warm_up:])


pairs = [[json.loads(part) for part in line.strip().split("\t")] for line in open(pairs_file)]
ours, peer = ([step_of(pair[i]) for pair in pairs] for i in (0, 1))
ratios = sorted(b / a for a, b in zip(ours, peer))
curves = [json.loads(line)["losses"] for line in open(curves_file)]
difference = max(abs(a - b) / abs(b) for a, b in zip(*(curve[:compared] for curve in curves)))
share = statistics.median(
    int(work) / step_of(pair[0]) / pair[0]["peak_multiply_adds"] / int(threads) for pair in pairs)
print(f"{model:8} {form:6} {threads:>7} {statistics.median(ours) * 1e3:9.1f} {statistics.median(peer) * 1e3:9.1f} "
      f"{statistics.median(ratios):7.2f}  {ratios[0]:.2f}-{ratios[-1]:<6.2f} {difference:10.1e} {share * 100:7.0f} "
      f"{max(p[0]['peak_mb'] for p in pairs):9.0f} {max(p[1]['peak_mb'] for p in pairs):9.0f}")
