"""Writes optimizers.json: 20 losses and the last weights of PyTorch's optimizers on one small least-squares problem.

Run with PyTorch 2: python test/goldens/optimizers.py
"""

import json
import pathlib

import torch

torch.manual_seed(0)
ROWS, INPUTS, OUTPUTS, STEPS = 12, 4, 3, 20
x = torch.randn(ROWS, INPUTS)
y = torch.randn(ROWS, OUTPUTS)
kernel = torch.randn(INPUTS, OUTPUTS)
bias = torch.randn(OUTPUTS)

CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.9, 0.999), eps=1e-8),
    "adam with other betas": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-3),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.3),
}


def train(make):
    w, b = kernel.clone().requires_grad_(), bias.clone().requires_grad_()
    optimizer = make([w, b])
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = ((torch.tanh(x @ w) + b - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"losses": losses, "kernel": w.tolist(), "bias": b.tolist()}


golden = {
    "torch": torch.__version__.split("+")[0],
    "x": x.tolist(),
    "y": y.tolist(),
    "kernel": kernel.tolist(),
    "bias": bias.tolist(),
    "cases": {name: train(make) for name, make in CASES.items()},
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
