"""Image ops, written out from TensorFlow's definitions with index arithmetic that PyTorch differentiates."""

import math

import numpy as np
import torch

from .shared import case, distinct, given, integers, uniform


def source(size, out, align, centers):
    """Where each output row lies in the input."""
    scale = (size - 1) / (out - 1) if align and out > 1 else size / out
    at = torch.arange(out).double()
    return (at + 0.5) * scale - 0.5 if centers else at * scale


def bilinear_axis(x, axis, out, align, centers):
    size = x.shape[axis]
    at = source(size, out, align, centers)
    low = at.floor().clamp(0, size - 1)
    high = at.ceil().clamp(0, size - 1)
    weight = (at - low).clamp(0) if centers else at - low
    weight = weight.reshape([-1 if a == axis else 1 for a in range(x.dim())])
    return x.index_select(axis, low.long()) * (1 - weight) + x.index_select(axis, high.long()) * weight


def bilinear(x, size, align, centers):
    return bilinear_axis(bilinear_axis(x, 1, size[0], align, centers), 2, size[1], align, centers)


def nearest(x, size, align, centers):
    for axis, out in ((1, size[0]), (2, size[1])):
        length = x.shape[axis]
        scale = (length - 1) / (out - 1) if align and out > 1 else length / out
        at = torch.arange(out).double() + (0.5 if centers else 0)
        at = torch.floor(at * scale + 0.5) if align else torch.floor(at * scale)
        x = x.index_select(axis, at.clamp(0, length - 1).long())
    return x


SIZES = [((2, 3, 4, 2), (6, 8)), ((1, 5, 4, 1), (3, 7)), ((2, 4, 4, 3), (2, 2)), ((1, 1, 1, 2), (3, 2)), ((1, 5, 5, 1), (1, 1)), ((1, 3, 3, 2), (3, 3)), ((0, 3, 3, 1), (5, 5))]
for op, reference in [("image.resizeBilinear", bilinear), ("image.resizeNearestNeighbor", nearest)]:
    for shape, size in SIZES:
        for align, centers in [(False, False), (True, False), (False, True)]:
            case(op, ["@0", list(size), align, centers], [uniform(*shape)], lambda x, s=size, a=align, c=centers, f=reference: f(x, s, a, c))
    case(op, ["@0", [4, 6]], [uniform(2, 3, 2)], lambda x, f=reference: f(x[None], (4, 6), False, False)[0])


def crop(images, boxes, at, size, method, outside):
    result = []
    height, width = images.shape[1:3]
    for (y1, x1, y2, x2), b in zip(boxes.detach().tolist(), at.tolist()):
        rows = []
        for i in range(size[0]):
            y = y1 * (height - 1) + i * (y2 - y1) * (height - 1) / (size[0] - 1) if size[0] > 1 else 0.5 * (y1 + y2) * (height - 1)
            columns = []
            for j in range(size[1]):
                x = x1 * (width - 1) + j * (x2 - x1) * (width - 1) / (size[1] - 1) if size[1] > 1 else 0.5 * (x1 + x2) * (width - 1)
                if not (0 <= y <= height - 1 and 0 <= x <= width - 1):
                    columns.append(torch.full((images.shape[3],), outside).double())
                elif method == "nearest":
                    columns.append(images[b, math.floor(y + 0.5), math.floor(x + 0.5)])
                else:
                    top, left = math.floor(y), math.floor(x)
                    bottom, right = math.ceil(y), math.ceil(x)
                    upper = images[b, top, left] * (1 - (x - left)) + images[b, top, right] * (x - left)
                    lower = images[b, bottom, left] * (1 - (x - left)) + images[b, bottom, right] * (x - left)
                    columns.append(upper * (1 - (y - top)) + lower * (y - top))
            rows.append(torch.stack(columns))
        result.append(torch.stack(rows))
    return torch.stack(result)


