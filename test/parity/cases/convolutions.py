"""Convolutions; their input and filter gradients are kernels of their own."""

import torch
import torch.nn.functional as F

from .shared import ACTIVATIONS, case, channels_first, channels_last, each, pad_spatial, pads_of, uniform

CONVOLVE = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def convolve(x, w, strides, pad, dilations=1, groups=1):
    """x: batch, spatial..., channels; w: spatial..., in, out, as in TensorFlow."""
    count = w.dim() - 2
    strides, dilations = each(strides, count), each(dilations, count)
    pads = pads_of(pad, x.shape[1:-1], w.shape[:count], strides, dilations)
    x = pad_spatial(channels_first(x), pads)
    w = w.permute(-1, -2, *range(count))
    return channels_last(CONVOLVE[count](x, w, stride=strides, dilation=dilations, groups=groups))


def depthwise(x, w, strides, pad, dilations=1):
    """w: rows, columns, in, multiplier; output channel = channel * multiplier + which."""
    rows, columns, channels, multiplier = w.shape
    return convolve(x, w.reshape(rows, columns, 1, channels * multiplier), strides, pad, dilations, channels)


def transposed(x, w, shape, strides, pad):
    """The gradient of a convolution that takes `shape` to the shape of x; w: spatial..., out, in."""
    zeros = torch.zeros(shape).double().requires_grad_()
    return torch.autograd.grad(convolve(zeros, w, strides, pad), zeros, x, create_graph=True)[0]


for x, w, strides, pad, dilations in [
    ((2, 7, 3), (3, 3, 4), 1, "same", 1),
    ((2, 7, 3), (3, 3, 4), 1, "valid", 1),
    ((2, 8, 1), (2, 1, 1), 2, "same", 1),
    ((1, 9, 2), (3, 2, 3), 1, "same", 2),
    ((1, 9, 2), (3, 2, 3), 1, "valid", 3),
    ((3, 1, 2), (1, 2, 5), 1, "valid", 1),
    ((0, 7, 3), (3, 3, 4), 1, "same", 1),
]:
    case("conv1d", ["@0", "@1", strides, pad, "NWC", dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): convolve(x, w, *a))
case("conv1d", ["@0", "@1", 1, "same"], [uniform(7, 3), uniform(3, 3, 4)], lambda x, w: convolve(x[None], w, 1, "same")[0])
for x, w, stride, pad, dilation in [
    ((2, 7, 3), (3, 3, 4), 2, 1, 1),
    ((1, 7, 3), (3, 3, 2), 1, 2, 2),
    ((1, 7, 3), (3, 3, 2), 1, 0, 1),
]:
    case("conv1d", ["@0", "@1", stride, pad, "NWC", dilation], [uniform(*x), uniform(*w)], lambda x, w, a=(stride, pad, dilation): convolve(x, w, *a))

PLANES = [
    ((2, 5, 5, 3), (3, 3, 3, 4), 1, "same", 1),
    ((2, 5, 5, 3), (3, 3, 3, 4), 1, "valid", 1),
    ((2, 6, 7, 2), (3, 2, 2, 3), 2, "same", 1),
    ((2, 6, 7, 2), (3, 2, 2, 3), 2, "valid", 1),
    ((1, 7, 7, 1), (5, 5, 1, 1), 3, "valid", 1),
    ((3, 4, 4, 2), (1, 1, 2, 7), 1, "same", 1),
    ((3, 4, 5, 2), (1, 1, 2, 3), 2, "same", 1),
    ((2, 1, 1, 4), (1, 1, 4, 3), 1, "valid", 1),
    ((1, 1, 9, 2), (1, 3, 2, 3), [1, 2], "same", 1),
    ((2, 6, 6, 2), (4, 4, 2, 3), [2, 3], "same", 1),
    ((2, 5, 5, 2), (2, 2, 2, 3), 1, 1, 1),
    ((2, 5, 5, 2), (3, 3, 2, 2), 1, [[0, 0], [2, 1], [0, 2], [0, 0]], 1),
    ((2, 4, 4, 3), (4, 4, 3, 5), 1, "valid", 1),
    ((1, 7, 7, 2), (3, 3, 2, 3), 1, "same", 2),
    ((1, 7, 8, 2), (3, 3, 2, 3), 1, "valid", 2),
    ((1, 7, 8, 2), (3, 2, 2, 3), 1, "same", [1, 3]),
    ((0, 5, 5, 3), (3, 3, 3, 4), 1, "same", 1),
    ((3, 6, 6, 9), (3, 3, 9, 8), 1, "same", 1),
]
for x, w, strides, pad, dilations in PLANES:
    case("conv2d", ["@0", "@1", strides, pad, "NHWC", dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): convolve(x, w, *a), sample=dilations == 2 or x[0] == 0)
