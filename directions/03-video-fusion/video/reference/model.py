"""The model of 03-video-fusion/video in plain PyTorch.

As a library: `Network(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as there:
`frame.kernel` is `network/frame/kernel`, [in, out], filters are [3, 3, in, out]. The recurrence, the attention and the norms are PyTorch's own.
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import struct
import sys
from math import ceil
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BRANCHES = {
    "cnn+rnn+transformer": ["cnn", "rnn", "transformer"],
    "cnn+transformer": ["cnn", "transformer"],
    "cnn+rnn": ["cnn", "rnn"],
    "rnn+transformer": ["rnn", "transformer"],
    "cnn": ["cnn"],
}


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.kernel = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        nn.init.xavier_uniform_(self.kernel)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel + self.bias


class LayerNorm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.layer_norm(x, (x.shape[-1],), self.gain, self.bias, 1e-5)


class Filter(nn.Module):
    """3×3 with stride 2; TensorFlow pads an even side at its end only."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.filter = nn.Parameter(torch.randn(3, 3, inputs, outputs) * (2 / (9 * inputs)) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        around = [side for size in reversed(x.shape[-2:]) for side in ((0, 1) if size % 2 == 0 else (1, 1))]
        return F.relu(F.conv2d(F.pad(x, around), self.filter.permute(3, 2, 0, 1), self.bias, stride=2))


