"""The model of 01-hierarchical-attention/image in plain PyTorch.

As a library: `Classifier(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as there:
`level0.attention.qkv.kernel` is `network/level0/attention/qkv/kernel`, [in, out]. Images are [B, height, width, channels], standardized as data.ts does.
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

# Blocks a side at each level, and whether patches are merged where the next level has fewer.
STAGES = {
    "hierarchical": ([4, 2, 1], True),
    "flat": ([1, 1, 1], True),
    "twoLevels": ([2, 1, 1], True),
    "noMerging": ([4, 2, 1], False),
    "uniform": ([4, 2, 1], True),
}


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.kernel = nn.Parameter(nn.init.xavier_uniform_(torch.empty(inputs, outputs)))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel + self.bias


class LayerNorm(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.layer_norm(x, x.shape[-1:], self.gain, self.bias, 1e-5)


def to_blocks(x: torch.Tensor, b: int) -> torch.Tensor:
    """[B, G, W, D] -> [B b^2, T, D]"""
    B, G, W, D = x.shape
    return x.reshape(B, b, G // b, b, W // b, D).transpose(2, 3).reshape(B * b * b, -1, D)


def from_blocks(x: torch.Tensor, b: int, shape: torch.Size) -> torch.Tensor:
    B, G, W, D = shape
    return x.reshape(B, b, b, G // b, W // b, D).transpose(2, 3).reshape(shape)


class Attention(nn.Module):
    """Every patch gathers from its own block: softmax(q k / sqrt d) v a head."""

    def __init__(self, width: int, heads: int, is_uniform: bool):
        super().__init__()
        self.heads, self.is_uniform = heads, is_uniform
        self.qkv = Dense(width, 3 * width)
        self.out = Dense(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        R, T, D = x.shape
        q, k, v = self.qkv(x).reshape(R, T, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4)  # each [R, H, T, d]
        weights = torch.full((T, T), 1 / T, dtype=x.dtype, device=x.device) if self.is_uniform else (q @ k.mT / math.sqrt(D // self.heads)).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(R, T, D))


class Transformer(nn.Module):
    """x + attention(norm(x)), then x + MLP(norm(x)); attention stays within blocks."""

    def __init__(self, width: int, heads: int, blocks: int, is_uniform: bool):
        super().__init__()
        self.blocks = blocks
        self.norm0, self.norm1 = LayerNorm(width), LayerNorm(width)
        self.attention = Attention(width, heads, is_uniform)
        self.wide, self.narrow = Dense(width, 2 * width), Dense(2 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + from_blocks(self.attention(to_blocks(self.norm0(x), self.blocks)), self.blocks, x.shape)
        return x + self.narrow(torch.relu(self.wide(self.norm1(x))))


class Border(nn.Module):
    """A 3x3 filter a channel over the whole grid beside the identity, a norm, and the maximum of each 2x2 patches."""

    def __init__(self, width: int, merges: bool):
        super().__init__()
        self.merges = merges
        for i in range(9):
            self.register_parameter(f"filter{i}", nn.Parameter(torch.randn(width) * 0.3))
        self.norm = LayerNorm(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, G, W, D = x.shape
        padded = nn.functional.pad(x, (0, 0, 1, 1, 1, 1))
        shifted = sum(padded[:, i // 3 : i // 3 + G, i % 3 : i % 3 + W] * self.get_parameter(f"filter{i}") for i in range(9))
        h = self.norm(x + shifted)
        return h.reshape(B, G // 2, 2, W // 2, 2, D).amax((2, 4)) if self.merges else h


class Classifier(nn.Module):
    """Image -> patches -> a layer a level -> the mean of what is left -> class scores."""

    def __init__(self, shape: tuple[int, int, int], classes: int, levels: str = "hierarchical", patch: int = 4, width: int = 32, heads: int = 2):
        super().__init__()
        height, across, channels = shape
        self.patch = patch
        self.grid = [4 * math.ceil(side / patch / 4) for side in (height, across)]
        self.patches = Dense(patch * patch * channels, width)
        self.position = nn.Parameter(torch.randn(*self.grid, width) * 0.5)
        blocks, merging = STAGES[levels]
        for i, b in enumerate(blocks):
            self.add_module(f"level{i}", Transformer(width, heads, b, levels == "uniform"))
            if i < 2:
                self.add_module(f"border{i}", Border(width, merging and b > blocks[i + 1]))
        self.norm = LayerNorm(width)
        self.head = Dense(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, height, across, C = x.shape
        P, (G, W) = self.patch, self.grid
        x = nn.functional.pad(x, (0, 0, 0, W * P - across, 0, G * P - height))
        h = self.patches(x.reshape(B, G, P, W, P * C).transpose(2, 3).reshape(B, G, W, P * P * C)) + self.position
        for name in ("level0", "border0", "level1", "border1", "level2"):
            h = self.get_submodule(name)(h)
        return self.head(self.norm(h.mean((1, 2))))

    def load(self, path: str | Path) -> None:
        tensors = read_safetensors(Path(path))
        self.load_state_dict({name: tensors[f"network/{name.replace('.', '/')}"] for name in self.state_dict()})


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
    shape, classes, hyper = (15, 16, 1), 3, {"patch": 2, "width": 4, "heads": 2}
    labels = torch.tensor([2, 0])
    cases = []
    for levels in ("hierarchical", "flat"):
        random = torch.Generator().manual_seed(len(cases) + 1)
        draw = lambda size, spread: (torch.randn(size, generator=random) * spread * 1e3).round() / 1e3
        network = Classifier(shape, classes, levels, **hyper)
        with torch.no_grad():
            for value in network.parameters():
                value.copy_(draw(value.shape, 0.5))
        x = draw((2, *shape), 1)
        outputs = network(x)
        loss = nn.functional.cross_entropy(outputs, labels)
        loss.backward()
        cases.append(
            {
                "levels": levels,
                "hyper": hyper,
                "shape": shape,
                "variables": {path_of(name): listed(value) for name, value in network.named_parameters()},
                "x": listed(x),
                "labels": labels.tolist(),
                "outputs": listed(outputs),
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