case("conv2d", ["@0", "@1", 1, "same"], [uniform(5, 5, 3), uniform(3, 3, 3, 4)], lambda x, w: convolve(x[None], w, 1, "same")[0])
case("conv2d", ["@0", "@1", 2, 1, "NHWC", 1, "floor"], [uniform(1, 6, 6, 1), uniform(3, 3, 1, 2)], lambda x, w: convolve(x, w, 2, 1))
case("conv2d", ["@0", "@1", 1, "same", "NCHW"], [uniform(2, 3, 5, 4), uniform(3, 3, 3, 4)], lambda x, w: channels_first(convolve(channels_last(x), w, 1, "same")))

# A padding that is one number, where heights and widths differ.
OBLONGS = [
    ((2, 5, 6, 2), (3, 2), 1, 1, 1),
    ((1, 6, 7, 2), (3, 3), [1, 2], 1, 1),
    ((1, 5, 8, 2), (2, 3), [2, 1], 0, 1),
    ((1, 6, 7, 1), (3, 3), 1, 2, [1, 2]),
]
for x, window, strides, pad, dilations in OBLONGS:
    w = (*window, x[-1], 3)
    case("conv2d", ["@0", "@1", strides, pad, "NHWC", dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): convolve(x, w, *a), sample=dilations == 1)
for pad, sides, dilations in [
    (1, 1, 1),
    ([[0, 0], [0, 0], [1, 2], [0, 1]], [[0, 0], [1, 2], [0, 1], [0, 0]], [2, 1]),
]:
    case(
        "conv2d",
        ["@0", "@1", 1, pad, "NCHW", dilations],
        [uniform(2, 3, 5, 4), uniform(3, 2, 3, 4)],
        lambda x, w, a=(1, sides, dilations): channels_first(convolve(channels_last(x), w, *a)),
    )

# Rounded up, the last windows hang over the edge.
MORE_BELOW = [[0, 0], [1, 2], [1, 1], [0, 0]]
case("conv2d", ["@0", "@1", 2, 1, "NHWC", 1, "ceil"], [uniform(1, 6, 7, 2), uniform(3, 3, 2, 2)], lambda x, w: convolve(x, w, 2, MORE_BELOW))

for x, w, strides, pad, dilations in [
    ((2, 5, 5, 3), (3, 3, 3, 1), 1, "same", 1),
    ((2, 5, 5, 3), (3, 3, 3, 1), 1, "valid", 1),
    ((2, 6, 7, 2), (3, 2, 2, 2), 2, "same", 1),
    ((2, 6, 7, 2), (3, 3, 2, 2), 2, "valid", 1),
    ((1, 7, 7, 1), (5, 5, 1, 3), 1, "same", 1),
    ((3, 4, 4, 4), (1, 1, 4, 1), 1, "same", 1),
    ((2, 4, 4, 2), (2, 2, 2, 3), 1, 2, 1),
    ((2, 4, 5, 2), (3, 3, 2, 1), 1, [[0, 0], [1, 2], [0, 1], [0, 0]], 1),
    ((1, 1, 1, 5), (1, 1, 5, 1), 1, "valid", 1),
    ((1, 7, 7, 2), (3, 3, 2, 2), 1, "same", 2),
    ((1, 7, 7, 2), (3, 2, 2, 1), 1, "valid", [2, 3]),
    ((0, 5, 5, 3), (3, 3, 3, 1), 1, "same", 1),
    ((2, 5, 5, 17), (3, 3, 17, 1), 1, "same", 1),
    ((1, 5, 7, 2), (3, 3, 2, 1), [1, 2], "same", 1),
]:
    case("depthwiseConv2d", ["@0", "@1", strides, pad, "NHWC", dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): depthwise(x, w, *a), sample=dilations == 2)