BOXES = [[0.11, 0.16, 0.82, 0.87], [0.31, 0.36, 1.2, 1.3], [0.91, 0.83, 0.2, 0.1]]
for shape, size, method, outside in [((2, 5, 6, 2), (3, 4), "bilinear", 0), ((2, 5, 6, 2), (3, 4), "nearest", 0), ((2, 4, 4, 1), (2, 5), "bilinear", 0.5), ((1, 5, 5, 1), (1, 1), "bilinear", 0)]:
    at = [0, shape[0] - 1, 0]
    # The gradient is the image's: that of the boxes TensorFlow has, tfjs names nowhere.
    case(
        "image.cropAndResize",
        ["@0", {"op": "tensor2d", "args": [BOXES]}, {"op": "tensor1d", "args": [at, "int32"]}, list(size), method, outside],
        [uniform(*shape)],
        lambda x, at=at, s=size, m=method, o=outside: crop(x, torch.tensor(BOXES).double(), torch.tensor(at), s, m, o),
    )

TURN = [0.9, 0.2, 0.385, -0.15, 1.1, 0.335, 0.01, 0.02]  # no place it reads lies midway between two pixels, where rounding would choose
SHIFT = [1, 0, 1, 0, 1, -1, 0, 0]


def reflect(at, size, mode):
    """Where a coordinate beyond the image is read instead."""
    if mode == "constant":
        return at
    if size <= 1:
        return 0.0
    if mode == "nearest":
        return min(max(at, 0.0), size - 1.0)
    if mode == "wrap":
        if at < 0:
            at += size * (math.trunc(-at / (size - 1)) + 1)
        elif at > size - 1:
            at -= size * math.trunc(at / (size - 1))
        return min(max(at, 0.0), size - 1.0)
    double = 2 * size
    if at < 0:
        if at < double:
            at = double * math.trunc(-at / double) + at
        at = at + double if at < -size else -at - 1
    elif at > size - 1:
        at -= double * math.trunc(at / double)
        at = double - at - 1 if at >= size else at
    return min(max(at, 0.0), size - 1.0)


def transform(images, matrix, method, mode, outside, size):
    a0, a1, a2, b0, b1, b2, c0, c1 = [float(np.float32(m)) for m in matrix]
    batch, height, width, channels = images.shape
    fill = torch.full((batch, channels), outside).double()
    read = lambda y, x: images[:, y, x] if 0 <= y < height and 0 <= x < width else fill
    rows = []
    for i in range(size[0]):
        columns = []
        for j in range(size[1]):
            depth = c0 * j + c1 * i + 1
            x, y = reflect((a0 * j + a1 * i + a2) / depth, width, mode), reflect((b0 * j + b1 * i + b2) / depth, height, mode)
            if method == "nearest":
                columns.append(read(math.floor(y + 0.5), math.floor(x + 0.5)))
                continue
            top, left = math.floor(y), math.floor(x)
            upper = read(top, left) * (left + 1 - x) + read(top, left + 1) * (x - left)
            lower = read(top + 1, left) * (left + 1 - x) + read(top + 1, left + 1) * (x - left)
            columns.append(upper * (top + 1 - y) + lower * (y - top))
        rows.append(torch.stack(columns, 1))
    return torch.stack(rows, 1)


for method in ("nearest", "bilinear"):
    for mode in ("constant", "reflect", "wrap", "nearest"):
        for matrix in (TURN, SHIFT):
            size = (4, 5)
            case(
                "image.transform",
                ["@0", {"op": "tensor2d", "args": [[matrix]]}, method, mode, 0.25, list(size)],
                [uniform(1, 4, 5, 2)],
                lambda x, m=matrix, a=method, b=mode, s=size: transform(x, m, a, b, 0.25, s),
            )


def rotate(image, radians, fill, center):
    batch, height, width, channels = image.shape
    cx, cy = [c * n for c, n in zip(center, (width, height))]
    sin, cos = math.sin(radians), math.cos(radians)
    rows = []
    for row in range(height):
        columns = []
        for column in range(width):
            x = round_half_up((column - cx) * cos - (row - cy) * sin + cx)
            y = round_half_up((column - cx) * sin + (row - cy) * cos + cy)
            columns.append(image[:, y, x] if 0 <= x < width and 0 <= y < height else torch.full((batch, channels), float(fill)).double())
        rows.append(torch.stack(columns, 1))
    return torch.stack(rows, 1)


def round_half_up(x):
    return math.floor(x + 0.5)


