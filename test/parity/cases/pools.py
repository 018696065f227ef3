"""Pools; where windows hang over the edge, the average is of what is inside."""

import torch
import torch.nn.functional as F

from .shared import case, channels_first, channels_last, distinct, each, pad_spatial, pads_of, uniform


def windows(x, size, strides, pad, dilations, fill):
    """batch, channels, out..., taps."""
    count = x.dim() - 2
    size, strides, dilations = each(size, count), each(strides, count), each(dilations, count)
    x = pad_spatial(channels_first(x), pads_of(pad, x.shape[1:-1], size, strides, dilations), fill)
    for axis in range(count):
        x = x.unfold(2 + axis, (size[axis] - 1) * dilations[axis] + 1, strides[axis])[..., :: dilations[axis]]
    return x.flatten(2 + count)


def max_pool(x, size, strides, pad, dilations=1):
    return channels_last(windows(x, size, strides, pad, dilations, float("-inf")).amax(-1))


def average_pool(x, size, strides, pad, dilations=1):
    count = windows(torch.ones_like(x), size, strides, pad, dilations, 0.0).sum(-1)
    return channels_last(windows(x, size, strides, pad, dilations, 0.0).sum(-1) / count)


PLANES = [
    ((2, 6, 6, 3), 2, 2, "same"),
    ((2, 6, 6, 3), 2, 2, "valid"),
    ((2, 5, 7, 2), 3, 2, "same"),
    ((2, 5, 7, 2), 3, 1, "valid"),
    ((1, 5, 5, 1), [3, 2], [1, 2], "same"),
    ((3, 1, 1, 4), 1, 1, "valid"),
    ((1, 4, 4, 1), 4, 4, "valid"),
    ((0, 4, 4, 2), 2, 2, "same"),
    ((1, 6, 6, 2), 2, 3, "valid"),
    ((1, 4, 4, 2), 3, 2, 1),
    ((2, 9, 8, 5), 3, 2, "same"),
]
# A padding that is one number, where heights and widths differ.
OBLONGS = [
    ((1, 5, 6, 2), [3, 2], 1, 1),
    ((2, 6, 7, 1), 3, [1, 2], 1),
    ((1, 5, 8, 2), [2, 3], [2, 1], 0),
]
for op, reference, draw in [("maxPool", max_pool, distinct), ("avgPool", average_pool, uniform)]:
    for x, size, strides, pad in PLANES:
        case(op, ["@0", size, strides, pad], [draw(*x)], lambda x, a=(size, strides, pad), f=reference: f(x, *a), sample=pad == "valid" and size == 3)
    case(op, ["@0", 2, 2, "same"], [draw(5, 4, 3)], lambda x, f=reference: f(x[None], 2, 2, "same")[0])
    for x, size, strides, pad in OBLONGS:
        case(op, ["@0", size, strides, pad], [draw(*x)], lambda x, a=(size, strides, pad), f=reference: f(x, *a), sample=pad == 0)
    for x, size, strides, pad in [
        ((1, 4, 4, 4, 2), 2, 2, "same"),
        ((1, 5, 4, 3, 2), 2, 1, "valid"),
        ((1, 5, 5, 5, 1), 3, 2, "same"),
        ((1, 1, 1, 1, 3), 1, 1, "valid"),
        ((0, 4, 4, 4, 2), 2, 2, "same"),
        ((2, 4, 3, 5, 1), [2, 1, 3], [1, 1, 2], "same"),
        ((2, 4, 6, 5, 2), [2, 3, 2], 2, "same"),
        ((1, 4, 5, 4, 2), [1, 2, 3], [3, 3, 1], "valid"),
        ((1, 4, 5, 4, 1), [3, 2, 3], [1, 2, 1], 1),
    ]:
        case(f"{op}3d", ["@0", size, strides, pad], [draw(*x)], lambda x, a=(size, strides, pad), f=reference: f(x, *a), sample=pad == 1)
    kind = op[:3]
    for x, size, pad, dilations, strides in [
        ((1, 6, 6, 2), 2, "same", 1, 2),
        ((1, 6, 6, 2), 2, "valid", 2, 1),
        ((2, 7, 5, 1), [3, 2], "same", 2, 1),
        ((1, 5, 5, 1), 3, "valid", 1, 1),
        ((1, 5, 6, 2), [3, 2], 1, 1, [1, 2]),
        ((1, 6, 5, 2), 2, 1, 2, 1),
        ((2, 5, 6, 1), 3, 2, [2, 1], 1),
        ((1, 5, 4, 2), [2, 3], [[0, 0], [1, 2], [0, 1], [0, 0]], [3, 2], 1),
    ]:
        if pad == "same" and dilations != 1:  # through spaceToBatchND, as in TensorFlow: the zeros around the image are pooled with it
            fold = (lambda x: x.amax(-1)) if kind == "max" else (lambda x: x.mean(-1))
            full = lambda x, a=(size, strides, pad, dilations), fold=fold: channels_last(fold(windows(x, *a, 0.0)))
        else:
            full = lambda x, a=(size, strides, pad, dilations), f=reference: f(x, *a)
        case("pool", ["@0", size, kind, pad, dilations, strides], [draw(*x)], full, sample=dilations == 2)

for include in (False, True):
    for x, size, strides, pad in [*PLANES[:7], OBLONGS[0]]:

        def reference(x, size=size, strides=strides, pad=pad, include=include):
            batch, height, width, channels = x.shape
            place = torch.arange(x.numel()).double().reshape(x.shape)
            place = place if include else place % (height * width * channels)
            values = windows(x, size, strides, pad, 1, float("-inf"))
            at = values.argmax(-1, keepdim=True)
            places = windows(place, size, strides, pad, 1, -1.0)
            return {"result": channels_last(values.amax(-1)), "indexes": channels_last(places.gather(-1, at)[..., 0]).int()}

        case("maxPoolWithArgmax", ["@0", size, strides, pad, include], [distinct(*x)], reference)
