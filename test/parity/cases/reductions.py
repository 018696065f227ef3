"""Ops that take several elements to one, or run along an axis."""

import math

import torch

from .shared import booleans, case, distinct, given, integers, signed, uniform

NAN, INF = float("nan"), float("inf")
AXES = [
    ((3, 5), [None, 0, 1, -1, [0], [0, 1], [1, 0]]),
    ((2, 3, 5), [None, 0, 1, 2, [0, 2], [1, 2], [-1, 0], [0, 1, 2]]),
    ((2, 3, 2, 5), [[0, 2], [1, 3], [-1]]),
    ((7,), [None, 0]),
    ((), [None]),
    ((1,), [0]),
    ((1, 5, 1), [0, 1, [0, 2]]),
    ((67, 3), [0, 1]),
    ((3, 67), [0, 1]),
]


def dims(x, axis):
    axes = range(x.dim()) if axis is None else [axis] if isinstance(axis, int) else axis
    return sorted(a % x.dim() for a in axes)


def one_by_one(function):
    """For what PyTorch reduces along one axis only."""

    def reference(x, axes, keep):
        for axis in reversed(axes):
            x = function(x, axis)
            x = x.unsqueeze(axis) if keep else x
        return x

    return reference


def reduction(op, reference, draw, empty=None, **options):
    for shape, axes in AXES:
        for axis in axes:
            for keep in (False, True):
                if keep and shape not in [(3, 5), (2, 3, 5)]:
                    continue
                case(op, ["@0", axis, keep], [draw(*shape)], lambda x, axis=axis, keep=keep: reference(x, dims(x, axis), keep), **options)
    for shape, axis, out in [((0,), None, ()), ((0, 3), 0, (3,)), ((2, 0), 1, (2,))] if empty is not None else []:
        case(op, ["@0", axis], [draw(*shape)], lambda x, out=out: torch.full(out, empty, dtype=torch.bool if isinstance(empty, bool) else torch.double), gradient=False)
    case(op, ["@0", 1], [draw(0, 3)], lambda x: torch.zeros((0,), dtype=torch.bool if x.dtype == torch.bool else torch.double), gradient=False)


def over(function):
    return lambda x, axes, keep: function(x, dim=axes, keepdim=keep) if axes else function(x)


reduction("sum", lambda x, axes, keep: x.sum(axes, keepdim=keep) if axes else x.sum(), uniform, 0.0)
reduction("mean", lambda x, axes, keep: x.mean(axes, keepdim=keep) if axes else x.mean(), uniform, NAN)
reduction("max", lambda x, axes, keep: x.amax(axes, keepdim=keep) if axes else x.amax(), distinct, -INF)
reduction("min", lambda x, axes, keep: x.amin(axes, keepdim=keep) if axes else x.amin(), distinct, INF)
reduction("prod", one_by_one(torch.prod), lambda *s: signed(*s, low=0.5, high=1.4), 1.0)
reduction("all", one_by_one(torch.all), booleans, True)
reduction("any", one_by_one(torch.any), booleans, False)
reduction("logSumExp", lambda x, axes, keep: x.logsumexp(axes, keepdim=keep) if axes else x * 1, uniform)

for op, function in [("sum", torch.sum), ("max", torch.amax), ("min", torch.amin)]:
    case(op, ["@0", 1], [integers(3, 5)], lambda x, f=function: f(x, 1).int(), sample=True)
    case(op, ["@0"], [given([1.0, NAN, 3.0, -2.0])], lambda x, f=function: f(x), gradient=False)
    case(op, ["@0"], [given([1.0, INF, 3.0, -2.0])], lambda x, f=function: f(x), gradient=False)
case("max", ["@0", 1], [given([[NAN, 1.0], [1.0, NAN]])], lambda x: x.amax(1), gradient=False)
case("sum", ["@0"], [booleans(3, 5)], lambda x: x.sum().int())
case("mean", ["@0", 0], [integers(3, 5)], lambda x: x.double().mean(0))
case("prod", ["@0", 1], [integers(3, 4, low=1, high=5)], lambda x: x.prod(1).int())
case("prod", ["@0"], [given([0.0, 2.0, 3.0])], torch.prod)
case("logSumExp", ["@0", 1], [uniform(3, 4, low=80.0, high=99.0)], lambda x: x.logsumexp(1))
case("sum", ["@0"], [uniform(4099)], torch.sum)
case("sum", ["@0", 0], [uniform(1031, 2)], lambda x: x.sum(0))

for op, function in [("argMax", torch.argmax), ("argMin", torch.argmin)]:
    for shape, axes in AXES:
        for axis in [a for a in axes if isinstance(a, int)]:
            case(op, ["@0", axis], [distinct(*shape)], lambda x, axis=axis, f=function: f(x, axis))
    case(op, ["@0", 1], [integers(4, 3, low=-2, high=2)], lambda x, f=function: torch.from_numpy(getattr(x.numpy(), f.__name__)(1)))