for x, window, strides, pad, dilations in OBLONGS:
    w = (*window, x[-1], 2)
    case("depthwiseConv2d", ["@0", "@1", strides, pad, "NHWC", dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): depthwise(x, w, *a))
for x, d, p, strides, pad, dilations in [
    ((2, 5, 5, 3), (3, 3, 3, 2), (1, 1, 6, 4), 1, "same", 1),
    ((2, 6, 5, 2), (3, 3, 2, 1), (1, 1, 2, 3), 2, "valid", 1),
    ((1, 7, 7, 2), (3, 3, 2, 1), (1, 1, 2, 3), 1, "same", 2),
    ((1, 1, 1, 2), (1, 1, 2, 1), (1, 1, 2, 3), 1, "same", 1),
    ((1, 5, 6, 2), (3, 2, 2, 2), (1, 1, 4, 3), 1, 1, 1),
]:
    case(
        "separableConv2d",
        ["@0", "@1", "@2", strides, pad, dilations],
        [uniform(*x), uniform(*d), uniform(*p)],
        lambda x, d, p, a=(strides, pad, dilations): convolve(depthwise(x, d, *a), p, 1, "valid"),
    )

for x, w, out, strides, pad in [
    ((2, 3, 3, 2), (3, 3, 4, 2), (2, 6, 6, 4), 2, "same"),
    ((2, 3, 3, 2), (3, 3, 4, 2), (2, 7, 7, 4), 2, "valid"),
    ((1, 4, 3, 1), (2, 2, 1, 1), (1, 4, 3, 1), 1, "same"),
    ((1, 1, 1, 3), (1, 1, 2, 3), (1, 1, 1, 2), 1, "valid"),
    ((1, 2, 3, 2), (3, 2, 1, 2), (1, 3, 6, 1), [2, 2], "same"),
    ((0, 3, 3, 2), (3, 3, 4, 2), (0, 6, 6, 4), 2, "same"),
    ((1, 5, 4, 2), (3, 2, 3, 2), (1, 5, 6, 3), [1, 2], 1),
    ((1, 3, 4, 2), (3, 2, 3, 2), (1, 5, 7, 3), 2, 1),
]:
    case("conv2dTranspose", ["@0", "@1", out, strides, pad], [uniform(*x), uniform(*w)], lambda x, w, a=(out, strides, pad): transposed(x, w, *a))

for x, w, strides, pad, dilations in [
    ((2, 4, 4, 4, 2), (2, 2, 2, 2, 3), 1, "same", 1),
    ((1, 4, 5, 3, 2), (2, 3, 2, 2, 2), 1, "valid", 1),
    ((1, 5, 4, 5, 1), (3, 2, 3, 1, 2), 2, "same", 1),
    ((1, 1, 1, 1, 2), (1, 1, 1, 2, 3), 1, "valid", 1),
    ((1, 5, 4, 4, 1), (2, 2, 2, 1, 1), [2, 1, 1], "valid", 1),
    ((0, 4, 4, 4, 2), (2, 2, 2, 2, 3), 1, "same", 1),
]:
    case("conv3d", ["@0", "@1", strides, pad], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): convolve(x, w, *a))
for x, w, out, strides, pad in [
    ((1, 2, 2, 2, 2), (2, 2, 2, 3, 2), (1, 4, 4, 4, 3), 2, "same"),
    ((1, 2, 3, 2, 1), (2, 2, 2, 1, 1), (1, 3, 4, 3, 1), 1, "valid"),
    ((1, 1, 1, 1, 2), (1, 1, 1, 2, 2), (1, 1, 1, 1, 2), 1, "same"),
]:
    case("conv3dTranspose", ["@0", "@1", out, strides, pad], [uniform(*x), uniform(*w)], lambda x, w, a=(out, strides, pad): transposed(x, w, *a))

