"""The network of _template/image in plain PyTorch.

As a library: `Network(...)`, `network.load("checkpoint.safetensors")` with weights that Gradlab saved.
As a program it makes the golden that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel + self.bias


class Layer(Dense):
    """The innovation and its plain twins: `identity`, `plain`, `residual`."""

    def __init__(self, kind: str, width: int):
        super().__init__(width, width)
        self.kind = kind
        if kind == "identity":
            self.share = nn.Parameter(torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.relu(super().forward(x))
        match self.kind:
            case "identity":
                return x + self.share * y
            case "residual":
                return x + y
            case _:
                return y


class Network(nn.Module):
    """[B, P] of 0..1 -> [B, N] class scores."""

    def __init__(self, pixels: int, classes: int, layer: str = "identity", width: int = 32, depth: int = 6):
        super().__init__()
        self.first = Dense(pixels, width)
        for i in range(depth):
            setattr(self, f"layer{i}", Layer(layer, width))
        self.depth = depth
        self.head = Dense(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        for i in range(self.depth):
            x = getattr(self, f"layer{i}")(x)
        return self.head(x)

    def load(self, path: str | Path) -> None:
        tensors = read_safetensors(Path(path))
        self.load_state_dict({name: tensors[path_of(name)] for name in self.state_dict()})


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


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    pixels, classes, width, depth = 4, 3, 5, 2
    cases = []
    for layer in ("identity", "plain", "residual"):
        random = torch.Generator().manual_seed(len(cases) + 1)
        network = Network(pixels, classes, layer, width, depth)
        with torch.no_grad():
            for value in network.parameters():
                value.copy_(rounded(torch.randn(value.shape, generator=random) * 0.5))
        x = rounded(torch.rand(6, pixels, generator=random))
        y = torch.randint(classes, (6,), generator=random)
        outputs = network(x)
        loss = F.cross_entropy(outputs, y)
        loss.backward()
        cases.append(
            {
                "hyper": {"layer": layer, "width": width, "depth": depth},
                "variables": {path_of(name): listed(value) for name, value in network.named_parameters()},
                "x": listed(x),
                "y": y.tolist(),
                "outputs": listed(outputs),
                "loss": loss.item(),
                "gradients": {path_of(name): listed(value.grad) for name, value in network.named_parameters()},
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def path_of(name: str) -> str:
    return f"network/{name.replace('.', '/')}"


def rounded(values: torch.Tensor) -> torch.Tensor:
    """Few digits, so that the golden has them all."""
    return (values * 1e4).round() / 1e4


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
