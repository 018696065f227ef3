"""Losses of nine steps of Adam, three epochs of three batches, for each type of layer, with a dense head and the mean squared error."""

import math

import torch
import torch.nn.functional as F

from .convolutions import convolve, depthwise, transposed
from .images import bilinear, nearest
from .pools import average_pool, max_pool
from .shared import CASES, booleans, draw, fnv, integers, to_torch, uniform

CASES.clear()  # the imports above made theirs
ROWS, BATCH, EPOCHS, OUTPUTS, RATE = 12, 4, 3, 2, 0.02


def weights(*shape):
    return uniform(*shape, low=-0.5, high=0.5)


def batch_norm(p, x):
    axes = tuple(range(x.dim() - 1))
    return (x - x.mean(axes)) / torch.sqrt(x.var(axes, unbiased=False) + 1e-3) * p["scale"] + p["offset"]


def lstm(p, x):
    h = c = torch.zeros(len(x), 3).double()
    for t in range(x.shape[1]):
        i, j, f, o = (torch.cat([x[:, t], h], 1) @ p["kernel"] + p["bias"]).split(3, 1)
        c = c * torch.sigmoid(f + 1) + torch.sigmoid(i) * torch.tanh(j)
        h = torch.tanh(c) * torch.sigmoid(o)
    return h


def gru(p, x):
    h = torch.zeros(len(x), 3).double()
    for t in range(x.shape[1]):
        gates = x[:, t] @ p["kernel"] + p["bias"]
        z, r = torch.sigmoid(gates[:, :6] + h @ p["recurrent"][:, :6]).split(3, 1)
        new = torch.tanh(gates[:, 6:] + (r * h) @ p["recurrent"][:, 6:])
        h = z * h + (1 - z) * new
    return h


def attention(p, x):
    q, k, v = x @ p["q"], x @ p["k"], x @ p["v"]
    return torch.softmax(q @ k.transpose(1, 2) / math.sqrt(3), -1) @ v


def heads(p, x):
    q, k, v = (torch.einsum("btd,dhe->bhte", x, p[name]) for name in "qkv")
    return torch.einsum("bhqk,bhkd->bqhd", torch.softmax(torch.einsum("bhqd,bhkd->bhqk", q, k) / math.sqrt(2), -1), v)


