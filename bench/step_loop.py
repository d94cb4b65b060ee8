"""The peer's side of a benchmark of steps: reads a number of steps a line, answers their times in ms as JSON."""

import json
import sys
import time

import torch


def step_loop(model, rate):
    """Trains `model`, whose loss() is of its own data, with fused Adam."""
    optimizer = torch.optim.Adam(model.parameters(), rate, fused=True)

    def step():
        optimizer.zero_grad()
        loss = model.loss()
        loss.backward()
        optimizer.step()
        return loss.item()

    print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            step()
            times.append(1e3 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)
