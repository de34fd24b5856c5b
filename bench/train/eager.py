"""The same training steps by eager PyTorch, as its users write them: bench/train/compare runs it.

    eager.py MODEL OPTIMIZER BATCH STEPS THREADS DROPOUT FOLDER [PRECISION]

reads the weights and rows that train_steps left in FOLDER and prints one JSON object. With PRECISION (float32, tf32,
bf16) the steps run on a GPU, repeated for some epochs, of which only the whole is timed: bench/train/gpu."""
import contextlib
import json
import os
import resource
import sys
import time

import numpy
import torch
from torch import nn

model, optimizer, batch, steps, threads, dropout, folder = sys.argv[1:8]
precision = sys.argv[8] if len(sys.argv) > 8 else None
batch, steps = int(batch), int(steps)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
p = 0.3 if dropout != "0" else 0.0


def seed():
    def conv(i, o, k):
        return [nn.Conv1d(i, o, k), nn.BatchNorm1d(o), nn.ReLU()]

    def linear(i, o):
        return [nn.Dropout(p), nn.Linear(i, o)]

    return nn.Sequential(
        *conv(1, 32, 5), *conv(32, 64, 5), nn.MaxPool1d(3), *conv(64, 128, 3), *conv(128, 256, 3), nn.AvgPool1d(3),
        nn.Flatten(), *linear(4608, 1024), nn.ReLU(), *linear(1024, 256), nn.ReLU(), *linear(256, 32), nn.ReLU(),
        *linear(32, 5))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(32, 32, 5, padding=2), nn.ReLU(), nn.Conv1d(32, 32, 5, padding=2))

    def forward(self, x):
        return torch.relu(self.body(x) + x)


def kachuee():
    blocks = [stage for _ in range(5) for stage in (Residual(), nn.MaxPool1d(5, 2))]
    return nn.Sequential(nn.Conv1d(1, 32, 5), *blocks, nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 5))


network = {"seed": seed, "kachuee": kachuee}[model]()
values = torch.from_numpy(numpy.fromfile(f"{folder}/weights.f32", dtype=numpy.float32))
first = 0
with torch.no_grad():
    for parameter in network.parameters():
        parameter.copy_(values[first:first + parameter.numel()].view_as(parameter))
        first += parameter.numel()
assert first == len(values), "the networks differ"
y = torch.from_numpy(numpy.fromfile(f"{folder}/labels.i64", dtype=numpy.int64))
x = torch.from_numpy(numpy.fromfile(f"{folder}/rows.f32", dtype=numpy.float32)).view(len(y), 1, -1)
if precision:
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True
    network, x, y = network.cuda(), x.cuda(), y.cuda()
step_of = {"rmsprop": torch.optim.RMSprop, "adam": torch.optim.Adam}[optimizer](network.parameters(), lr=1e-4)
criterion = nn.CrossEntropyLoss()
losses, seconds = [], []
clock = time.process_time if "PROCESSOR_TIME" in os.environ else time.perf_counter


def epoch_on_gpu():
    total = torch.zeros((), device="cuda", dtype=torch.float64)
    for first in range(0, len(y), batch):
        rows = slice(first, first + batch)
        step_of.zero_grad()
        lower = torch.autocast("cuda", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext()
        with lower:
            loss = criterion(network(x[rows]), y[rows])
        loss.backward()
        step_of.step()
        total += loss.detach() * len(y[rows])
    return total.item() / len(y)


if precision:  # generous: the rows lie on the GPU already, and no step's loss is read
    for epoch in range(6):
        begun = time.perf_counter()
        losses.append(epoch_on_gpu())
        seconds.append(time.perf_counter() - begun)
    print(json.dumps({"losses": losses, "seconds": seconds}))
    sys.exit()
for step in range(steps):
    begun = clock()
    rows = slice(step * batch, (step + 1) * batch)
    step_of.zero_grad()
    loss = criterion(network(x[rows]), y[rows])
    loss.backward()
    step_of.step()
    losses.append(loss.item())
    seconds.append(clock() - begun)
print(json.dumps({
    "losses": losses, "seconds": seconds,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