for op, function in [("cumsum", torch.cumsum), ("cumprod", torch.cumprod)]:
    for shape, axes in [((5,), [0]), ((3, 5), [0, 1, -1]), ((2, 3, 4), [0, 1, 2]), ((1,), [0]), ((0,), [0]), ((3, 0), [0, 1]), ((2, 1, 3), [1]), ((33, 2), [0])]:
        for axis in axes:
            for exclusive, backwards in [(False, False), (True, False), (False, True), (True, True)]:

                def reference(x, axis=axis, exclusive=exclusive, backwards=backwards, f=function):
                    x = x.flip(axis) if backwards else x
                    y = f(x, axis)
                    if exclusive and x.shape[axis] > 0:
                        first = torch.full_like(y.narrow(axis, 0, 1), 0.0 if f is torch.cumsum else 1.0)
                        y = torch.cat([first, y.narrow(axis, 0, x.shape[axis] - 1)], axis)
                    return y.flip(axis) if backwards else y

                case(op, ["@0", axis, exclusive, backwards], [signed(*shape, low=0.5, high=1.5)], reference)
case("cumsum", ["@0", 0], [integers(5, 2)], lambda x: x.cumsum(0).int(), sample=True)
case("cumprod", ["@0", 0], [integers(5, 2)], lambda x: x.cumprod(0).int(), sample=True)

for shape in [(3, 5), (2, 3, 4), (5,), (0,), (1,)]:
    ords = ["euclidean", 1, 2, "#Infinity", "#-Infinity"] if len(shape) == 1 else ["euclidean"]
    for order in ords if shape != (0,) else ["euclidean", 1]:

        def reference(x, order=order):
            order = {"euclidean": 2, "#Infinity": math.inf, "#-Infinity": -math.inf}.get(order, order)
            return torch.linalg.vector_norm(x.reshape(-1), order)

        case("norm", ["@0", order], [distinct(*shape, low=0.1, high=2.0)], reference, gradient=shape != (0,))
for axis in (0, 1, 2):
    for keep in (False, True):
        case("norm", ["@0", 2, axis, keep], [uniform(2, 3, 4)], lambda x, axis=axis, keep=keep: torch.linalg.vector_norm(x, 2, axis, keep))
case("norm", ["@0", "fro", [0, 1]], [uniform(3, 4)], torch.linalg.matrix_norm)
case("norm", ["@0", 1, [0, 1]], [signed(3, 4)], lambda x: torch.linalg.matrix_norm(x, 1))
case("norm", ["@0", "#Infinity", [0, 1]], [signed(3, 4)], lambda x: torch.linalg.matrix_norm(x, math.inf))
for axis, keep in [(None, False), (1, False), (1, True), ([0, 1], False)]:
    case("euclideanNorm", ["@0", axis, keep], [uniform(3, 4)], lambda x, axis=axis, keep=keep: torch.linalg.vector_norm(x, 2, axis, keep))

for shape, axes in [((3, 5), [None, 0, 1, [0, 1]]), ((2, 3, 4), [[0, 1], -1]), ((1, 4), [0]), ((7,), [None])]:
    for axis in axes:
        for keep in (False, True):

            def reference(x, axis=axis, keep=keep):
                return {"mean": x.mean(dims(x, axis), keep), "variance": x.var(dims(x, axis), unbiased=False, keepdim=keep)}

            case("moments", ["@0", axis, keep], [uniform(*shape)], reference)

for shape, k in [((7,), 3), ((7,), 1), ((7,), 7), ((3, 5), 2), ((2, 3, 4), 4), ((1,), 1), ((3, 5), 0), ((67,), 9)]:
    case("topk", ["@0", k], [distinct(*shape)], lambda x, k=k: dict(zip(("values", "indices"), x.topk(k, -1))))
case("topk", ["@0", 3], [integers(2, 9, low=-50, high=50)], lambda x: stable_topk(x, 3))


def stable_topk(x, k):
    """Among equals the first one counts."""
    values, indices = torch.sort(x, dim=-1, descending=True, stable=True)
    return {"values": values[..., :k], "indices": indices[..., :k]}


case("topk", ["@0", 4], [given([[1.0, 3.0, 3.0, 2.0, 3.0]])], lambda x: stable_topk(x, 4), gradient=False)


def bincount(x, size, weights=None):
    inside = x < size
    picked = torch.ones(len(x)).double() if weights is None or weights.numel() == 0 else weights
    return torch.zeros(size).double().index_add(0, x[inside].long(), picked[inside])


for length, size in [(9, 5), (9, 3), (1, 4), (0, 3)]:
    case("bincount", ["@0", "@1", size], [integers(length, low=0, high=5), uniform(length)], lambda x, w, size=size: bincount(x, size, w).detach())
    case("bincount", ["@0", "@1", size], [integers(length, low=0, high=5), given([])], lambda x, w, size=size: bincount(x, size, w).detach())
    for binary in (False, True):
        clip = (lambda y: (y > 0).double()) if binary else (lambda y: y)
        case("denseBincount", ["@0", {"op": "tensor1d", "args": [[]]}, size, binary], [integers(length, low=0, high=5)], lambda x, size=size, clip=clip: clip(bincount(x, size)))
        case(
            "denseBincount",
            ["@0", {"op": "tensor2d", "args": [[], [0, 0]]}, size, binary],
            [integers(3, max(length, 1), low=0, high=5)],
            lambda x, size=size, clip=clip: torch.stack([clip(bincount(row, size)) for row in x]),
        )
case("denseBincount", ["@0", "@1", 5], [integers(3, 4, low=0, high=5), uniform(3, 4)], lambda x, w: torch.stack([bincount(a, 5, b) for a, b in zip(x, w)]).detach())
