"""The network and the activations of 02-adaptive-activation/image in plain PyTorch.

As a library: `Network(...)`, `network.load("checkpoint.safetensors")` with weights and statistics that Gradlab saved; in training mode it goes on with the statistics.
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import math
import struct
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import conv2d, gelu, pad, relu

ACTIVATIONS = ("adaptive", "relu", "population", "frozen", "staticSpline", "gelu", "prelu")


def moments(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Center and spread of each image in each channel: [B, C, H, W] -> twice [B, C, 1, 1]."""
    return x.mean((2, 3), keepdim=True), (x.var((2, 3), correction=0, keepdim=True) + 1e-5).sqrt()


class Activation(nn.Module):
    """One layer's curve, of C channels."""

    def __init__(self, kind: str, C: int, knots: int = 6, momentum: float = 0.05):
        super().__init__()
        self.kind, self.momentum = kind, momentum
        self.threshold = nn.Parameter(torch.zeros(1, C, 1, 1))
        if kind in ("adaptive", "population", "frozen", "staticSpline"):
            self.slopes = nn.Parameter(torch.zeros(knots))
        if kind in ("adaptive", "population", "frozen"):
            self.register_buffer("center", torch.zeros(1, C, 1, 1))
            self.register_buffer("spread", torch.ones(1, C, 1, 1))
            self.register_buffer("quantiles", torch.linspace(-1.5, 1.5, knots))
            self.register_buffer("known", torch.zeros(()))
        if kind == "staticSpline":
            self.knots = nn.Parameter(torch.linspace(-1.5, 1.5, knots))
        if kind == "prelu":
            self.slope = nn.Parameter(torch.full((1, C, 1, 1), 0.25))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        u = x - self.threshold
        match self.kind:
            case "relu":
                return relu(u)
            case "gelu":
                return gelu(u)
            case "prelu":
                return relu(u) - self.slope * relu(-u)
            case "staticSpline":
                return self.bend(x, [self.threshold, *self.knots])
        mu, sigma = self.center, self.spread
        if self.kind == "adaptive":
            center, spread = moments(x)
            mu, sigma = torch.lerp(mu, center, self.known), torch.lerp(sigma, spread, self.known)
        return sigma * self.bend((x - mu) / sigma, [(self.threshold - self.center) / self.spread, *self.quantiles])

    def bend(self, u: torch.Tensor, hinges: list[torch.Tensor]) -> torch.Tensor:
        return relu(u - hinges[0]) + sum(s * relu(u - hinge) for s, hinge in zip(self.slopes, hinges[1:]))

    @torch.no_grad()
    def observe(self, x: torch.Tensor) -> None:
        """Takes a training batch into the running statistics."""
        if self.kind not in ("adaptive", "population"):
            return
        center, spread = moments(x)
        below = (((x - center) / spread).flatten() < self.quantiles[:, None]).to(x.dtype).mean(1)
        shares = (torch.arange(len(self.quantiles), dtype=x.dtype, device=x.device) + 0.5) / len(self.quantiles)
        self.quantiles += self.momentum * math.sqrt(2 * math.pi) * (shares - below)
        self.center.lerp_(center.mean(0, keepdim=True), self.momentum)
        self.spread.lerp_(spread.mean(0, keepdim=True), self.momentum)
        self.known += self.momentum * (1 - self.known)


class Network(nn.Module):
    """Images [B, channels, height, width] of 0..1 -> class scores [B, classes]."""

    def __init__(self, channels: int, classes: int, kind: str = "adaptive", width: int = 16, knots: int = 6, standardize: str = "training", pixels: tuple[float, float] = (0.0, 1.0)):
        super().__init__()
        widths = [channels, width, 2 * width, 4 * width]
        self.standardize, (self.pixel_mean, self.pixel_deviation) = standardize, pixels
        self.kernels = nn.ParameterList(nn.Parameter(torch.randn(o, i, 3, 3) * math.sqrt(2 / (9 * i))) for i, o in zip(widths, widths[1:]))
        self.activations = nn.ModuleList(Activation(kind, C, knots) for C in widths[1:])
        self.head = nn.Linear(4 * width, classes)

    def forward(self, x: torch.Tensor, observe: bool = False) -> torch.Tensor:
        center, spread = moments(x) if self.standardize == "image" else (self.pixel_mean, self.pixel_deviation)
        h = (x - center) / spread
        for kernel, stride, same, activation in zip(self.kernels, (2, 2, 1), (False, True, True), self.activations):
            z = conv2d(same_padding(h, stride) if same else h, kernel, stride=stride)
            if observe:
                activation.observe(z)
            h = activation(z)
        return self.head(h.mean((2, 3)))

    def named_for_gradlab(self) -> dict[str, torch.Tensor]:
        """Every trained value and statistic by the name that Gradlab saves it under, as views in PyTorch's order of axes."""
        named = {f"network/layer{i}/kernel": kernel for i, kernel in enumerate(self.kernels)}
        for i, activation in enumerate(self.activations):
            named |= {f"network/activation{i}/{name}": value for name, value in [*activation.named_parameters(), *activation.named_buffers()]}
        return named | {"network/head/kernel": self.head.weight, "network/head/bias": self.head.bias}

    def load(self, path: str | Path) -> None:
        tensors, numbers = read_safetensors(Path(path))
        named = self.named_for_gradlab()
        missing = [name for name in [*named, "network/pixelMean"] if name not in tensors and name not in numbers]
        if missing:
            raise ValueError(f"{path} has no {', '.join(missing)}. Take a checkpoint, or an export with everything: gradlab export <run> --format safetensors --all <out>.")
        self.pixel_mean, self.pixel_deviation = numbers["network/pixelMean"], numbers["network/pixelDeviation"]
        with torch.no_grad():
            for name, value in named.items():
                value.copy_(from_gradlab(name, tensors[name]) if name in tensors else torch.tensor(numbers[name]))


