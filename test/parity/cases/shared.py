"""What a table of cases is made of: inputs that TypeScript draws again from a seed (inputs.ts), and references in float64."""

import math

import numpy as np
import torch
import torch.nn.functional as F

FLOAT, INT, BOOL = "float32", "int32", "bool"
CASES = []


def case(op, args, inputs, reference, gradient=True, sample=False):
    """One call of an op. `args` are JSON: "@0" is input 0, "#Infinity" a number JSON lacks, {"op", "args"} a call within the call.

    `reference` gets float64 (or integer, or boolean) tensors of PyTorch and returns one, a list or a dict, as the op does. Where its
    result depends on float inputs in a way PyTorch can differentiate, their gradients are stored too, unless `gradient` is false.
    `sample` puts a case into the sample of `npm test` beside the first case of each op.
    """
    CASES.append({"op": op, "args": args, "inputs": [dict(spec) for spec in inputs], "reference": reference, "gradient": gradient, "sample": sample})


def uniform(*shape, low=-1.0, high=1.0):
    return {"kind": "uniform", "shape": list(shape), "dtype": FLOAT, "low": low, "high": high}


def signed(*shape, low=0.2, high=1.0):
    """Of either sign and never near zero: divisors, and inputs of functions with a kink there."""
    return {"kind": "signed", "shape": list(shape), "dtype": FLOAT, "low": low, "high": high}


def distinct(*shape, low=-1.0, high=1.0):
    """Evenly spread in random order, so that no rounding changes which is largest."""
    return {"kind": "distinct", "shape": list(shape), "dtype": FLOAT, "low": low, "high": high}


def integers(*shape, low=-9, high=9):
    """From low to high - 1."""
    return {"kind": "integer", "shape": list(shape), "dtype": INT, "low": low, "high": high}


def booleans(*shape):
    return {"kind": "boolean", "shape": list(shape), "dtype": BOOL, "low": 0, "high": 1}


def given(values, dtype=FLOAT, shape=None):
    """Values as they are; NaN and infinities too."""
    array = np.asarray(values, dtype=np.float64)
    return {"kind": "given", "shape": list(array.shape if shape is None else shape), "dtype": dtype, "values": [spell(v) for v in array.ravel().tolist()]}


def spell(value):
    if math.isnan(value):
        return "#NaN"
    if math.isinf(value):
        return "#Infinity" if value > 0 else "#-Infinity"
    return int(value) if value == int(value) else float(np.float32(value))


def fnv(text):
    """FNV-1a in 32 bits, to make a seed of a name."""
    h = 0x811C9DC5
    for byte in text.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def words(seed, size):
    """Word i of a stream, a function of seed and i: two rounds of Ellis' lowbias32, a bijection of 32 bits."""
    with np.errstate(over="ignore"):
        key = mix(np.array([seed], dtype=np.uint32))
        return mix(np.arange(size, dtype=np.uint32) * np.uint32(0x9E3779B9) + key)


def mix(x):
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x21F0AAAD)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x735A2D97)
    return x ^ (x >> np.uint32(15))


def draw(spec):
    """The values of an input, as inputs.ts draws them."""
    size = math.prod(spec["shape"])
    if spec["kind"] == "given":
        values = np.array([{"#NaN": math.nan, "#Infinity": math.inf, "#-Infinity": -math.inf}.get(v, v) for v in spec["values"]], dtype=np.float64)
    else:
        w = words(spec["seed"], size)
        u = (w >> np.uint32(8)).astype(np.float64) * 2.0**-24
        low, high = spec["low"], spec["high"]
        if spec["kind"] == "uniform":
            values = low + (high - low) * u
        elif spec["kind"] == "signed":
            values = (low + (high - low) * u) * np.where(w & np.uint32(1), -1.0, 1.0)
        elif spec["kind"] == "distinct":
            ranks = np.empty(size)
            ranks[np.argsort(w, kind="stable")] = np.arange(size)
            values = low + (high - low) * ((ranks + 0.5) / max(size, 1))
        elif spec["kind"] == "integer":
            values = np.floor(low + (high - low) * u)
        else:
            values = (w & np.uint32(1)).astype(np.float64)
    numpy_type = {FLOAT: np.float32, INT: np.int32, BOOL: np.bool_}[spec["dtype"]]
    return values.astype(numpy_type).reshape(spec["shape"])


def to_torch(array):
    tensor = torch.from_numpy(array.copy())
    return tensor.double() if array.dtype == np.float32 else tensor


# Shapes that every elementwise op meets: a scalar, one element, none, odd sizes, and more than a vector register or a thread's share.
SHAPES = [(3, 5), (), (1,), (0,), (7,), (2, 0, 3), (1, 3, 1, 2), (2, 3, 5), (131,)]


def same_padding(size, kernel, stride, dilation=1):
    """TensorFlow's rule: ceil(size / stride) outputs, and the odd zero at the end."""
    out = -(-size // stride)
    total = max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - size)
    return total // 2, total - total // 2


def pads_of(pad, sizes, kernels, strides, dilations):
    """[(before, after)] of each spatial axis for 'same', 'valid', a number, or tfjs' explicit list over all axes."""
    if pad == "valid":
        return [(0, 0)] * len(sizes)
    if pad == "same":
        return [same_padding(*each) for each in zip(sizes, kernels, strides, dilations)]
    if isinstance(pad, int):
        return [(pad, pad)] * len(sizes)
    return [tuple(p) for p in pad[1:-1]]


def pad_spatial(x, pads, value=0.0):
    """x is batch, channels, spatial...; torch lists pads from the last axis."""
    return torch.nn.functional.pad(x, [p for pair in reversed(pads) for p in pair], value=value)


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def each(value, count):
    return [value] * count if isinstance(value, int) else list(value)


# Of the fused ops; a leaky one at the slope that the cases give.
ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": F.relu,
    "relu6": F.relu6,
    "elu": F.elu,
    "sigmoid": torch.sigmoid,
    "leakyrelu": lambda x: F.leaky_relu(x, 0.3),
}