class Convolution(nn.Module):
    """[B·T, H, W, C] → [B·T, S, D]."""

    def __init__(self, C: int, D: int):
        super().__init__()
        widths = [C, ceil(D / 4), ceil(D / 2), D]
        for i in range(3):
            self.add_module(f"layer{i}", Filter(widths[i], widths[i + 1]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.permute(0, 3, 1, 2)
        for i in range(3):
            x = self.get_submodule(f"layer{i}")(x)
        return x.flatten(2).transpose(1, 2)


class Recurrence(nn.Module):
    """A GRU whose state stays where there is no frame. [B, T, inputs] → [B, T, R]."""

    def __init__(self, inputs: int, R: int):
        super().__init__()
        self.add_module("in", Dense(inputs, 3 * R))
        self.over = Dense(R, 3 * R)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        of_input = self.get_submodule("in")
        weights = {"weight_ih": of_input.kernel.T, "weight_hh": self.over.kernel.T, "bias_ih": of_input.bias, "bias_hh": self.over.bias}
        h = x.new_zeros(len(x), len(self.over.kernel))
        cell, states = nn.GRUCell(x.shape[-1], h.shape[-1]), []
        for t in range(x.shape[1]):
            h = torch.where(mask[:, t, None], torch.func.functional_call(cell, weights, (x[:, t], h)), h)
            states.append(h)
        return torch.stack(states, 1)


class Block(nn.Module):
    def __init__(self, D: int, heads: int, perceptron: int):
        super().__init__()
        self.heads = heads
        self.norm0, self.norm1 = LayerNorm(D), LayerNorm(D)
        self.qkv, self.out = Dense(D, 3 * D), Dense(D, D)
        self.wide, self.narrow = Dense(D, perceptron), Dense(perceptron, D)

    def forward(self, x: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.qkv(self.norm0(x)).chunk(3, -1))
        x = x + self.out(F.scaled_dot_product_attention(q, k, v, attn_mask=there[:, None, None]).transpose(1, 2).flatten(2))
        return x + self.narrow(F.relu(self.wide(self.norm1(x))))


class Transformer(nn.Module):
    """[B, T, inputs] of frames and [B, T, S, D] of cells → [B, T, D], what the frames' own tokens have found."""

    def __init__(self, inputs: int, D: int, heads: int, layers: int, perceptron: int, frames: int, cells: int):
        super().__init__()
        self.frame = Dense(inputs, D)
        self.places = nn.Parameter(torch.randn(1, 1, 1 + cells, D) * 0.3)
        self.times = nn.Parameter(torch.randn(1, frames, 1, D) * 0.3)
        self.layers = layers
        for i in range(layers):
            self.add_module(f"layer{i}", Block(D, heads, perceptron))
        self.norm = LayerNorm(D)

    def forward(self, frames: torch.Tensor, cells: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        B, T, S, D = cells.shape
        x = torch.cat([self.frame(frames)[:, :, None], cells], 2) + self.places + self.times[:, :T]
        x, there = x.flatten(1, 2), mask[:, :, None].expand(B, T, 1 + S).flatten(1)
        for i in range(self.layers):
            x = self.get_submodule(f"layer{i}")(x, there)
        return self.norm(x.unflatten(1, (T, 1 + S))[:, :, 0])


class Saying(Dense):
    def __init__(self, inputs: int, D: int):
        super().__init__(inputs, D)
        self.norm = LayerNorm(D)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(super().forward(x))


class Fusion(nn.Module):
    def __init__(self, widths: dict[str, int], D: int, gate: str):
        super().__init__()
        self.branches, self.D = list(widths), D
        for branch, width in widths.items():
            self.add_module(branch, Saying(width, D))
        self.gate = Dense(len(widths) * D, len(widths) * D) if gate == "learned" and len(widths) > 1 else None

    def forward(self, known: dict[str, torch.Tensor]) -> torch.Tensor:
        views = torch.stack([self.get_submodule(branch)(known[branch]) for branch in self.branches], 1)  # [B, K, D]
        shares = self.gate(views.flatten(1)).unflatten(1, (-1, self.D)).softmax(1) if self.gate else torch.full_like(views, 1 / len(self.branches))
        return (views * shares).sum(1)


class Network(nn.Module):
    """Scores [B, N] of clips [B, T, H, W, C], of which `length` [B] frames are there. `frame`, `state` and `perceptron` are widths that Gradlab works out
    (sizes.ts): they are the shapes of `network/frame/bias`, of `network/rnn/over/kernel` and of `network/transformer/layer0/wide/bias` in what it saves."""

    def __init__(self, shape: list[int], classes: int, branches: str = "cnn+rnn+transformer", gate: str = "learned", width: int = 32, heads: int = 2,
                 layers: int = 1, frame: int = 32, state: int = 32, perceptron: int = 64):  # fmt: skip
        super().__init__()
        T, height, cell_width, C = shape
        S, has = ceil(height / 8) * ceil(cell_width / 8), BRANCHES[branches]
        self.cnn = Convolution(C, width)
        self.frame = Dense(S * width, frame)
        self.rnn = Recurrence(frame, state) if "rnn" in has else None
        known = state if "rnn" in has else frame
        self.transformer = Transformer(known, width, heads, layers, perceptron, T, S) if "transformer" in has else None
        self.fusion = Fusion({branch: {"cnn": frame, "rnn": state, "transformer": width}[branch] for branch in has}, width, gate)
        self.head = Dense(width, classes)

    def forward(self, x: torch.Tensor, length: torch.Tensor | None = None) -> torch.Tensor:
        B, T = x.shape[:2]
        length = torch.full((B,), T, device=x.device) if length is None else length
        mask = torch.arange(T, device=x.device)[None] < length[:, None]
        cells = self.cnn(x.flatten(0, 1))
        frames = F.relu(self.frame(cells.flatten(1))).unflatten(0, (B, T))
        states = self.rnn(frames, mask) if self.rnn else None
        known = {"cnn": mean_over_frames(frames, mask)}
        if states is not None:
            known["rnn"] = states[:, -1]
        if self.transformer:
            found = self.transformer(frames if states is None else states, cells.unflatten(0, (B, T)), mask)
            known["transformer"] = mean_over_frames(found, mask)
        return self.head(self.fusion(known))

    def load(self, path: str | Path) -> None:
        tensors = read_safetensors(Path(path))
        self.load_state_dict({name: tensors[path_of(name)] for name in self.state_dict()})


def mean_over_frames(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    return (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)


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


# What Gradlab is told, and how many frames of each clip are there. An even and an odd side, so that both ways of padding are seen.
SHAPE, CLASSES, WIDTH = [3, 9, 12, 1], 3, 4
CASES = [
    ({"branches": "cnn+rnn+transformer"}, None),
    ({"branches": "cnn+rnn+transformer", "layers": 2}, [2, 3]),
    ({"branches": "cnn+rnn+transformer", "gate": "equal"}, [1, 3]),
    ({"branches": "cnn+transformer"}, [2, 3]),
    ({"branches": "cnn+rnn"}, [2, 3]),
    ({"branches": "rnn+transformer"}, [2, 3]),
    ({"branches": "cnn"}, [3, 1]),
]


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    cases = []
    for hyper, lengths in CASES:
        random = torch.Generator().manual_seed(len(cases) + 1)
        network = Network(SHAPE, CLASSES, width=WIDTH, **hyper, **widened(hyper))
        with torch.no_grad():
            for value in network.parameters():
                value.copy_((torch.randn(value.shape, generator=random) * 0.4 * 1e3).round() / 1e3)
        x = torch.randn(2, *SHAPE, generator=random).mul(1e2).round() / 1e2
        y = torch.randint(CLASSES, (2,), generator=random)
        scores = network(x, None if lengths is None else torch.tensor(lengths))
        loss = F.cross_entropy(scores, y)
        loss.backward()
        cases.append(
            {
                "hyper": {**hyper, "width": WIDTH},
                "variables": {path_of(name): listed(value) for name, value in network.named_parameters()},
                "x": listed(x),
                "length": lengths,
                "y": y.tolist(),
                "scores": listed(scores, 7),
                "loss": loss.item(),
                "gradients": {path_of(name): listed(value.grad) for name, value in network.named_parameters()},
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def widened(hyper: dict) -> dict[str, int]:
    """The widths that sizes.ts works out: one part wider, so that the network has the parameters of the fusion of all three, as nearly as can be."""

    def count(of: dict, sizes: dict[str, int]) -> int:
        return sum(value.numel() for value in Network(SHAPE, CLASSES, width=WIDTH, **of, **sizes).parameters())

    sizes = {"frame": WIDTH, "state": WIDTH, "perceptron": 2 * WIDTH}
    has = BRANCHES[hyper["branches"]]
    part = "perceptron" if "transformer" in has else "state" if "rnn" in has else "frame"
    target = count({"layers": hyper.get("layers", 1)}, sizes)
    return min(({**sizes, part: sizes[part] + more} for more in range(200)), key=lambda wider: abs(count(hyper, wider) - target))


def path_of(name: str) -> str:
    return f"network/{name.replace('.', '/')}"


def listed(values: torch.Tensor, digits: int = 5) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
