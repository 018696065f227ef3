"""Ops that pick elements by index, or add into them."""

import numpy as np
import torch

from .shared import booleans, case, distinct, given, integers, uniform

for shape, ids, axis in [
    ((5, 3), (4,), 0),
    ((5, 3), (2, 3), 0),
    ((2, 5, 3), (4,), 1),
    ((2, 5), (3,), -1),
    ((7,), (9,), 0),
    ((5, 3), (0,), 0),
    ((1, 2), (3,), 0),
    ((5, 3), (), 0),
    ((11, 67), (13,), 0),
]:
    size = shape[axis]
    case("gather", ["@0", "@1", axis], [uniform(*shape), integers(*ids, low=0, high=size)], lambda x, i, a=axis: gathered(x, i, a))


def gathered(x, ids, axis):
    axis %= x.dim()
    return x.index_select(axis, ids.reshape(-1).long()).reshape(*x.shape[:axis], *ids.shape, *x.shape[axis + 1 :])


case("gather", ["@0", "@1", 0], [integers(5, 3), integers(4, low=0, high=5)], lambda x, i: x[i.long()])
case("gather", ["@0", "@1", 1, 1], [uniform(2, 5, 3), integers(2, 4, low=0, high=5)], lambda x, i: torch.stack([x[b][i[b].long()] for b in range(2)]))
case("gather", ["@0", "@1", 2, 1], [uniform(2, 3, 5), integers(2, 2, low=0, high=5)], lambda x, i: torch.stack([x[b][:, i[b].long()] for b in range(2)]))

for shape, ids in [((5, 3), [[0, 2], [4, 1], [0, 2]]), ((5, 3), [[4], [0], [4]]), ((2, 3, 4), [[[1, 2], [0, 0]]]), ((6,), [[5], [2]]), ((2, 2, 2), [[1, 0, 1]]), ((2, 3, 4), [[1], [1], [0]])]:
    case("gatherND", ["@0", "@1"], [uniform(*shape), given(ids, "int32")], lambda x, i: x[tuple(i.long().unbind(-1))])
case("gatherND", ["@0", "@1"], [integers(5, 3), given([[0, 2], [4, 1]], "int32")], lambda x, i: x[tuple(i.long().unbind(-1))])


def scattered(ids, updates, shape, onto=None):
    """Equal indices add up; `onto` is written over instead, as tensorScatterUpdate does."""
    at = tuple(ids.long().unbind(-1))
    if onto is None:
        return torch.zeros(shape, dtype=updates.dtype).index_put(at, updates, accumulate=True)
    return onto.index_put(at, updates)


for shape, ids, updates in [
    ((5,), [[3], [0], [3]], (3,)),
    ((5, 3), [[4], [1]], (2, 3)),
    ((5, 3), [[4, 0], [1, 2], [4, 0]], (3,)),
    ((2, 3, 2), [[[1, 2], [0, 0]], [[1, 0], [1, 2]]], (2, 2, 2)),
    ((3, 2), [[2, 1]], (1,)),
]:
    case("scatterND", ["@0", "@1", list(shape)], [given(ids, "int32"), uniform(*updates)], lambda i, u, s=shape: scattered(i, u, s))
case("scatterND", ["@0", "@1", [5]], [given([[3], [0], [3]], "int32"), integers(3)], lambda i, u: scattered(i, u, (5,)))
for shape, ids, updates in [((5,), [[3], [0]], (2,)), ((5, 3), [[4], [1]], (2, 3)), ((5, 3), [[4, 0], [1, 2]], (2,))]:
    case("tensorScatterUpdate", ["@0", "@1", "@2"], [uniform(*shape), given(ids, "int32"), uniform(*updates)], lambda x, i, u, s=shape: scattered(i, u, s, x))
for ids, shape, values in [([3, 0], (5,), (2,)), ([[4, 0], [1, 2]], (5, 3), (2,)), ([2], (4,), (1,)), ([1, 3], (4,), ())]:
    case(
        "sparseToDense",
        ["@0", "@1", list(shape), "@2"],
        [given(ids, "int32"), uniform(*values), uniform()],
        lambda i, v, d, s=shape: d.expand(s).index_put(tuple(i.long().reshape(len(i), -1).unbind(-1)), v),
    )


def segment_sum(x, ids, count):
    inside = (ids >= 0) & (ids < count)
    return torch.zeros(count, *x.shape[1:], dtype=x.dtype).index_add(0, ids[inside].long(), x[inside])


for shape, count in [((7,), 4), ((7, 3), 4), ((7, 2, 3), 5), ((1, 4), 2), ((0, 3), 2), ((5, 2), 1), ((67, 5), 9)]:
    case("unsortedSegmentSum", ["@0", "@1", count], [uniform(*shape), integers(shape[0], low=0, high=count)], lambda x, i, n=count: segment_sum(x, i, n))
case("unsortedSegmentSum", ["@0", "@1", 3], [integers(6, 2), integers(6, low=0, high=3)], lambda x, i: segment_sum(x, i, 3))
case("unsortedSegmentSum", ["@0", "@1", 3], [uniform(5, 2), given([-1, 2, 0, 2, -1], "int32")], lambda x, i: segment_sum(x, i, 3))
for op, mean in [("sparse.sparseSegmentSum", False), ("sparse.sparseSegmentMean", True)]:
    for shape, rows, ids in [((5, 3), [0, 4, 4, 2], [0, 0, 1, 1]), ((4,), [3, 1], [0, 2]), ((2, 2), [0], [0])]:

        def reference(x, rows, ids, mean=mean):
            ids = ids.long()
            count = int(ids.max()) + 1
            sums = segment_sum(x[rows.long()], ids, count)
            sizes = torch.bincount(ids, minlength=count).clamp(min=1)
            return sums / sizes.reshape(-1, *[1] * (x.dim() - 1)) if mean else sums

        case(op, ["@0", "@1", "@2"], [uniform(*shape), given(rows, "int32"), given(ids, "int32")], reference)


