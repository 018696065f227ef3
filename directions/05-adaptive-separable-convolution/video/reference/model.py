"""The model of 05-adaptive-separable-convolution/video in plain PyTorch.

As a library: `Classifier(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as there:
`block0.convolution.mixing` is `network/block0/convolution/mixing`, [in, out]. Clips are [B, frames, height, width, channels], standardized as data.ts does.
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
from torch.nn.functional import conv3d, cross_entropy, pad

STRIDES = [1, 2, 1]  # of the blocks, in space and time; the stem's is 2 in space


def parameter(*shape: int, deviation: float) -> nn.Parameter:
    return nn.Parameter(torch.randn(*shape) * deviation)


def convolve(x: torch.Tensor, filters: torch.Tensor, stride: tuple[int, int, int], groups: int = 1) -> torch.Tensor:
    """Filters [out, in / groups, t, h, w] on [B, C, T, H, W], padded as TensorFlow does: of an odd number of zeros one more goes after."""
    zeros: list[int] = []
    for side, taps, step in zip(reversed(x.shape[2:]), reversed(filters.shape[2:]), reversed(stride)):
        needed = max(taps + (math.ceil(side / step) - 1) * step - side, 0)
        zeros += [needed // 2, needed - needed // 2]
    return conv3d(pad(x, zeros), filters, stride=stride, groups=groups)


def depthwise(x: torch.Tensor, space: torch.Tensor, time: torch.Tensor, stride: int) -> torch.Tensor:
    """A filter for each channel in each frame, then one over time. Filters [9, C] and [3, C]."""
    C = x.shape[1]
    seen = convolve(x, space.T.reshape(C, 1, 1, 3, 3), (1, stride, stride), C)
    return convolve(seen, time.T.reshape(C, 1, 3, 1, 1), (stride, 1, 1), C)


def correlations(x: torch.Tensor) -> torch.Tensor:
    """[B, C, T, H, W] -> [B, C, C], 0 on the diagonal."""
    channels = x.flatten(2)
    centered = channels - channels.mean(2, keepdim=True)
    covariance = centered @ centered.mT / channels.shape[2]
    deviation = (covariance.diagonal(dim1=1, dim2=2) + 1e-3).sqrt()
    return covariance / (deviation[:, :, None] * deviation[:, None, :]) * (1 - torch.eye(x.shape[1], dtype=x.dtype, device=x.device))


def products_of_means(x: torch.Tensor) -> torch.Tensor:
    means = x.mean((2, 3, 4))
    return means[:, :, None] * means[:, None, :]


class AdaptiveSeparable(nn.Module):
    """Correlations -> descriptor -> gates -> filters and mixing weights of each clip's own."""

    def __init__(self, inputs: int, outputs: int, stride: int, adapt: str, kernels: int, rank: int):
        super().__init__()
        self.stride = stride
        self.describe = products_of_means if adapt == "means" else correlations
        self.inDepth, self.acrossChannels = adapt != "pointwise", adapt != "depthwise"
        self.kernels = kernels if self.inDepth else 1
        self.left, self.right = (parameter(inputs, rank, deviation=inputs**-0.5) for _ in range(2))
        for name, taps in (("space", 9), ("time", 3)):
            for k in range(self.kernels):
                self.register_parameter(f"{name}{k}", parameter(taps, 1, inputs, deviation=1 / math.sqrt(taps * self.kernels)))
                if self.inDepth:
                    self.register_parameter(f"{name}{k}Gate", nn.Parameter(torch.zeros(rank, inputs)))
        self.mixing = parameter(inputs, outputs, deviation=inputs**-0.5)
        if self.acrossChannels:
            self.inputGate, self.outputGate = nn.Parameter(torch.zeros(rank, inputs)), nn.Parameter(torch.zeros(rank, outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, C, T, H, W = x.shape
        d = ((self.describe(x) @ self.right) * self.left).sum(1)  # [B, r]
        gate = lambda name: 1 + torch.tanh(d @ self.get_parameter(name))
        one = lambda name, k: self.get_parameter(f"{name}{k}") * (gate(f"{name}{k}Gate") if self.inDepth else 1)
        space, time = (sum(one(name, k) for k in range(self.kernels)).expand(-1, B, C).reshape(-1, B * C) for name in ("space", "time"))
        seen = depthwise(x.reshape(1, B * C, T, H, W), space, time, self.stride)
        seen = seen.reshape(B, C, *seen.shape[2:])
        mixing = self.mixing.expand(B, -1, -1)
        if self.acrossChannels:
            mixing = mixing * gate("inputGate")[:, :, None] * gate("outputGate")[:, None, :]
        return torch.einsum("bcthw,bco->bothw", seen, mixing)


class PlainSeparable(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.stride = stride
        self.space0 = parameter(9, 1, inputs, deviation=1 / 3)
        self.time0 = parameter(3, 1, inputs, deviation=1 / math.sqrt(3))
        self.mixing = parameter(inputs, outputs, deviation=inputs**-0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.einsum("bcthw,co->bothw", depthwise(x, self.space0.squeeze(1), self.time0.squeeze(1), self.stride), self.mixing)


class Norm(nn.Module):
    """One mean and variance a clip; a gain and a bias a channel."""

    def __init__(self, width: int):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.group_norm(x, 1, self.gain, self.bias, 1e-5)


class Dense(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.kernel = nn.Parameter(nn.init.xavier_uniform_(torch.empty(inputs, outputs)))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel + self.bias


class Excitation(nn.Module):
    """Hu et al. 2018: a factor a channel, from the means of all."""

    def __init__(self, width: int, rank: int):
        super().__init__()
        self.squeeze, self.excite = Dense(width, rank), Dense(rank, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * torch.sigmoid(self.excite(torch.relu(self.squeeze(x.mean((2, 3, 4))))))[:, :, None, None, None]


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, adapt: str, kernels: int, rank: int):
        super().__init__()
        isPlain = adapt in ("nothing", "squeezeExcite")
        self.convolution = PlainSeparable(inputs, outputs, stride) if isPlain else AdaptiveSeparable(inputs, outputs, stride, adapt, kernels, rank)
        self.norm = Norm(outputs)
        self.excitation = Excitation(outputs, rank) if adapt == "squeezeExcite" else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.excitation(torch.relu(self.norm(self.convolution(x))))


class Stem(nn.Module):
    def __init__(self, channels: int, width: int):
        super().__init__()
        self.kernel = parameter(3, 3, channels, width, deviation=math.sqrt(2 / (9 * channels)))
        self.norm = Norm(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.norm(convolve(x, self.kernel.permute(3, 2, 0, 1).unsqueeze(2), (1, 2, 2))))


class Classifier(nn.Module):
    """Frames -> 3x3 convolution of each -> blocks -> the channels' means -> class scores.

    `widths` are the channels after the stem and after each block: Gradlab chooses them so that variants cost the same, and shows them in a table.
    """

    def __init__(self, channels: int, classes: int, adapt: str = "both", widths: tuple[int, ...] = (8, 16, 16, 32), kernels: int = 3, rank: int = 8):
        super().__init__()
        self.stem = Stem(channels, widths[0])
        for i, stride in enumerate(STRIDES):
            self.add_module(f"block{i}", Block(widths[i], widths[i + 1], stride, adapt, kernels, rank))
        self.head = Dense(widths[-1], classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.stem(x.permute(0, 4, 1, 2, 3))
        for i in range(len(STRIDES)):
            h = self.get_submodule(f"block{i}")(h)
        return self.head(h.mean((2, 3, 4)))

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
    shape, classes, hyper = (5, 9, 8, 2), 3, {"kernels": 2, "rank": 2}
    labels = torch.tensor([2, 0])
    cases = []
    for adapt, widths in {"both": (3, 6, 6, 12), "nothing": (5, 10, 10, 20), "squeezeExcite": (4, 9, 9, 17), "means": (3, 6, 6, 12)}.items():
        random = torch.Generator().manual_seed(len(cases) + 1)
        draw = lambda size, spread: (torch.randn(size, generator=random) * spread * 1e3).round() / 1e3
        network = Classifier(shape[3], classes, adapt, widths, **hyper)
        with torch.no_grad():
            for value in network.parameters():
                value.copy_(draw(value.shape, 0.5))
        x = draw((2, *shape), 1)
        outputs = network(x)
        loss = cross_entropy(outputs, labels)
        loss.backward()
        cases.append(
            {
                "adapt": adapt,
                "hyper": {**hyper, "width": 3},
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
