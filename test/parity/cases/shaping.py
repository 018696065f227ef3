"""Ops that move elements without computing with them."""

import math

import torch

from .shared import booleans, case, given, integers, uniform

SHAPES = [((3, 4), (2, 6)), ((12,), (3, 2, 2)), ((), (1, 1)), ((1,), ()), ((0, 3), (3, 0, 2)), ((2, 3), (6,))]
for before, after in SHAPES:
    case("reshape", ["@0", list(after)], [uniform(*before)], lambda x, s=after: x.reshape(s))
case("reshape", ["@0", [2, -1]], [uniform(3, 4)], lambda x: x.reshape(2, -1))
case("ensureShape", ["@0", [3, None]], [uniform(3, 4)], torch.clone)
for shape, axis in [((3, 4), 0), ((3, 4), 1), ((3, 4), -1), ((), 0), ((0,), 1)]:
    case("expandDims", ["@0", axis], [uniform(*shape)], lambda x, a=axis: x.unsqueeze(a))
case("squeeze", ["@0"], [uniform(1, 3, 1)], lambda x: x.squeeze())
case("squeeze", ["@0", [0]], [uniform(1, 3, 1)], lambda x: x.squeeze(0))

for shape, perm in [((3, 4), None), ((3, 4), [1, 0]), ((2, 3, 4), [2, 0, 1]), ((2, 3, 4), [0, 2, 1]), ((2, 3, 4, 2), [0, 3, 1, 2]), ((5,), [0]), ((0, 3), [1, 0]), ((1, 4, 1), [2, 1, 0]), ((), []), ((17, 33), [1, 0]), ((2, 1, 3, 2, 2), [4, 2, 3, 0, 1])]:
    case("transpose", ["@0", perm], [uniform(*shape)], lambda x, p=perm: x.permute(list(range(x.dim())[::-1] if p is None else p)))
case("transpose", ["@0"], [integers(3, 4)], lambda x: x.T)
case("transpose", ["@0"], [booleans(3, 4)], lambda x: x.T)

for shape, begin, size in [
    ((7,), [2], [3]),
    ((7,), [0], [7]),
    ((7,), [3], [-1]),
    ((5, 6), [1, 2], [3, 2]),
    ((5, 6), [1, 0], [2, 6]),
    ((4, 5, 6), [1, 2, 3], [2, 1, 3]),
    ((2, 3, 4, 5), [1, 0, 1, 2], [1, 3, 2, 2]),
    ((2, 2, 3, 2, 2), [0, 1, 1, 0, 0], [2, 1, 2, 2, 1]),
    ((2, 3, 1, 2, 2, 2), [0, 1, 0, 0, 1, 0], [2, 2, 1, 2, 1, 1]),
    ((3, 4), [1, 1], [0, 2]),
    ((0, 3), [0, 1], [0, 2]),
    ((1, 1), [0, 0], [1, 1]),
]:
    cut = tuple(slice(b, None if s < 0 else b + s) for b, s in zip(begin, size))
    case("slice", ["@0", begin, size], [uniform(*shape)], lambda x, c=cut: x[c].clone())
    rank = len(shape)
    if rank <= 4:
        case(f"slice{rank}d", ["@0", *([begin[0], size[0]] if rank == 1 else [begin, size])], [uniform(*shape)], lambda x, c=cut: x[c].clone())
case("slice", ["@0", 1], [uniform(4, 3)], lambda x: x[1:])
case("slice", ["@0", [1, 0], [2, 2]], [integers(4, 3)], lambda x: x[1:3, :2])

for shape, begin, end, strides, masks, cut in [
    ((9,), [1], [8], [3], [], (slice(1, 8, 3),)),
    ((9,), [8], [1], [-2], [], "reversed 8 1 -2"),
    ((5, 6), [0, 1], [5, 6], [2, 2], [], (slice(0, 5, 2), slice(1, 6, 2))),
    ((5, 6), [1, 1], [4, 4], [1, 1], [1, 2], (slice(0, 4), slice(1, None))),
    ((5, 6), [1, 2], [2, 4], [1, 1], [0, 0, 0, 0, 1], (1, slice(2, 4))),
    ((2, 3, 4), [0, 1], [1, 3], [1, 1], [0, 0, 1], (Ellipsis, slice(1, 3))),
    ((3, 4), [0, 0, 0], [3, 0, 4], [1, 1, 2], [0, 0, 0, 2], (slice(0, 3), None, slice(0, 4, 2))),
    ((5,), [3], [3], [1], [], (slice(3, 3),)),
    ((5, 1), [-3, 0], [-1, 1], [1, 1], [], (slice(-3, -1), slice(0, 1))),
]:

    def reference(x, cut=cut):
        return x.flip(0)[0:7:2] if isinstance(cut, str) else x[cut].clone()

    case("stridedSlice", ["@0", begin, end, strides, *masks], [uniform(*shape)], reference)

