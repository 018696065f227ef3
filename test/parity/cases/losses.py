"""Losses by each way of weighting and reducing, as tf.losses in TensorFlow 1; and the small things that come with training."""

import torch
import torch.nn.functional as F

from .shared import case, distinct, given, integers, signed, uniform

NONE, MEAN, SUM, BY_NONZERO = 0, 1, 2, 3  # tf.Reduction


def weighted(losses, weights, reduction):
    weighed = losses if weights is None else losses * weights
    if reduction == NONE:
        return weighed
    if reduction == SUM:
        return weighed.sum()
    if reduction == MEAN:
        return weighed.mean() if weights is None else weighed.sum() / weights.expand(losses.shape).sum()
    return weighed.sum() / (weights.expand(losses.shape) != 0).sum() if weights is not None else weighed.sum() / losses.numel()


chances = lambda *s: uniform(*s, low=0.1, high=0.9)
LOSSES = {
    "absoluteDifference": (lambda y, p: (y - p).abs(), [], signed, lambda *s: signed(*s, low=1.5, high=2.5)),
    "meanSquaredError": (lambda y, p: (y - p) ** 2, [], uniform, uniform),
    "huberLoss": (lambda y, p: F.huber_loss(p, y, reduction="none", delta=0.7), [0.7], uniform, uniform),
    "logLoss": (lambda y, p: -y * torch.log(p + 1e-7) - (1 - y) * torch.log(1 - p + 1e-7), [1e-7], chances, chances),
    "hingeLoss": (lambda y, p: F.relu(1 - (2 * y - 1) * p), [], chances, uniform),
    "sigmoidCrossEntropy": (lambda y, p: F.binary_cross_entropy_with_logits(p, y, reduction="none"), [], chances, lambda *s: uniform(*s, low=-5.0, high=5.0)),
}
for name, (loss, options, labels, predictions) in LOSSES.items():
    for reduction in (BY_NONZERO, NONE, MEAN, SUM):
        rest = [0, reduction] if name == "sigmoidCrossEntropy" else [*options, reduction]
        case(f"losses.{name}", ["@0", "@1", "#undefined", *rest], [labels(3, 4), predictions(3, 4)], lambda y, p, f=loss, r=reduction: weighted(f(y, p), None, r))
        case(
            f"losses.{name}",
            ["@0", "@1", {"op": "tensor2d", "args": [[[0.5], [0], [2]]]}, *rest],
            [labels(3, 4), predictions(3, 4)],
            lambda y, p, f=loss, r=reduction: weighted(f(y, p), torch.tensor([[0.5], [0.0], [2.0]]).double(), r),
        )
    case(f"losses.{name}", ["@0", "@1", "#undefined", *([0] if name == "sigmoidCrossEntropy" else options)], [labels(5), predictions(5)], lambda y, p, f=loss: f(y, p).mean())
case("losses.sigmoidCrossEntropy", ["@0", "@1", "#undefined", 0.2], [chances(3, 4), uniform(3, 4)], lambda y, p: F.binary_cross_entropy_with_logits(p, y * 0.8 + 0.1))
case("losses.sigmoidCrossEntropy", ["@0", "@1"], [chances(4), given([90.0, -90.0, 0.5, 30.0])], lambda y, p: F.binary_cross_entropy_with_logits(p, y))
case("losses.cosineDistance", ["@0", "@1", 1], [uniform(3, 4), uniform(3, 4)], lambda y, p: (1 - (y * p).sum(1, keepdim=True)).mean())
case("losses.cosineDistance", ["@0", "@1", 0, "#undefined", SUM], [uniform(3, 4), uniform(3, 4)], lambda y, p: (1 - (y * p).sum(0)).sum())
cross = lambda y, p: -(y * torch.log_softmax(p, -1)).sum(-1)
CHANCES = [[0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]]
labels, targets = {"op": "tensor2d", "args": [CHANCES]}, torch.tensor(CHANCES).double()
for reduction in (BY_NONZERO, NONE, MEAN, SUM):
    case("losses.softmaxCrossEntropy", [labels, "@0", "#undefined", 0, reduction], [uniform(3, 4, low=-5.0, high=5.0)], lambda p, r=reduction: weighted(cross(targets, p), None, r))
