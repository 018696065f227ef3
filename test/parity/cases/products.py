"""Matrix products, einsum and linear algebra."""

import itertools

import torch
import torch.nn.functional as F

from .shared import ACTIVATIONS, case, given, integers, signed, uniform


def turn(x, transposed):
    return x.transpose(-1, -2) if transposed else x


SIZES = [(3, 4, 5), (1, 1, 1), (7, 1, 3), (1, 9, 1), (13, 17, 11), (0, 3, 2), (3, 0, 2), (2, 3, 0), (33, 8, 19)]
for (m, k, n), (ta, tb) in itertools.product(SIZES, itertools.product((False, True), repeat=2)):
    a, b = (k, m) if ta else (m, k), (n, k) if tb else (k, n)
    case("matMul", ["@0", "@1", ta, tb], [uniform(*a), uniform(*b)], lambda a, b, ta=ta, tb=tb: turn(a, ta) @ turn(b, tb), sample=(m, k, n) == (3, 4, 5))
# Larger than the tiles, panels and shares of a thread that fast kernels cut a product into.
for m, k, n in [(5, 300, 7), (65, 34, 33)]:
    case("matMul", ["@0", "@1"], [uniform(m, k), uniform(k, n)], torch.matmul)
for left, right in [((2,), (2,)), ((3,), (1,)), ((1,), (3,)), ((2, 3), (2, 3)), ((2, 1), (1, 3)), ((2, 3), ()), ((), (4,)), ((2, 3), (3,)), ((0,), (0,)), ((0,), (1,)), ((1,), (0,))]:
    for ta, tb in [(False, False), (True, True)]:
        a, b = (*left, *((4, 3) if ta else (3, 4))), (*right, *((5, 4) if tb else (4, 5)))
        case("matMul", ["@0", "@1", ta, tb], [uniform(*a), uniform(*b)], lambda a, b, ta=ta, tb=tb: turn(a, ta) @ turn(b, tb))
case("matMul", ["@0", "@1"], [integers(3, 4), integers(4, 2)], torch.matmul)
for a, b in [((3, 4), (4, 2)), ((4,), (4,)), ((3, 4), (4,)), ((4,), (4, 2)), ((1,), (1,))]:
    case("dot", ["@0", "@1"], [uniform(*a), uniform(*b)], torch.matmul)
for a, b in [((3,), (5,)), ((1,), (1,)), ((0,), (3,))]:
    case("outerProduct", ["@0", "@1"], [uniform(*a), uniform(*b)], torch.outer)

for equation, *shapes in [
    ("ij,jk->ik", (3, 4), (4, 5)),
    ("ij,kj->ki", (3, 4), (5, 4)),
    ("bqd,bkd->bqk", (2, 3, 4), (2, 5, 4)),
    ("bhqk,bhkd->bqhd", (2, 2, 3, 4), (2, 2, 4, 3)),
    ("bi,bi->b", (3, 4), (3, 4)),
    ("i,j->ij", (3,), (4,)),
    ("i,i->", (5,), (5,)),
    ("ij->ji", (3, 4)),
    ("ij->i", (3, 4)),
    ("ijk->j", (3, 4, 2)),
    ("ij->", (3, 1)),
    ("ij,j->ij", (3, 4), (4,)),
    ("bij,jk->bik", (2, 3, 4), (4, 5)),
    ("abc,d->ca", (2, 3, 4), (5,)),
    ("ij,jk->ik", (0, 4), (4, 5)),
    ("i,->i", (3,), ()),
    ("bs,bsd->bd", (2, 5), (2, 5, 3)),
]:
    case("einsum", [equation, *[f"@{i}" for i in range(len(shapes))]], [uniform(*s) for s in shapes], lambda *x, e=equation: torch.einsum(e, *x))

# An activation may be applied in the same kernel; each has a gradient of its own there.
for name, activation in ACTIVATIONS.items():
    for ta, tb in itertools.product((False, True), repeat=2):
        a, b = (4, 3) if ta else (3, 4), (5, 4) if tb else (4, 5)
        options = {"a": "@0", "b": "@1", "transposeA": ta, "transposeB": tb, "bias": "@2", "activation": name, "leakyreluAlpha": 0.3}
        case("fused.matMul", [options], [uniform(*a), uniform(*b), uniform(5)], lambda a, b, c, ta=ta, tb=tb, f=activation: f(turn(a, ta) @ turn(b, tb) + c), sample=not ta and not tb)
options = {"a": "@0", "b": "@1", "bias": "@2", "activation": "prelu", "preluActivationWeights": "@3"}
case("fused.matMul", [options], [uniform(3, 4), uniform(4, 5), uniform(5), uniform(1, 5)], lambda a, b, c, p: F.relu(a @ b + c) - p * F.relu(-(a @ b + c)), gradient=False)
case("fused.matMul", [{"a": "@0", "b": "@1"}], [uniform(3, 4), uniform(4, 5)], torch.matmul)
case("fused.matMul", [{"a": "@0", "b": "@1", "bias": "@2", "activation": "relu"}], [uniform(2, 3, 4), uniform(2, 4, 5), uniform(5)], lambda a, b, c: F.relu(a @ b + c))

for shape, low, high in [((4, 5), 1, 0), ((4, 5), -1, 0), ((4, 5), 0, -1), ((2, 3, 4), 0, 1), ((5, 3), 2, 1), ((1, 1), 0, 0)]:

    def band(x, low=low, high=high):
        rows, columns = x.shape[-2:]
        offset = torch.arange(rows)[:, None] - torch.arange(columns)[None, :]
        inside = ((offset <= low) | (low < 0)) & ((-offset <= high) | (high < 0))
        return torch.where(inside, x, 0.0)

    case("linalg.bandPart", ["@0", low, high], [uniform(*shape)], band)


def gram_schmidt(x):
    rows = []
    for row in x:
        for done in rows:
            row = row - (row @ done) * done
        rows.append(row / torch.linalg.vector_norm(row))
    return torch.stack(rows)


for shape in [(3, 5), (1, 4), (4, 4)]:
    case("linalg.gramSchmidt", ["@0"], [signed(*shape)], gram_schmidt)


# The factors are unique but for signs, which their products do not show; at one matrix they are held to tfjs' signs.
for shape in [(3, 3), (4, 3), (3, 4), (2, 3, 3)]:
    case("qrProduct", ["@0"], [signed(*shape)], lambda x: torch.linalg.qr(x)[0] @ torch.linalg.qr(x)[1], gradient=False)
    case("qrGram", ["@0"], [signed(*shape)], lambda x: torch.eye(min(x.shape[-2:])).double().expand(*x.shape[:-2], -1, -1).clone(), gradient=False)


def signed_qr(x):
    """Every reflection of tfjs turns a positive pivot negative."""
    q, r = torch.linalg.qr(x)
    signs = -torch.sign(torch.diagonal(r)).detach()
    return q * signs, signs[:, None] * r


case("linalg.qr", ["@0"], [given([[4.0, 1.0, 2.0], [1.0, 3.0, 0.5], [2.0, 0.5, 5.0]])], signed_qr)
