"""Writes engine.json: gradients of convolutions, segment sums and einsum for sidecar/engine/goldens.test.ts.

Convolution gradients are written out from their definition, y[n,i,j,k] = sum of x[n, i*stride + r - top, j*stride + s - left, c] * w[r,s,c,k],
one multiplication at a time in float64; einsum and its gradients are numpy.einsum's.
Run: pip install numpy && python test/goldens/engine.py
"""

import itertools
import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(7)


def random(*shape):
    return rng.uniform(-1, 1, shape).astype(np.float32)


def dump(a):
    a = np.asarray(a)
    return {"shape": list(a.shape), "values": [float(f"{v:.8g}") for v in a.ravel()]}


def padding(size, kernel, stride, pad):
    """TensorFlow's rule: `same` gives ceil(size / stride) outputs and puts the odd zero at the end."""
    if pad == "valid":
        return 0, (size - kernel) // stride + 1
    out = -(-size // stride)
    return max(0, (out - 1) * stride + kernel - size) // 2, out


def convolution(title, x_shape, w_shape, stride, pad, depthwise=False):
    x, w = random(*x_shape), random(*w_shape)
    n, h, wd, c = x_shape
    r, s, _, k = w_shape
    top, out_h = padding(h, r, stride, pad)
    left, out_w = padding(wd, s, stride, pad)
    dy = random(n, out_h, out_w, c * k if depthwise else k)
    dx, dw, y = np.zeros(x_shape), np.zeros(w_shape), np.zeros(dy.shape)
    for b, i, j, a, e, ci, ko in itertools.product(range(n), range(out_h), range(out_w), range(r), range(s), range(c), range(k)):
        row, column = i * stride + a - top, j * stride + e - left
        if not (0 <= row < h and 0 <= column < wd):
            continue
        out = ci * k + ko if depthwise else ko
        y[b, i, j, out] += float(x[b, row, column, ci]) * float(w[a, e, ci, ko])
        dx[b, row, column, ci] += float(dy[b, i, j, out]) * float(w[a, e, ci, ko])
        dw[a, e, ci, ko] += float(dy[b, i, j, out]) * float(x[b, row, column, ci])
    return {"title": title, "stride": stride, "pad": pad, "depthwise": depthwise, "x": dump(x), "w": dump(w), "dy": dump(dy), "y": dump(y), "dx": dump(dx), "dw": dump(dw)}


def segment(title, shape, ids, count):
    x = random(*shape)
    sums = np.zeros((count, *shape[1:]))
    for row, at in enumerate(ids):
        if 0 <= at < count:
            sums[at] += x[row]
    return {"title": title, "x": dump(x), "ids": ids, "count": count, "sums": dump(sums)}


def contraction(equation, *shapes):
    """einsum is linear in each operand, so the gradient for an entry is dy times the output for a unit there."""
    operands = [random(*shape).astype(np.float64) for shape in shapes]
    y = np.einsum(equation, *operands)
    dy = random(*y.shape).astype(np.float64)
    gradients = []
    for i, operand in enumerate(operands):
        gradient = np.zeros_like(operand)
        for at in np.ndindex(operand.shape):
            unit = np.zeros_like(operand)
            unit[at] = 1
            gradient[at] = np.sum(dy * np.einsum(equation, *operands[:i], unit, *operands[i + 1 :]))
        gradients.append(gradient)
    return {"equation": equation, "operands": [dump(o) for o in operands], "dy": dump(dy), "y": dump(y), "gradients": [dump(g) for g in gradients]}


golden = {
    "convolutions": [
        convolution("3x3, same", (2, 5, 4, 2), (3, 3, 2, 3), 1, "same"),
        convolution("3x2, stride 2, same", (1, 6, 5, 2), (3, 2, 2, 2), 2, "same"),
        convolution("2x3, stride 2, valid, an unused last row", (1, 7, 6, 1), (2, 3, 1, 2), 2, "valid"),
        convolution("1x1, stride 2", (1, 5, 5, 2), (1, 1, 2, 2), 2, "same"),
        convolution("depthwise 3x3, same", (2, 5, 4, 3), (3, 3, 3, 1), 1, "same", True),
        convolution("depthwise 3x2 with multiplier 2, stride 2, same", (1, 6, 5, 2), (3, 2, 2, 2), 2, "same", True),
        convolution("depthwise 2x2, stride 2, valid", (1, 5, 5, 2), (2, 2, 2, 1), 2, "valid", True),
    ],
    "segments": [
        segment("rows of three", (6, 3), [2, 0, 2, 2, 4, 0], 5),
        segment("single numbers", (5,), [1, 1, 0, 1, 3], 4),
        segment("ids outside are dropped", (4, 2), [-1, 1, 3, 0], 3),
    ],
    "einsum": [
        contraction("ij,jk->ik", (2, 3), (3, 4)),
        contraction("bhqd,bhkd->bhqk", (2, 2, 3, 2), (2, 2, 4, 2)),
        contraction("bhqk,bhkd->bqhd", (2, 2, 3, 2), (2, 2, 2, 3)),
        contraction("i,j->ji", (2,), (3,)),
        contraction("i,i->", (4,), (4,)),
        contraction("ijk->j", (2, 3, 2)),
        contraction("ij,k->ij", (2, 3), (2,)),
        contraction("abc,d->ca", (2, 3, 2), (2,)),
        contraction("bij->bji", (2, 2, 3)),
    ],
}
Path(__file__).with_name("engine.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