IMAGE, STEPS = uniform(ROWS, 6, 6, 2), uniform(ROWS, 5, 3)
LAYERS = {
    "dense": (uniform(ROWS, 5), {"w": weights(5, 7), "b": weights(7)}, lambda p, x: F.relu(x @ p["w"] + p["b"])),
    "conv1d": (STEPS, {"w": weights(3, 3, 4)}, lambda p, x: F.relu(convolve(x, p["w"], 1, "same"))),
    "conv2d": (IMAGE, {"w": weights(3, 3, 2, 4), "b": weights(4)}, lambda p, x: F.relu(convolve(x, p["w"], 2, "same") + p["b"])),
    "conv2d dilated": (IMAGE, {"w": weights(3, 3, 2, 3)}, lambda p, x: torch.tanh(convolve(x, p["w"], 1, "valid", 2))),
    "depthwiseConv2d": (IMAGE, {"w": weights(3, 3, 2, 2)}, lambda p, x: F.relu(depthwise(x, p["w"], 1, "same"))),
    "separableConv2d": (IMAGE, {"d": weights(3, 3, 2, 2), "p": weights(1, 1, 4, 3)}, lambda p, x: F.relu(convolve(depthwise(x, p["d"], 1, "same"), p["p"], 1, "valid"))),
    "conv2dTranspose": (uniform(ROWS, 3, 3, 2), {"w": weights(3, 3, 3, 2)}, lambda p, x: F.relu(transposed(x, p["w"], (len(x), 6, 6, 3), 2, "same"))),
    "conv3d": (uniform(ROWS, 4, 4, 4, 1), {"w": weights(2, 2, 2, 1, 3)}, lambda p, x: F.relu(convolve(x, p["w"], 1, "valid"))),
    "maxPool": (IMAGE, {"w": weights(3, 3, 2, 3)}, lambda p, x: max_pool(convolve(x, p["w"], 1, "same"), 2, 2, "valid")),
    "avgPool": (IMAGE, {"w": weights(3, 3, 2, 3)}, lambda p, x: average_pool(convolve(x, p["w"], 1, "same"), 3, 2, "same")),
    "batchNorm": (IMAGE, {"w": weights(3, 3, 2, 3), "scale": uniform(3, low=0.5, high=1.5), "offset": weights(3)}, lambda p, x: F.relu(batch_norm(p, convolve(x, p["w"], 1, "same")))),
    "layerNorm": (uniform(ROWS, 6), {"w": weights(6, 5), "scale": uniform(5, low=0.5, high=1.5), "offset": weights(5)}, lambda p, x: F.layer_norm(x @ p["w"], (5,), p["scale"], p["offset"], 1e-3)),
    "dropout": (uniform(ROWS, 5), {"w": weights(5, 8)}, None),
    "lstm": (STEPS, {"kernel": weights(6, 12), "bias": weights(12)}, lstm),
    "gru": (STEPS, {"kernel": weights(3, 9), "recurrent": weights(3, 9), "bias": weights(9)}, gru),
    "embedding": (integers(ROWS, 4, low=0, high=6), {"table": weights(6, 3)}, lambda p, x: p["table"][x.long()]),
    "attention": (STEPS, {name: weights(3, 3) for name in "qkv"}, attention),
    "attention of two heads by einsum": (STEPS, {name: weights(3, 2, 2) for name in "qkv"}, heads),
    "upsample, nearest": (uniform(ROWS, 3, 3, 2), {"w": weights(3, 3, 2, 2)}, lambda p, x: convolve(nearest(x, (6, 6), False, False), p["w"], 2, "same")),
    "upsample, bilinear": (uniform(ROWS, 3, 3, 2), {"w": weights(3, 3, 2, 2)}, lambda p, x: bilinear(convolve(x, p["w"], 1, "same"), (5, 5), False, False)),
    "prelu": (uniform(ROWS, 5), {"w": weights(5, 7), "alpha": weights(7)}, lambda p, x: F.prelu(x @ p["w"], p["alpha"])),
}
MASK = booleans(ROWS, 8)
LAYERS["dropout"] = (*LAYERS["dropout"][:2], lambda p, x: torch.tanh(x[:, :5] @ p["w"]) * x[:, 5:] * 2)


def golden(seed):
    return {"seed": seed, "cases": [train(seed, name, *layer) for name, layer in LAYERS.items()]}


def train(seed, name, x, parameters, layer):
    def drawn(spec, stream):
        spec = {**spec, "seed": fnv(f"{seed}/layers/{name}/{stream}")}
        return spec, to_torch(draw(spec))

    x_spec, inputs = drawn(x, "x")
    stored = {"layer": name, "x": x_spec}
    if name == "dropout":
        stored["mask"], mask = drawn(MASK, "mask")
        inputs = torch.cat([inputs, mask.double()], 1)
    specs, values = {}, {}
    for parameter, spec in parameters.items():
        specs[parameter], values[parameter] = drawn(spec, parameter)
    features = layer(values, inputs[:1]).numel()
    stored["target"], target = drawn(uniform(ROWS, OUTPUTS), "target")
    specs["head"], values["head"] = drawn(weights(features, OUTPUTS), "head")
    values = {parameter: value.requires_grad_() for parameter, value in values.items()}
    adam = torch.optim.Adam(values.values(), lr=RATE)
    losses = []
    for step in range(EPOCHS * ROWS // BATCH):
        rows = slice(step * BATCH % ROWS, step * BATCH % ROWS + BATCH)
        adam.zero_grad()
        loss = ((layer(values, inputs[rows]).reshape(BATCH, -1) @ values["head"] - target[rows]) ** 2).mean()
        loss.backward()
        adam.step()
        losses.append(float(f"{loss.item():.9g}"))
    return {**stored, "parameters": specs, "batch": BATCH, "rate": RATE, "losses": losses}
