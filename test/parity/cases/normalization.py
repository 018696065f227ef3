"""Normalization: batch, local response, softmax."""

import torch

from .shared import case, given, uniform


def normalize(x, mean, variance, offset=None, scale=None, epsilon=0.001):
    y = (x - mean) / torch.sqrt(variance + epsilon)
    y = y if scale is None else y * scale
    return y if offset is None else y + offset


positive = lambda *s: uniform(*s, low=0.3, high=2.0)
for op, shapes in {
    "batchNorm": [(4, 3), (2, 3, 4, 5), (0, 3), (1, 1)],
    "batchNorm2d": [(4, 3)],
    "batchNorm3d": [(2, 3, 4)],
    "batchNorm4d": [(2, 3, 4, 2), (1, 1, 1, 3)],
}.items():
    for shape in shapes:
        c = shape[-1]
        case(op, ["@0", "@1", "@2", "@3", "@4", 0.01], [uniform(*shape), uniform(c), positive(c), uniform(c), positive(c)], lambda x, m, v, o, s: normalize(x, m, v, o, s, 0.01))
        case(op, ["@0", "@1", "@2"], [uniform(*shape), uniform(c), positive(c)], normalize)
case("batchNorm", ["@0", "@1", "@2", "@3"], [uniform(4, 3), uniform(3), positive(3), uniform(3)], normalize)
case("batchNorm", ["@0", "@1", "@2", "#undefined", "@3"], [uniform(4, 3), uniform(3), positive(3), positive(3)], lambda x, m, v, s: normalize(x, m, v, None, s))
case("batchNorm", ["@0", "@1", "@2", "@3", "@4"], [uniform(4, 3), uniform(4, 3), positive(4, 3), uniform(4, 3), positive(4, 3)], normalize)


def local_response(x, radius, bias, alpha, beta):
    squares = torch.nn.functional.pad(x * x, (radius, radius)).unfold(-1, 2 * radius + 1, 1).sum(-1)
    return x / (bias + alpha * squares) ** beta


for shape, options in [
    ((2, 3, 3, 7), [5, 1, 1, 0.5]),
    ((1, 2, 2, 5), [1, 0.7, 0.3, 0.75]),
    ((1, 1, 1, 1), [2, 1, 1, 0.5]),
    ((2, 2, 1, 4), [0, 1, 2, 1]),
    ((0, 2, 2, 3), [1, 1, 1, 0.5]),
]:
    case("localResponseNormalization", ["@0", *options], [uniform(*shape)], lambda x, o=options: local_response(x, *o))

for op, function in [("softmax", torch.softmax), ("logSoftmax", torch.log_softmax)]:
    for shape in [(3, 5), (7,), (1,), (2, 3, 4), (4, 1), (0, 3), (2, 2, 3, 5), (3, 67)]:
        case(op, ["@0"], [uniform(*shape, low=-3.0, high=3.0)], lambda x, f=function: f(x, -1))
    case(op, ["@0", -1], [uniform(3, 5, low=90.0, high=120.0)], lambda x, f=function: f(x, -1))
    case(op, ["@0"], [given([[1.0, float("-inf"), 0.0]])], lambda x, f=function: f(x, -1), gradient=False)
