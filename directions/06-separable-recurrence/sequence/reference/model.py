"""The model of 06-separable-recurrence/sequence in plain PyTorch.

As a library: `Network(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as there:
`layer0.in.kernel` is `network/layer0/in/kernel`, [in, out]. GRU, LSTM, attention and the filter are PyTorch's own; memories are followed step by step.
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F


class Kernel(nn.Module):
    """x W, or each channel by itself where nothing is mixed."""

    def __init__(self, inputs: int, outputs: int, mix: bool = True):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(inputs, outputs) if mix else torch.ones(outputs))
        if mix:
            nn.init.xavier_uniform_(self.kernel)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel if self.kernel.dim() == 2 else x.repeat(*[1] * (x.dim() - 1), len(self.kernel) // x.shape[-1]) * self.kernel


class Dense(Kernel):
    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x) + self.bias


class Norm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt() * self.gain


class Skip(nn.Module):
    def __init__(self, width: int, rest: torch.Tensor):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(width))
        self.kernel = nn.Parameter(torch.zeros(width))
        self.rest = nn.Parameter(rest.clone())


class Separable(nn.Module):
    """h keeps 1 - z of itself and takes z of v; m keeps c of what it was `jump` steps ago, takes the rest of h, and is heard
    `jump` steps late."""

    def __init__(self, width: int, mix: bool = True, skip: bool = True, jump: int = 16, taps: int = 4, slowest: float = 64):
        super().__init__()
        self.jump = jump
        at_rest = 0.5 ** (1 / slowest ** torch.linspace(0, 1, width))
        self.rest = nn.Parameter(torch.logit(at_rest))
        self.taps = nn.Parameter(torch.cat([torch.zeros(taps - 1, width), torch.ones(1, width)]).reshape(taps, 1, width, 1))
        self.add_module("in", Kernel(width, 3 * width, mix))
        self.out = Kernel(width, width, mix)
        self.skip = Skip(width, self.rest.data) if skip else None

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        (K, _, D, _), T = self.taps.shape, u.shape[1]
        near = F.conv1d(F.pad(u.transpose(1, 2), (K - 1, 0)), self.taps.reshape(K, D).T[:, None], groups=D).transpose(1, 2)
        v, z, o = self.get_submodule("in")(near).chunk(3, -1)
        z = torch.sigmoid(z - self.rest)
        h, hs, ms, ago = torch.zeros_like(u[:, 0]), [], [], []
        for t in range(T):
            h = (1 - z[:, t]) * h + z[:, t] * v[:, t]
            hs.append(h)
            if self.skip is not None:
                c = torch.sigmoid(near[:, t] * self.skip.kernel + self.skip.rest)
                ago.append(ms[t - self.jump] if t >= self.jump else torch.zeros_like(h))
                ms.append(c * ago[t] + (1 - c) * h)
        memory = torch.stack(hs, 1)
        if self.skip is not None:
            memory = memory + self.skip.weight * torch.stack(ago, 1)
        return self.out(memory * F.silu(o))


class GRU(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.add_module("in", Dense(width, 3 * width))
        self.over = Dense(width, 3 * width)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        of_input = self.get_submodule("in")
        weights = {"weight_ih_l0": of_input.kernel.T, "weight_hh_l0": self.over.kernel.T, "bias_ih_l0": of_input.bias, "bias_hh_l0": self.over.bias}
        D = u.shape[-1]
        return torch.func.functional_call(nn.GRU(D, D, batch_first=True), weights, (u,))[0]


class LSTM(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.add_module("in", Dense(width, 4 * width))
        self.over = Kernel(width, 4 * width)
        self.forget = nn.Parameter(torch.ones(width))

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        of_input, zero, D = self.get_submodule("in"), torch.zeros_like(self.forget), u.shape[-1]
        forget = torch.cat([zero, self.forget, zero, zero])
        weights = {"weight_ih_l0": of_input.kernel.T, "weight_hh_l0": self.over.kernel.T, "bias_ih_l0": of_input.bias, "bias_hh_l0": forget}
        return torch.func.functional_call(nn.LSTM(D, D, batch_first=True), weights, (u,))[0]


class Attention(nn.Module):
    def __init__(self, width: int, heads: int = 4):
        super().__init__()
        self.heads = heads
        self.add_module("in", Dense(width, 3 * width))
        self.out = Dense(width, width)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        q, k, v = (x.unflatten(-1, (self.heads, -1)).transpose(1, 2) for x in self.get_submodule("in")(u).chunk(3, -1))
        return self.out(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2))


class Perceptron(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.wide, self.narrow = Dense(width, 4 * width), Dense(4 * width, width)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return self.narrow(torch.relu(self.wide(u)))


class Network(nn.Module):
    """Scores [B, T, N] after every step of characters [B, T] (`alphabet` given) or frames [B, T, F]. `width` and `layers` are the network's own:
    Gradlab gives a GRU, an LSTM and a transformer others than `hyper` says (costs.ts), so that all have as many parameters."""

    def __init__(self, classes: int, width: int, layers: int, recurrence: str = "separable", alphabet: int = 0, frame: int = 0, length: int = 128, **hyper):
        super().__init__()
        self.embedding = Kernel(alphabet, width) if alphabet else Dense(frame, width)
        if recurrence == "attention":
            self.positions = nn.Parameter(torch.randn(length, width) * 0.1)
        self.parts = []  # names, in order
        for i in range(layers):
            if recurrence == "attention":
                self.add_module(f"layer{i}", nn.ModuleDict({"attention": Attention(width), "perceptron": Perceptron(width)}))
                self.parts += [f"layer{i}.attention", f"layer{i}.perceptron"]
            else:
                self.add_module(f"layer{i}", {"separable": Separable, "gru": GRU, "lstm": LSTM}[recurrence](width, **hyper))
                self.parts.append(f"layer{i}")
        for i in range(len(self.parts)):
            self.add_module(f"norm{i}", Norm(width))
        self.norm = Norm(width)
        self.head = Dense(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.embedding.kernel[x] if x.dim() == 2 else self.embedding(x)
        if hasattr(self, "positions"):
            h = h + self.positions[: x.shape[1]]
        for i, name in enumerate(self.parts):
            h = h + self.get_submodule(name)(self.get_submodule(f"norm{i}")(h))
        return self.head(self.norm(h))

    def load(self, path: str | Path) -> None:
        """A checkpoint or a safetensors export of a run."""
        tensors = read_safetensors(Path(path))
        missing = [path_of(name) for name in self.state_dict() if path_of(name) not in tensors]
        if missing:
            raise ValueError(f"{path} has no {', '.join(missing)}: it is of another variant, or no checkpoint of this scaffold.")
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


# What Gradlab is told, and the width and the layers that it makes of it.
CASES = [
    ({"recurrence": "separable", "width": 6, "layers": 2}, 6, 2),
    ({"recurrence": "separable", "width": 6, "layers": 1, "mix": False}, 6, 1),
    ({"recurrence": "separable", "width": 6, "layers": 1, "skip": False, "taps": 1}, 6, 1),
    ({"recurrence": "gru", "width": 6, "layers": 3}, 6, 2),
    ({"recurrence": "lstm", "width": 9, "layers": 1}, 8, 1),
    ({"recurrence": "attention", "width": 12, "layers": 1}, 8, 1),
]
OF_SEPARABLE = {"jump": 3, "slowest": 8}


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    characters, classes, frame, T = 5, 3, 2, 8
    cases = []
    for of_values in (False, True):
        for hyper, width, layers in CASES[:1] if of_values else CASES:
            random = torch.Generator().manual_seed(len(cases) + 1)
            own = {key: value for key, value in hyper.items() if key not in ("recurrence", "width", "layers")}
            if hyper["recurrence"] == "separable":
                own = {**OF_SEPARABLE, **own}
            inputs = {"frame": frame, "classes": classes} if of_values else {"alphabet": characters, "classes": characters}
            network = Network(width=width, layers=layers, recurrence=hyper["recurrence"], length=T, **inputs, **own)
            with torch.no_grad():
                for value in network.parameters():
                    value.copy_((torch.randn(value.shape, generator=random) * 0.5 * 1e4).round() / 1e4)
            x = torch.randn(2, T, frame, generator=random).mul(1e4).round() / 1e4 if of_values else torch.randint(characters, (2, T), generator=random)
            at = torch.tensor([T - 1, T + 4]) if of_values else torch.arange(2 * T)  # of the steps of both sequences, in order
            y = torch.randint(classes if of_values else characters, (len(at),), generator=random)
            scores = network(x).flatten(0, 1)[at]
            loss = F.cross_entropy(scores, y)
            loss.backward()
            cases.append(
                {
                    "hyper": {**hyper, **own},
                    "inputs": inputs,
                    "variables": {path_of(name): listed(value) for name, value in network.named_parameters()},
                    "x": listed(x),
                    "at": at.tolist() if of_values else None,
                    "y": y.tolist(),
                    "scores": listed(scores),
                    "loss": loss.item(),
                    "gradients": {path_of(name): listed(value.grad) for name, value in network.named_parameters()},
                }
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def path_of(name: str) -> str:
    return f"network/{name.replace('.', '/')}"


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
