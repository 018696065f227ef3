"""The network and the rounds of 17-federated/federation in plain PyTorch.

As a library: `Network(...)`, `network.load("checkpoint.safetensors")` with weights that Gradlab saved, `rounds`.
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn


class Network(nn.Module):
    """inputs -> hidden (relu) -> classes."""

    def __init__(self, inputs: int, hidden: int, classes: int):
        super().__init__()
        self.body = nn.Linear(inputs, hidden)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(torch.relu(self.body(x)))

    def loss(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return nn.functional.cross_entropy(self(x), y)

    def load(self, path: str | Path) -> None:
        """A checkpoint or a safetensors export of a run: kernels are [in, out] there and [out, in] here."""
        tensors = read_safetensors(Path(path))
        missing = [name for part in ("body", "head") for name in (f"network/{part}/kernel", f"network/{part}/bias") if name not in tensors]
        if missing:
            raise ValueError(f"{path} has no {', '.join(missing)}: it is no checkpoint of this scaffold.")
        with torch.no_grad():
            for name, layer in (("body", self.body), ("head", self.head)):
                layer.weight.copy_(tensors[f"network/{name}/kernel"].T)
                layer.bias.copy_(tensors[f"network/{name}/bias"])


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The float32 tensors of a file: 8 bytes of length, a header in JSON, then the bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    start = 8 + length
    return {
        name: torch.frombuffer(bytearray(data[start + at["data_offsets"][0] : start + at["data_offsets"][1]]), dtype=torch.float32).reshape(at["shape"])
        for name, at in header.items()
        if name != "__metadata__" and at["dtype"] == "F32"
    }


def flat(tensors: list[torch.Tensor]) -> torch.Tensor:
    """In the order of Gradlab's variables: kernels transposed."""
    return torch.cat([t.detach().T.flatten() if t.dim() == 2 else t.detach() for t in tensors])


def numbers(network: Network) -> torch.Tensor:
    return flat(list(network.parameters()))


def write(network: Network, values: torch.Tensor) -> None:
    start = 0
    with torch.no_grad():
        for p in network.parameters():
            part = values[start : start + p.numel()]
            p.copy_(part.reshape(p.shape[1], p.shape[0]).T if p.dim() == 2 else part)
            start += p.numel()


def gradient(network: Network, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return flat(list(torch.autograd.grad(network.loss(x, y), list(network.parameters()))))


def rounds(network: Network, clients: list[tuple[torch.Tensor, torch.Tensor]], count: int, steps: int, rate: float, correction: str, mu: float) -> list[torch.Tensor]:
    """The server's numbers after each round with whole batches: FedAvg (McMahan et al. 2017, algorithm 1), with FedProx's pull (Li et al. 2020, equation 2)
    or SCAFFOLD's variates (Karimireddy et al. 2020, algorithm 1, option II, global step 1, all clients), weighted by rows."""
    total = sum(len(y) for _, y in clients)
    x = numbers(network)
    c = torch.zeros_like(x)
    own = [torch.zeros_like(x) for _ in clients]
    found = []
    for _ in range(count):
        led = []
        for k, (inputs, labels) in enumerate(clients):
            y = x.clone()
            for _ in range(steps):
                write(network, y)
                g = gradient(network, inputs, labels)
                if correction == "proximal":
                    g = g + mu * (y - x)
                if correction == "controlVariates":
                    g = g - own[k] + c
                y = y - rate * g
            led.append(y)
        own = [c_k - c + (x - y) / (steps * rate) for c_k, y in zip(own, led)]
        c = sum(len(labels) / total * c_k for c_k, (_, labels) in zip(own, clients))
        x = sum(len(labels) / total * y for y, (_, labels) in zip(led, clients))
        found.append(x)
    return found


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    random = torch.Generator().manual_seed(1)
    inputs, hidden, classes, sizes, rate, mu, steps = 4, 3, 3, [5, 3, 2], 0.3, 0.5, 3
    start = rounded(torch.randn(inputs * hidden + hidden + hidden * classes + classes, generator=random) * 0.5)
    x = rounded(torch.rand(sum(sizes), inputs, generator=random))
    y = torch.randint(0, classes, (sum(sizes),), generator=random)
    network = Network(inputs, hidden, classes)
    write(network, start)
    golden = {
        "sizes": sizes, "inputs": inputs, "hidden": hidden, "classes": classes, "learningRate": rate, "mu": mu, "localSteps": steps,
        "start": listed(start), "x": listed(x), "y": y.tolist(),
        "outputs": listed(network(x)), "gradient": listed(gradient(network, x, y)),
    }  # fmt: skip
    clients = list(zip(x.split(sizes), y.split(sizes)))
    for correction in ("none", "proximal", "controlVariates"):
        write(network, start)
        golden[correction] = [listed(values) for values in rounds(network, clients, 3, steps, rate, correction, mu)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden) + "\n")


def rounded(values: torch.Tensor) -> torch.Tensor:
    return (values * 1e4).round() / 1e4


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.9g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