def fill_empty_rows(indices, values, shape, default):
    indices, values = indices.numpy(), values.detach().numpy()
    rows, columns = [], []
    empty = [r not in indices[:, 0] for r in range(int(shape[0]))]
    entries = [(tuple(i), v) for i, v in zip(indices.tolist(), values)] + [((r, 0), float(default.detach())) for r, is_empty in enumerate(empty) if is_empty]
    entries.sort(key=lambda entry: entry[0][0])
    where = {tuple(i): at for at, (i, _) in enumerate(entries)}
    return {
        "outputIndices": torch.tensor([i for i, _ in entries], dtype=torch.int32),
        "outputValues": torch.tensor([float(v) for _, v in entries], dtype=torch.float64),
        "emptyRowIndicator": torch.tensor(empty),
        "reverseIndexMap": torch.tensor([where[tuple(i)] for i in indices.tolist()], dtype=torch.int32),
    }


case("sparse.sparseFillEmptyRows", ["@0", "@1", "@2", "@3"], [given([[0, 0], [2, 1], [2, 3]], "int32"), uniform(3), given([5, 6], "int32"), uniform()], fill_empty_rows)
case(
    "sparse.sparseReshape",
    ["@0", "@1", "@2"],
    [given([[0, 0, 0], [0, 1, 2], [1, 2, 3]], "int32"), given([2, 3, 4], "int32"), given([6, -1], "int32")],
    lambda i, s, n: {"outputIndices": torch.tensor([[0, 0], [1, 2], [5, 3]], dtype=torch.int32), "outputShape": torch.tensor([6, 4], dtype=torch.int32)},
)

for ids, depth, options in [((4,), 5, []), ((2, 3), 4, []), ((), 3, []), ((0,), 3, []), ((4,), 5, [2.5, -0.5, "float32"]), ((1,), 2, []), ((4,), 5, [3, 1])]:

    def reference(i, depth=depth, options=options):
        on, off = (options + [1, 0])[:2] if options else (1, 0)
        hot = i[..., None] == torch.arange(depth)
        return torch.where(hot, float(on), float(off)).double() if "float32" in options else torch.where(hot, on, off).int()

    case("oneHot", ["@0", depth, *options], [integers(*ids, low=0, high=depth)], reference)
case("oneHot", ["@0", 3], [given([-1, 1, 3], "int32")], lambda i: (i[:, None] == torch.arange(3)).int())

for op, side in [("lowerBound", "left"), ("upperBound", "right")]:
    for rows, length, count in [(1, 5, 4), (3, 7, 2), (2, 1, 3)]:
        ramp = [[i * 0.5 - 1 for i in range(length)] for _ in range(rows)]
        case(op, ["@0", "@1"], [given(ramp), uniform(rows, count)], lambda s, v, side=side: torch.searchsorted(s.detach(), v.detach(), side=side).int())
    case(op, ["@0", "@1"], [given([[1, 3, 3, 3, 9]], "int32"), given([[3, 0, 10, 9]], "int32")], lambda s, v, side=side: torch.searchsorted(s, v, side=side).int())
case("searchSorted", ["@0", "@1", "left"], [given([[-1.0, 0.0, 0.5, 2.0]]), uniform(1, 5)], lambda s, v: torch.searchsorted(s.detach(), v.detach()).int())


def unique(x, axis=0):
    """In order of first appearance."""
    values, first, inverse = np.unique(x.detach().numpy(), return_index=True, return_inverse=True, axis=axis)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return {"values": torch.from_numpy(np.take(values, order, axis)), "indices": torch.from_numpy(place[inverse.reshape(-1)].astype(np.int32))}


for spec, axis in [(integers(12, low=0, high=5), 0), (integers(6, 2, low=0, high=2), 0), (integers(2, 7, low=0, high=2), 1), (given([0.5, 1.5, 0.5, -1.0]), 0), (integers(1), 0)]:
    case("unique", ["@0", axis], [spec], lambda x, a=axis: unique(x, a), gradient=False)

case("whereAsync", ["@0"], [booleans(3, 5)], lambda x: x.nonzero().int())
case("whereAsync", ["@0"], [given([0, 0], "bool")], lambda x: x.nonzero().int())
case("booleanMaskAsync", ["@0", "@1"], [uniform(5, 3), booleans(5)], lambda x, m: x[m], gradient=False)
case("booleanMaskAsync", ["@0", "@1", 1], [uniform(2, 5), booleans(5)], lambda x, m: x[:, m], gradient=False)
case("setdiff1dAsync", ["@0", "@1"], [integers(12, low=0, high=9), integers(4, low=0, high=9)], lambda a, b: (a[~torch.isin(a, b)], (~torch.isin(a, b)).nonzero()[:, 0].int()))
for k in (1, 2, 5):
    case("inTopKAsync", ["@0", "@1", k], [distinct(4, 5), integers(4, low=0, high=5)], lambda p, t, k=k: (p.topk(k)[1] == t[:, None]).any(1))