for shapes, axis in [(((2, 3), (4, 3)), 0), (((2, 3), (2, 1)), 1), (((2, 3), (2, 2)), -1), (((3,), (1,), (5,)), 0), (((2, 0), (2, 3)), 1), (((2, 3, 1), (2, 3, 4), (2, 3, 2)), 2), (((2, 1, 2, 2), (2, 3, 2, 2)), 1), (((4,),), 0)]:
    x = [f"@{i}" for i in range(len(shapes))]
    case("concat", [x, axis], [uniform(*s) for s in shapes], lambda *x, a=axis: torch.cat(x, a))
    rank = len(shapes[0])
    case(f"concat{rank}d", [x, *([axis] if rank > 1 else [])], [uniform(*s) for s in shapes], lambda *x, a=axis: torch.cat(x, a))
case("concat", [["@0", "@1"], 0], [integers(2, 3), integers(1, 3)], lambda *x: torch.cat(x))
case("concat", [["@0", "@1"], 0], [booleans(2, 3), booleans(1, 3)], lambda *x: torch.cat(x))
for shape, count, axis in [((3, 4), 2, 0), ((3, 4), 3, 1), ((3, 4), 2, -1), ((), 3, 0), ((0,), 2, 0), ((2, 3), 1, 2)]:
    case("stack", [[f"@{i}" for i in range(count)], axis], [uniform(*shape)] * count, lambda *x, a=axis: torch.stack(x, a))
for shape, axis in [((3, 4), 0), ((3, 4), 1), ((2, 3, 4), -1), ((4,), 0), ((1, 3), 0)]:
    case("unstack", ["@0", axis], [uniform(*shape)], lambda x, a=axis: x.unbind(a))