case("losses.softmaxCrossEntropy", [labels, "@0", "#undefined", 0.2], [uniform(3, 4)], lambda p: cross(targets * 0.8 + 0.05, p).mean())
case("losses.softmaxCrossEntropy", [labels, "@0"], [given([[90.0, -90.0, 0.0, 1.0]] * 3)], lambda p: cross(targets, p).mean())
case("losses.softmaxCrossEntropy", ["@0", "@1"], [chances(3, 4), uniform(3, 4)], lambda y, p: cross(y, p).mean())
case("losses.softmaxCrossEntropy", ["@0", "@1", {"op": "tensor1d", "args": [[0.5, 0, 2]]}], [uniform(3, 4), uniform(3, 4)], lambda y, p: weighted(cross(y, p), torch.tensor([0.5, 0.0, 2.0]).double(), BY_NONZERO))  # of rows that do not add up to 1
case("losses.softmaxCrossEntropy", ["@0", "@1", "#undefined", 0.2], [chances(2, 3, 4), uniform(2, 3, 4)], lambda y, p: cross(y * 0.8 + 0.05, p).mean())
for reduction in (BY_NONZERO, NONE, MEAN, SUM):
    case("losses.computeWeightedLoss", ["@0", "@1", reduction], [uniform(3, 4), uniform(3, 4, low=0.2)], lambda x, w, r=reduction: weighted(x, w, r))
    case("losses.computeWeightedLoss", ["@0", "#undefined", reduction], [uniform(3, 4)], lambda x, r=reduction: weighted(x, None, r))


def lstm_cell(forget_bias, kernel, bias, data, c, h):
    """Gates in the order input, new, forget, output."""
    i, j, f, o = (torch.cat([data, h], 1) @ kernel + bias).split(c.shape[1], 1)
    c = c * torch.sigmoid(f + forget_bias) + torch.sigmoid(i) * torch.tanh(j)
    return c, torch.tanh(c) * torch.sigmoid(o)


for batch, inputs, units in [(2, 3, 4), (1, 1, 1), (5, 2, 3)]:
    tensors = [uniform(), uniform(inputs + units, 4 * units), uniform(4 * units), uniform(batch, inputs), uniform(batch, units), uniform(batch, units)]
    case("basicLSTMCell", ["@0", "@1", "@2", "@3", "@4", "@5"], tensors, lstm_cell)


def two_cells(bias, kernel1, bias1, kernel2, bias2, data, c1, h1, c2, h2):
    n1, m1 = lstm_cell(bias, kernel1, bias1, data, c1, h1)
    n2, m2 = lstm_cell(bias, kernel2, bias2, m1, c2, h2)
    return n1, n2, m1, m2


tensors = [uniform(), uniform(5, 8), uniform(8), uniform(5, 12), uniform(12), uniform(2, 3), uniform(2, 2), uniform(2, 2), uniform(2, 3), uniform(2, 3)]
case("multiRNNCell", [f"@{i}" for i in range(10)], tensors, two_cells)
for step in (0, 3):
    case("movingAverage", ["@0", "@1", 0.9, step] if step else ["@0", "@1", 0.9, "#undefined", False], [uniform(3, 4), uniform(3, 4)], lambda v, x, s=step: v + (x - v) * 0.1 / (1 - 0.9**s if s else 1))
case("math.confusionMatrix", ["@0", "@1", 4], [integers(9, low=0, high=4), integers(9, low=0, high=4)], lambda a, b: torch.zeros(4, 4).int().index_put((a.long(), b.long()), torch.ones(9).int(), accumulate=True))
case("dropout", ["@0", 0], [uniform(3, 4)], torch.clone)