for op, reference, w in [("fused.conv2d", convolve, (3, 3, 2, 3)), ("fused.depthwiseConv2d", depthwise, (3, 3, 2, 2))]:
    out = 3 if op == "fused.conv2d" else 4
    for name, activation in ACTIVATIONS.items():
        options = {"x": "@0", "filter": "@1", "strides": 1, "pad": "same", "bias": "@2", "activation": name, "leakyreluAlpha": 0.3}
        inputs = [uniform(2, 5, 4, 2), uniform(*w), uniform(out)]
        case(op, [options], inputs, lambda x, w, b, c=reference, f=activation: f(c(x, w, 1, "same") + b), sample=True)
    options = {"x": "@0", "filter": "@1", "strides": 1, "pad": "same", "bias": "@2", "activation": "prelu", "preluActivationWeights": "@3"}
    inputs = [uniform(2, 5, 4, 2), uniform(*w), uniform(out), uniform(out)]
    case(op, [options], inputs, lambda x, w, b, p, c=reference: F.relu(c(x, w, 1, "same") + b) - p * F.relu(-(c(x, w, 1, "same") + b)), gradient=False)
    case(op, [{"x": "@0", "filter": "@1", "strides": 2, "pad": "valid"}], inputs[:2], lambda x, w, c=reference: c(x, w, 2, "valid"))
    case(op, [{"x": "@0", "filter": "@1", "strides": 1, "pad": "same", "dilations": 2, "bias": "@2"}], inputs[:3], lambda x, w, b, c=reference: c(x, w, 1, "same", 2) + b)
    options = {"x": "@0", "filter": "@1", "strides": [1, 2], "pad": 1, "bias": "@2", "activation": "relu"}
    case(op, [options], inputs[:3], lambda x, w, b, c=reference: F.relu(c(x, w, [1, 2], 1) + b))
    options = {"x": "@0", "filter": "@1", "strides": 1, "pad": 2, "dilations": [1, 2], "bias": "@2"}
    case(op, [options], inputs[:3], lambda x, w, b, c=reference: c(x, w, 1, 2, [1, 2]) + b)
    inputs = [*inputs[:3], uniform(5, 2, out)]
    options = {"x": "@0", "filter": "@1", "strides": [1, 2], "pad": 1, "bias": "@2", "activation": "prelu", "preluActivationWeights": "@3"}
    leaky = lambda y, p: F.relu(y) - p * F.relu(-y)
    case(op, [options], inputs, lambda x, w, b, p, c=reference, f=leaky: f(c(x, w, [1, 2], 1) + b, p), gradient=False)
    options = {"x": "@0", "filter": "@1", "strides": 2, "pad": 1, "dimRoundingMode": "ceil", "bias": "@2"}
    case(op, [options], [uniform(1, 6, 7, 2), *inputs[1:3]], lambda x, w, b, c=reference: c(x, w, 2, MORE_BELOW) + b)


def dilation(x, w, strides, pad, dilations):
    """The largest sum of input and filter under the window, by channel."""
    rows, columns, _ = w.shape
    strides, dilations = each(strides, 2), each(dilations, 2)
    pads = pads_of(pad, x.shape[1:3], w.shape[:2], strides, dilations)
    x = pad_spatial(channels_first(x), pads, float("-inf"))
    height = (x.shape[2] - (rows - 1) * dilations[0] - 1) // strides[0] + 1
    width = (x.shape[3] - (columns - 1) * dilations[1] - 1) // strides[1] + 1
    taps = []
    for i in range(rows):
        for j in range(columns):
            top, left = i * dilations[0], j * dilations[1]
            tap = x[:, :, top : top + (height - 1) * strides[0] + 1 : strides[0], left : left + (width - 1) * strides[1] + 1 : strides[1]]
            taps.append(tap + w[i, j][None, :, None, None])
    return channels_last(torch.stack(taps).amax(0))


for x, w, strides, pad, dilations in [
    ((2, 5, 5, 3), (3, 3, 3), 1, "same", 1),
    ((1, 6, 5, 2), (2, 3, 2), 2, "valid", 1),
    ((1, 7, 7, 1), (2, 2, 1), 1, "same", 2),
    ((1, 1, 1, 2), (1, 1, 2), 1, "valid", 1),
]:
    case("dilation2d", ["@0", "@1", strides, pad, dilations], [uniform(*x), uniform(*w)], lambda x, w, a=(strides, pad, dilations): dilation(x, w, *a))