for shape, parts, axis in [((6, 2), 3, 0), ((6, 4), [1, 3], 1), ((2, 6), 2, -1), ((5,), [2, 0, 3], 0), ((4, 2), 4, 0), ((2, 6, 2), [1, 2, 3], 1)]:
    case("split", ["@0", parts, axis], [uniform(*shape)], lambda x, p=parts, a=axis: x.split(x.shape[a] // p if isinstance(p, int) else p, a), gradient=True)


def padded(x, pads, mode="constant", value=0.0):
    """By index, which PyTorch's modes beyond constant do not offer for every rank."""
    if mode == "constant":
        return torch.nn.functional.pad(x, [p for pair in reversed(pads) for p in pair], value=value)
    for axis, (before, after) in enumerate(pads):
        size = x.shape[axis]
        at = torch.arange(-before, size + after)
        at = torch.where(at < 0, -at - int(mode == "symmetric"), at)
        at = torch.where(at >= size, 2 * size - at - (1 if mode == "symmetric" else 2), at)
        x = x.index_select(axis, at)
    return x


for shape, pads in [((3,), [[1, 2]]), ((3, 4), [[1, 0], [0, 2]]), ((2, 3, 2), [[0, 1], [2, 1], [1, 1]]), ((1, 2, 2, 1), [[0, 0], [1, 1], [1, 2], [0, 0]]), ((0, 2), [[1, 1], [0, 1]]), ((3, 4), [[0, 0], [0, 0]])]:
    case("pad", ["@0", pads, 0.5], [uniform(*shape)], lambda x, p=pads: padded(x, p, value=0.5))
    case("pad", ["@0", pads], [uniform(*shape)], lambda x, p=pads: padded(x, p))
    rank = len(shape)
    case(f"pad{rank}d", ["@0", pads[0] if rank == 1 else pads], [uniform(*shape)], lambda x, p=pads: padded(x, p))
case("pad", ["@0", [[1, 0], [0, 2]], 7], [integers(3, 4)], lambda x: padded(x, [[1, 0], [0, 2]], value=7))
for mode in ("reflect", "symmetric"):
    for shape, pads in [((4,), [[2, 3]]), ((3, 4), [[1, 2], [3, 0]]), ((2, 3, 2), [[1, 0], [2, 1], [1, 1]]), ((3, 4), [[0, 0], [0, 0]])]:
        case("mirrorPad", ["@0", pads, mode], [uniform(*shape)], lambda x, p=pads, m=mode: padded(x, p, m), sample=shape == (3, 4))

for shape, repeats in [((3,), [2]), ((3, 4), [2, 3]), ((3, 4), [1, 1]), ((2, 1, 3), [1, 4, 2]), ((0, 3), [2, 1]), ((1,), [5]), ((2, 2, 1, 2), [1, 2, 3, 1]), ((3, 4), [0, 1])]:
    case("tile", ["@0", repeats], [uniform(*shape)], lambda x, r=repeats: x.repeat(*r))
case("tile", ["@0", [2, 2]], [integers(3, 4)], lambda x: x.repeat(2, 2))
for before, after in [((3,), (2, 3)), ((3, 1), (3, 4)), ((), (2, 2)), ((1, 1), (4, 5)), ((2, 1, 3), (2, 4, 3)), ((3,), (3,)), ((1, 3), (0, 3)), ((), (0,)), ((2, 1, 3), (2, 0, 3)), ((1, 1), (0, 2, 0))]:
    case("broadcastTo", ["@0", list(after)], [uniform(*before)], lambda x, s=after: x.expand(s).clone())
for a, b in [([2, 3], [3]), ([1, 4], [3, 1]), ([5], [1]), ([2, 1, 3], [4, 1])]:
    case("broadcastArgs", ["@0", "@1"], [given(a, "int32"), given(b, "int32")], lambda a, b: torch.tensor(torch.broadcast_shapes(tuple(a.tolist()), tuple(b.tolist())), dtype=torch.int32))
for shape, axes in [((5,), None), ((3, 4), 0), ((3, 4), [0, 1]), ((2, 3, 4), [1]), ((2, 3, 4), [-1, 0]), ((1, 2, 3, 2), [2, 3]), ((0, 3), 0), ((), None)]:
    everything = lambda x, a=axes: list(range(x.dim())) if a is None else [a] if isinstance(a, int) else a
    case("reverse", ["@0", axes], [uniform(*shape)], lambda x, e=everything: x.flip(e(x)))
    rank = len(shape)
    if rank:
        case(f"reverse{rank}d", ["@0", *([] if rank == 1 else [axes])], [uniform(*shape)], lambda x, e=everything: x.flip(e(x)))


def to_batch(x, block, pads):
    x = padded(x, [[0, 0], *pads, *[[0, 0]] * (x.dim() - 1 - len(pads))])
    batch, spatial, rest = x.shape[0], x.shape[1 : 1 + len(block)], x.shape[1 + len(block) :]
    shape = [batch] + [n for size, b in zip(spatial, block) for n in (size // b, b)] + list(rest)
    count = len(block)
    x = x.reshape(shape).permute(*[2 + 2 * i for i in range(count)], 0, *[1 + 2 * i for i in range(count)], *range(1 + 2 * count, len(shape)))
    return x.reshape(batch * math.prod(block), *[s // b for s, b in zip(spatial, block)], *rest)


def from_batch(x, block, crops):
    count, batch = len(block), x.shape[0] // math.prod(block)
    spatial, rest = x.shape[1 : 1 + count], x.shape[1 + count :]
    x = x.reshape(*block, batch, *spatial, *rest)
    order = [count] + [n for i in range(count) for n in (count + 1 + i, i)] + list(range(2 * count + 1, x.dim()))
    x = x.permute(*order).reshape(batch, *[s * b for s, b in zip(spatial, block)], *rest)
    return x[(slice(None), *[slice(c[0], x.shape[1 + i] - c[1]) for i, c in enumerate(crops)])].clone()


for shape, block, crops in [((4, 1, 1, 2), [2, 2], [[0, 0], [0, 0]]), ((8, 2, 3, 1), [2, 2], [[0, 1], [1, 0]]), ((6, 2, 2), [3], [[1, 2]]), ((4, 2, 2), [2, 2], [[0, 0], [0, 0]])]:
    case("batchToSpaceND", ["@0", block, crops], [uniform(*shape)], lambda x, b=block, c=crops: from_batch(x, b, c))
for shape, block, pads in [((1, 2, 2, 1), [2, 2], [[0, 0], [0, 0]]), ((2, 3, 5, 2), [2, 3], [[1, 0], [0, 1]]), ((2, 4, 2), [2], [[1, 1]]), ((0, 4, 2), [2], [[0, 0]])]:
    case("spaceToBatchND", ["@0", block, pads], [uniform(*shape)], lambda x, b=block, p=pads: to_batch(x, b, p))


def depth_to_space(x, block):
    n, h, w, c = x.shape
    return x.reshape(n, h, w, block, block, c // block**2).permute(0, 1, 3, 2, 4, 5).reshape(n, h * block, w * block, c // block**2)


for shape, block in [((1, 2, 2, 4), 2), ((2, 1, 3, 9), 3), ((1, 2, 2, 8), 2)]:
    case("depthToSpace", ["@0", block], [uniform(*shape)], lambda x, b=block: depth_to_space(x, b))
for shape in [(3,), (1,), (2, 2), (2, 1, 2)]:
    case("diag", ["@0"], [uniform(*shape)], lambda x: torch.diag(x.reshape(-1)).reshape(*x.shape, *x.shape))
case("meshgrid", ["@0", "@1"], [uniform(3), uniform(4)], lambda a, b: torch.meshgrid(a, b, indexing="xy"))
case("meshgrid", ["@0", "@1", {"indexing": "ij"}], [uniform(3), uniform(4)], lambda a, b: torch.meshgrid(a, b, indexing="ij"))