for shape, radians, fill, center in [((1, 5, 5, 2), 0.3, 0, 0.5), ((2, 4, 6, 1), 1.1, 0.5, [0.3, 0.6]), ((1, 3, 3, 1), 0, 0, 0.5)]:
    pair = center if isinstance(center, list) else [center, center]
    case("image.rotateWithOffset", ["@0", radians, fill, center], [uniform(*shape)], lambda x, r=radians, f=fill, c=pair: rotate(x, r, f, c))
for shape in [(2, 3, 4, 2), (1, 1, 1, 1), (0, 2, 3, 1)]:
    case("image.flipLeftRight", ["@0"], [uniform(*shape)], lambda x: x.flip(2))
for shape in [(2, 3, 2, 1), (4, 1), (3, 3, 1)]:
    case("image.grayscaleToRGB", ["@0"], [uniform(*shape)], lambda x: x.repeat(*[1] * (x.dim() - 1), 3))
for shape in [(2, 3, 2, 3), (4, 3), (1, 1, 3)]:
    case("image.rgbToGrayscale", ["@0"], [uniform(*shape, low=0.0, high=1.0)], lambda x: (x * torch.tensor([0.2989, 0.587, 0.114]).double()).sum(-1, keepdim=True))
case("image.threshold", ["@0", "binary", False, 0.4], [{**integers(4, 5, 1, low=0, high=256), "dtype": "int32"}], lambda x: torch.where(x > 102, 255, 0).int())
case("image.threshold", ["@0", "binary", True, 0.4], [integers(4, 5, 1, low=0, high=256)], lambda x: torch.where(x > 102, 0, 255).int())

CORNERS = [[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11], [0, 10.1, 1, 11.1], [0, 100, 1, 101], [0.5, 0.5, 0.6, 0.6]]
SCORES = [0.9, 0.75, 0.6, 0.95, 0.5, 0.3, 0.2]


def overlap(a, b):
    top, left, bottom, right = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
    shared = max(0, bottom - top) * max(0, right - left)
    area = lambda c: (c[2] - c[0]) * (c[3] - c[1])
    return shared / (area(a) + area(b) - shared)


def suppress(count, limit, threshold):
    kept = []
    for i in sorted(range(len(SCORES)), key=lambda i: -SCORES[i]):
        if len(kept) < count and SCORES[i] > threshold and all(overlap(CORNERS[i], CORNERS[k]) <= limit for k in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int32)


def suppress_softly(count, limit, threshold, sigma):
    """Bodla et al. 2017: scores fall with overlap instead of boxes going away."""
    scores, kept, left = list(SCORES), [], list(range(len(SCORES)))
    weight = -0.5 / sigma
    while len(kept) < count and left:
        best = max(left, key=lambda i: scores[i])
        if scores[best] <= threshold:
            break
        left.remove(best)
        kept.append(best)
        for i in left:
            common = overlap(CORNERS[i], CORNERS[best])
            scores[i] *= math.exp(weight * common * common) if common <= limit else 0
    return {"selectedIndices": torch.tensor(kept, dtype=torch.int32), "selectedScores": torch.tensor([scores[i] for i in kept]).double()}


boxes = [given(CORNERS), given(SCORES)]
for end in ("", "Async"):
    for count, limit, threshold in [(3, 0.5, 0.0), (7, 0.95, 0.4), (2, 0.1, 0.7), (0, 0.5, 0.0)]:
        case(f"image.nonMaxSuppression{end}", ["@0", "@1", count, limit, threshold], boxes, lambda b, s, a=(count, limit, threshold): suppress(*a))
    for args in [(4, 1.0, 0.1, 0.5), (6, 0.6, 0.2, 0.3)]:
        case(f"image.nonMaxSuppressionWithScore{end}", ["@0", "@1", *args], boxes, lambda b, s, a=args: suppress_softly(*a), gradient=False)
    for args in [(5, 0.5, 0.0), (2, 0.5, 0.0)]:

        def reference(b, s, args=args):
            kept = suppress(*args)
            padded = torch.zeros(args[0], dtype=torch.int32)
            padded[: len(kept)] = kept
            return {"selectedIndices": padded, "validOutputs": torch.tensor(len(kept), dtype=torch.int32)}

        case(f"image.nonMaxSuppressionPadded{end}", ["@0", "@1", *args, True], boxes, reference, gradient=False)
