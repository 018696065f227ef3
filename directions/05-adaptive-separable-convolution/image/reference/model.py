"""The model of 05-adaptive-separable-convolution/image in plain PyTorch.

As a library: `Classifier(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as there:
`block0.convolution.mixing` is `network/block0/convolution/mixing`, [in, out]. Images are [B, height, width, channels], standardized as data.ts does.
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
from torch.nn.functional import conv2d, cross_entropy, pad

STRIDES = [1, 2, 1]  # of the blocks; the stem's is 2


def parameter(*shape: int, deviation: float) -> nn.Parameter:
    return nn.Parameter(torch.randn(*shape) * deviation)


def same(x: torch.Tensor, stride: int) -> torch.Tensor:
    """Pads [B, C, H, W] as TensorFlow does for filters of 3x3: of an odd number of zeros one more goes after."""
    height, width = (max(3 + (math.ceil(side / stride) - 1) * stride - side, 0) for side in x.shape[2:])
    return pad(x, (width // 2, width - width // 2, height // 2, height - height // 2))


def correlations(x: torch.Tensor) -> torch.Tensor:
    """[B, C, H, W] -> [B, C, C], 0 on the diagonal."""
    channels = x.flatten(2)
    centered = channels - channels.mean(2, keepdim=True)
    covariance = centered @ centered.mT / channels.shape[2]
    deviation = (covariance.diagonal(dim1=1, dim2=2) + 1e-3).sqrt()
    return covariance / (deviation[:, :, None] * deviation[:, None, :]) * (1 - torch.eye(x.shape[1], dtype=x.dtype, device=x.device))


def products_of_means(x: torch.Tensor) -> torch.Tensor:
    means = x.mean((2, 3))
    return means[:, :, None] * means[:, None, :]


class AdaptiveSeparable(nn.Module):
    """Correlations -> descriptor -> gates -> filters and mixing weights of each image's own."""

    def __init__(self, inputs: int, outputs: int, stride: int, adapt: str, kernels: int, rank: int):
        super().__init__()
        self.stride = stride
        self.describe = products_of_means if adapt == "means" else correlations
        self.depthwise, self.pointwise = adapt != "pointwise", adapt != "depthwise"
        self.kernels = kernels if self.depthwise else 1
        self.left, self.right = (parameter(inputs, rank, deviation=inputs**-0.5) for _ in range(2))
        for k in range(self.kernels):
            self.register_parameter(f"filter{k}", parameter(9, 1, inputs, deviation=1 / (3 * math.sqrt(self.kernels))))
            if self.depthwise:
                self.register_parameter(f"filter{k}Gate", nn.Parameter(torch.zeros(rank, inputs)))
        self.mixing = parameter(inputs, outputs, deviation=inputs**-0.5)
        if self.pointwise:
            self.inputGate, self.outputGate = nn.Parameter(torch.zeros(rank, inputs)), nn.Parameter(torch.zeros(rank, outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, C, _, _ = x.shape
        d = ((self.describe(x) @ self.right) * self.left).sum(1)  # [B, r]
        gate = lambda name: 1 + torch.tanh(d @ self.get_parameter(name))
        filters = sum(self.get_parameter(f"filter{k}") * (gate(f"filter{k}Gate") if self.depthwise else 1) for k in range(self.kernels))  # [9, B or 1, C]
        filters = filters.expand(9, B, C).permute(1, 2, 0).reshape(B * C, 1, 3, 3)
        x = same(x, self.stride)
        seen = conv2d(x.reshape(1, B * C, *x.shape[2:]), filters, stride=self.stride, groups=B * C)
        seen = seen.reshape(B, C, *seen.shape[2:])
        mixing = self.mixing.expand(B, -1, -1)
        if self.pointwise:
            mixing = mixing * gate("inputGate")[:, :, None] * gate("outputGate")[:, None, :]
        return torch.einsum("bchw,bco->bohw", seen, mixing)


class PlainSeparable(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.stride = stride
        self.filter0 = parameter(3, 3, inputs, 1, deviation=1 / 3)
        self.mixing = parameter(1, 1, inputs, outputs, deviation=inputs**-0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        seen = conv2d(same(x, self.stride), self.filter0.permute(2, 3, 0, 1), stride=self.stride, groups=x.shape[1])
        return conv2d(seen, self.mixing.permute(3, 2, 0, 1))


class Norm(nn.Module):
    """One mean and variance an image; a gain and a bias a channel."""

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
        return x * torch.sigmoid(self.excite(torch.relu(self.squeeze(x.mean((2, 3))))))[:, :, None, None]


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
        return torch.relu(self.norm(conv2d(same(x, 2), self.kernel.permute(3, 2, 0, 1), stride=2)))


class Classifier(nn.Module):
    """Image -> 3x3 convolution -> blocks -> the channels' means -> class scores.

    `widths` are the channels after the stem and after each block: Gradlab chooses them so that variants cost the same, and shows them in a table.
    """

    def __init__(self, channels: int, classes: int, adapt: str = "both", widths: tuple[int, ...] = (16, 32, 32, 64), kernels: int = 3, rank: int = 8):
        super().__init__()
        self.stem = Stem(channels, widths[0])
        for i, stride in enumerate(STRIDES):
            self.add_module(f"block{i}", Block(widths[i], widths[i + 1], stride, adapt, kernels, rank))
        self.head = Dense(widths[-1], classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.stem(x.permute(0, 3, 1, 2))
        for i in range(len(STRIDES)):
            h = self.get_submodule(f"block{i}")(h)
        return self.head(h.mean((2, 3)))

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
    shape, classes, hyper = (9, 8, 2), 3, {"kernels": 2, "rank": 2}
    labels = torch.tensor([2, 0])
    cases = []
    for adapt, widths in {"both": (3, 6, 6, 12), "nothing": (5, 9, 9, 19), "squeezeExcite": (4, 8, 8, 15), "means": (3, 6, 6, 12)}.items():
        random = torch.Generator().manual_seed(len(cases) + 1)
        draw = lambda size, spread: (torch.randn(size, generator=random) * spread * 1e3).round() / 1e3
        network = Classifier(shape[2], classes, adapt, widths, **hyper)
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
