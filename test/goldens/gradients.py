"""Writes gradients.json: values, gradients and gradients of gradients of ops for sidecar/engine/gradients/goldens.test.ts.

PyTorch's autograd in float64, at inputs rounded to float32. `second` is the gradient of the inner product of the gradients with `across`.
Run: pip install torch && python test/goldens/gradients.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

generator = torch.Generator().manual_seed(7)


def random(*shape, low=-1.0, high=1.0):
    return (low + (high - low) * torch.rand(shape, generator=generator)).double()


def dump(a):
    return {"shape": list(a.shape), "values": [float(f"{v:.8g}") for v in a.detach().flatten().tolist()]}


def case(title, f, *inputs):
    inputs = [x.float().double().requires_grad_() for x in inputs]
    y = f(*inputs)
    dy = random(*y.shape).float().double()
    across = [random(*x.shape).float().double() for x in inputs]
    gradients = torch.autograd.grad(y, inputs, dy, create_graph=True)
    slope = sum((g * w).sum() for g, w in zip(gradients, across))
    second = torch.autograd.grad(slope, inputs, allow_unused=True) if slope.requires_grad else [None] * len(inputs)
    second = [torch.zeros_like(x) if s is None else s for x, s in zip(inputs, second)]
    return {
        "title": title,
        "inputs": [dump(x) for x in inputs],
        "dy": dump(dy),
        "across": [dump(w) for w in across],
        "y": dump(y),
        "gradients": [dump(g) for g in gradients],
        "second": [dump(s) for s in second],
    }


def images(f):
    """Channels last, as in TensorFlow; filters are [height, width, in, out]."""
    return lambda x, w: f(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1)).permute(0, 2, 3, 1)


def depthwise(x, w):
    height, width, channels, multiplier = w.shape
    by_channel = w.permute(2, 3, 0, 1).reshape(channels * multiplier, 1, height, width)
    return F.conv2d(x.permute(0, 3, 1, 2), by_channel, dilation=2, groups=channels).permute(0, 2, 3, 1)


def parts(z):
    return torch.cat([z.real.flatten(), z.imag.flatten()])


def positive_qr(x):
    """The diagonal of R is not negative, as tfjs has it."""
    q, r = torch.linalg.qr(x)
    signs = torch.sign(torch.diagonal(r))
    return torch.cat([(q * signs).flatten(), (signs[:, None] * r).flatten()])


def unfold_average(x):
    """avgPool of 2 by 2 with pad same: what lies outside does not count."""
    return F.avg_pool2d(x.permute(0, 3, 1, 2), 2, 2, ceil_mode=True, count_include_pad=False).permute(0, 2, 3, 1)


def resized(x):
    return F.interpolate(x.permute(0, 3, 1, 2), (5, 2), mode="bilinear", align_corners=False).permute(0, 2, 3, 1)


rows = torch.tensor([2, 0, 2])
cases = [
    case("gatherND", lambda x: x[rows, torch.tensor([1, 0, 3])].exp(), random(3, 4)),
    case("scatterND", lambda x: torch.zeros(4, 2, dtype=torch.double).index_add(0, rows, x.exp()), random(3, 2)),
    case("topk", lambda x: torch.topk(x.exp(), 2).values, random(3, 5)),
    case("cumsum", lambda x: torch.cumsum(x.exp(), 0), random(3, 4)),
    case("cumprod", lambda x: torch.cumprod(x, 1), random(3, 5)),
    case("cumprod with a zero", lambda x: torch.cumprod(x, 0), random(4) * torch.tensor([1.0, 0, 1, 1])),
    case("stridedSlice", lambda x: x[1:, ::2].exp(), random(4, 5)),
    case("mirrorPad", lambda x: F.pad(x[None], (2, 1, 1, 2), mode="reflect")[0].exp(), random(3, 4)),
    case("broadcast matMul", torch.matmul, random(2, 1, 3, 4), random(3, 4, 2)),
    case("dilated conv2d", images(lambda x, w: F.conv2d(x, w, dilation=(2, 3))), random(1, 6, 6, 2), random(2, 2, 2, 2)),
    case("dilated depthwiseConv2d", depthwise, random(1, 6, 5, 2), random(2, 2, 2, 2)),
    case("conv2d", images(lambda x, w: F.conv2d(x, w, stride=2)), random(1, 5, 5, 2), random(3, 3, 2, 2)),
    case("avgPool", lambda x: unfold_average(x.exp()), random(1, 3, 3, 2)),
    case("maxPool", lambda x: F.max_pool2d(x.exp().permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1), random(1, 4, 4, 2)),
    case("resizeBilinear, half pixels", lambda x: resized(x.exp()), random(1, 3, 4, 1)),
    case("fft", lambda a, b: parts(torch.fft.fft(torch.complex(a.exp(), b))), random(2, 5), random(2, 5)),
    case("ifft", lambda a, b: parts(torch.fft.ifft(torch.complex(a.exp(), b))), random(2, 4), random(2, 4)),
    case("rfft", lambda x: parts(torch.fft.rfft(x.exp())), random(2, 6)),
    case("irfft", lambda a, b: torch.fft.irfft(torch.complex(a, b), n=6), random(2, 4), random(2, 4)),
    case("abs of complex", lambda a, b: torch.complex(a, b).abs(), random(5), random(5)),
    case("a complex product", lambda a, b: parts(torch.complex(a, b) * torch.complex(b, a.exp())), random(3), random(3)),
    case("qr", positive_qr, random(4, 3)),
    case("batchNorm", lambda x, mean, variance: (x - mean) / torch.sqrt(variance + 0.001), random(4, 3), random(3), random(3, low=0.5, high=1.5)),
    case("max of equals", lambda x: torch.amax(x, 1), torch.tensor([[1.0, 3, 3], [2, 2, 2]])),
    case("tanh", torch.tanh, random(5)),
    case("sigmoid", torch.sigmoid, random(5)),
    case("elu", F.elu, random(5)),
    case("softmax", lambda x: torch.softmax(x, -1), random(2, 4)),
    case("logSoftmax", lambda x: torch.log_softmax(x, -1), random(2, 4)),
    case("prod", lambda x: torch.prod(x, 1), random(2, 4)),
]
Path(__file__).with_suffix(".json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