def same_padding(x: torch.Tensor, stride: int) -> torch.Tensor:
    """Zeros so that 3x3 filters give ceil(side / stride) outputs, the odd one at the end, as TensorFlow has it."""
    (top, bottom), (left, right) = (((total := max((math.ceil(side / stride) - 1) * stride + 3 - side, 0)) // 2, total - total // 2) for side in x.shape[2:])
    return pad(x, (left, right, top, bottom))


def from_gradlab(name: str, value: torch.Tensor) -> torch.Tensor:
    """Filters are [height, width, in, out] there, a dense kernel [in, out], and channels come last."""
    if value.dim() == 4:
        return value.permute(3, 2, 0, 1) if name.endswith("/kernel") else value.permute(0, 3, 1, 2)
    return value.T if value.dim() == 2 else value


def to_gradlab(name: str, value: torch.Tensor) -> torch.Tensor:
    if value.dim() == 4:
        return value.permute(2, 3, 1, 0) if name.endswith("/kernel") else value.permute(0, 2, 3, 1)
    return value.T if value.dim() == 2 else value


def read_safetensors(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, float]]:
    """The float32 tensors of a file and Gradlab's plain numbers: 8 bytes of length, a header in JSON, then the bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    start = 8 + length
    metadata = header.pop("__metadata__", {})
    tensors = {
        name: torch.frombuffer(bytearray(data[start + at["data_offsets"][0] : start + at["data_offsets"][1]]), dtype=torch.float32).reshape(at["shape"])
        for name, at in header.items()
        if at["dtype"] == "F32"
    }
    return tensors, {name: float(value) for name, value in json.loads(metadata.get("numbers", "{}")).items()}


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    random = torch.Generator().manual_seed(2)
    B, side, channels, classes, knots = 3, (11, 10), 2, 3, 3
    x = rounded(torch.rand(B, channels, *side, generator=random))
    y = torch.tensor([0, 2, 1])
    values: dict[str, torch.Tensor] = {}  # one draw for every name, so that all networks share what they have in common

    def drawn(name: str, like: torch.Tensor) -> torch.Tensor:
        if name not in values:
            noise = torch.randn(like.shape, generator=random)
            match name.rsplit("/", 1)[1]:
                case "known":
                    noise = torch.tensor(0.7)
                case "spread":
                    noise = 0.7 + 0.2 * noise.abs()
                case "quantiles" | "knots":
                    noise = torch.linspace(-1, 1, len(like)) + 0.1 * noise
                case _:
                    noise = 0.5 * noise
            values[name] = rounded(noise)
        return values[name]

    cases = []
    for kind, standardize in [*((kind, "training") for kind in ACTIVATIONS), ("relu", "image")]:
        network = Network(channels, classes, kind, width=1, knots=knots, standardize=standardize, pixels=(0.4, 0.3))
        named = network.named_for_gradlab()
        with torch.no_grad():
            for name, value in named.items():
                value.copy_(drawn(name, value))
        scores = network(x)
        loss = nn.functional.cross_entropy(scores, y)
        trained = {name: value for name, value in named.items() if value.requires_grad}
        gradients = torch.autograd.grad(loss, list(trained.values()))
        case = {
            "activation": kind,
            "standardize": standardize,
            "outputs": listed(scores),
            "loss": loss.item(),
            "gradients": {name: listed(to_gradlab(name, gradient)) for name, gradient in zip(trained, gradients)},
        }
        if any(name.endswith("/center") for name in named) and kind != "frozen":
            network(x, observe=True)
            case["observed"] = {name: listed(to_gradlab(name, value)) for name, value in named.items() if not value.requires_grad}
        cases.append(case)
    twin = {
        "shape": [*side, channels],
        "classes": classes,
        "knots": knots,
        "pixels": {"mean": 0.4, "deviation": 0.3},
        "x": listed(x.permute(0, 2, 3, 1)),
        "y": y.tolist(),
        "values": {name: listed(to_gradlab(name, value)) for name, value in values.items()},
        "cases": cases,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(twin) + "\n")


def rounded(values: torch.Tensor) -> torch.Tensor:
    return (values * 1e4).round() / 1e4


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.9g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
