"""The recommender of 04-graph-recommender/ratings in plain PyTorch.

As a library: `Recommender(...)`, `recommender.load("checkpoint.safetensors")` with weights that Gradlab saved, `objective(...)` to go on training, `diversified(...)` for the lists.
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json
"""

import json
import math
import struct
import sys
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import softplus

ITEMS = ("gated", "even", "text", "ids", "popularity")


class Recommender(nn.Module):
    """Likes [E, 2] of users and items, and the words of each item [M, 2] (item, word) -> vectors of users and items whose products are scores.

    `kind` is Gradlab's hyper-parameter `item`; `width` is that of the vectors, which for "ids" Gradlab makes larger (`widthOf`).
    """

    def __init__(self, users: int, items: int, vocabulary: int, likes: torch.Tensor, words: torch.Tensor, kind: str = "gated", layers: int = 2, width: int = 32):
        super().__init__()
        self.kind, self.layers, self.sizes = kind, layers, (users, items)
        trained = {"users": users, "items": items, "words": vocabulary}
        used = {"gated": ("items", "words", "users"), "even": ("items", "words", "users"), "text": ("words", "users"), "ids": ("items", "users"), "popularity": ()}[kind]
        for name in used:
            setattr(self, name, nn.Parameter(0.1 * torch.randn(trained[name], width)))
        if kind == "gated":
            self.offset, self.slope = nn.Parameter(torch.tensor(2.2)), nn.Parameter(torch.tensor(-1.0))
        count = torch.zeros(items).index_add_(0, likes[:, 1], torch.ones(len(likes)))
        lengths = torch.zeros(items).index_add_(0, words[:, 0], torch.ones(len(words)))
        bags = torch.sparse_coo_tensor(words.T, lengths[words[:, 0]].rsqrt(), (items, vocabulary))
        for name, value in {"edges": likes, "count": count[:, None], "bags": bags.coalesce(), "has_text": (lengths > 0).float()[:, None]}.items():
            self.register_buffer(name, value, persistent=False)

    def gate(self, count: torch.Tensor) -> torch.Tensor:
        """The share of an item that is its text, for that many likes."""
        return torch.sigmoid(self.offset + self.slope * torch.log1p(count)) if self.kind == "gated" else torch.full_like(count, 0.5)

    def entry(self, count: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What users and items enter the graph with."""
        match self.kind:
            case "popularity":
                return count.new_ones(self.sizes[0], 1), torch.log1p(count)
            case "ids":
                return self.users, self.items
            case "text":
                return self.users, torch.sparse.mm(self.bags, self.words)
        g = self.gate(count) * self.has_text
        return self.users, (1 - g) * self.items * count.sign() + g * torch.sparse.mm(self.bags, self.words)

    def read(self, keep: torch.Tensor | None = None) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
        """Vectors of users and of items by layer. `keep` [items, 1] is 0 for items that are taken for new ones."""
        keep = torch.ones_like(self.count) if keep is None else keep
        user, item = self.edges.T
        degree = self.count.new_zeros(self.sizes[0]).index_add_(0, user, self.count.new_ones(len(user)))
        weight = (degree[user] * self.count[item, 0]).rsqrt() * keep[item, 0]
        A = torch.sparse_coo_tensor(self.edges.T, weight, self.sizes).coalesce()
        users, items = ([vectors] for vectors in self.entry(self.count * keep))
        for k in range(self.layers):
            users.append(torch.sparse.mm(A, items[k]))
            items.append(torch.sparse.mm(A.T, users[k]))
        return users, items

    def forward(self, keep: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
        """The means over the layers; `users @ items.T` are the scores."""
        users, items = self.read(keep)
        return torch.stack(users).mean(0), torch.stack(items).mean(0)

    def named_for_gradlab(self) -> dict[str, torch.Tensor]:
        """Every trained value by the name that Gradlab saves it under."""
        return {f"network/{'gate/' if name in ('offset', 'slope') else ''}{name}": value for name, value in self.named_parameters()}

    def load(self, path: str | Path) -> None:
        """A checkpoint or a safetensors export of a run."""
        tensors = read_safetensors(Path(path))
        missing = [name for name in self.named_for_gradlab() if name not in tensors]
        if missing:
            raise ValueError(f"{path} has no {', '.join(missing)}: it is of another variant, or no checkpoint of this scaffold.")
        with torch.no_grad():
            for name, value in self.named_for_gradlab().items():
                value.copy_(tensors[name])


def objective(recommender: Recommender, user: torch.Tensor, liked: torch.Tensor, other: torch.Tensor, decay: float, keep: torch.Tensor | None = None) -> torch.Tensor:
    """BPR and decay: the mean of -log sigmoid(score of what is liked - score of another) and the squared entry vectors."""
    users, items = recommender.read(keep)
    z, v = torch.stack(users).mean(0), torch.stack(items).mean(0)
    margin = (z[user] * (v[liked] - v[other])).sum(1)
    squares = sum(x.square().sum(1) for x in (users[0][user], items[0][liked], items[0][other]))
    return (softplus(-margin) + decay / 2 * squares).mean()


def diversified(candidates: list[int], scores: torch.Tensor, bags: list[set[int]], weight: float, length: int = 20) -> list[int]:
    """Maximal marginal relevance: candidates are in order of their scores, best first."""
    high, low = scores[candidates[0]].item(), scores[candidates[-1]].item()
    relevance = {item: (scores[item].item() - low) / (high - low) if high > low else 1.0 for item in candidates}
    similar = lambda a, b: len(bags[a] & bags[b]) / math.sqrt(len(bags[a]) * len(bags[b])) if bags[a] and bags[b] else 0.0
    chosen: list[int] = []
    while len(chosen) < min(length, len(candidates)):
        left = [item for item in candidates if item not in chosen]
        chosen.append(max(left, key=lambda item: (1 - weight) * relevance[item] - weight * max((similar(item, other) for other in chosen), default=0.0)))
    return chosen


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """The float32 tensors of a file: 8 bytes of length, a header in JSON, then the bytes."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    start = 8 + length
    return {
        name: torch.frombuffer(bytearray(data[start + at["data_offsets"][0] : start + at["data_offsets"][1]]), dtype=torch.float32).reshape(at["shape"])
        for name, at in header.items()
        if name != "__metadata__" and at["dtype"] == "F32"
    }


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    random = torch.Generator().manual_seed(4)
    users, items, vocabulary, width, decay = 5, 8, 6, 3, 0.01
    # Item 6 has no likes, item 7 no text; user 4 likes nothing.
    likes = torch.tensor([[u, i] for u in range(4) for i in range(8) if i != 6 and (3 * u + i) % 4 < 2])
    words = torch.tensor([[i, w] for i in range(7) for w in range(vocabulary) if (i * i + w) % 3 == 0])
    user, liked, other = torch.tensor([0, 1, 2, 3, 0]), torch.tensor([1, 2, 3, 0, 5]), torch.tensor([3, 7, 6, 2, 7])
    keep = torch.ones(items, 1)
    keep[1] = keep[2] = 0
    values: dict[str, torch.Tensor] = {}
    cases = []
    for kind in ITEMS:
        for layers in (0, 2):
            recommender = Recommender(users, items, vocabulary, likes, words, kind, layers, width)
            named = recommender.named_for_gradlab()
            with torch.no_grad():
                for name, value in named.items():
                    values.setdefault(name, rounded(0.5 * torch.randn(value.shape, generator=random)))
                    value.copy_(values[name])
            z, v = recommender()
            loss = objective(recommender, user, liked, other, decay, keep)
            gradients = torch.autograd.grad(loss, list(named.values())) if named else ()
            scores = z @ v.T
            order = scores[0].argsort(descending=True, stable=True).tolist()
            bags = [set(words[words[:, 0] == i, 1].tolist()) for i in range(items)]
            cases.append(
                {
                    "item": kind,
                    "layers": layers,
                    "scores": listed(scores),
                    "loss": loss.item(),
                    "gradients": {name: listed(gradient) for name, gradient in zip(named, gradients)},
                    "lists": {str(weight): diversified(order, scores[0], bags, weight) for weight in (0.0, 0.3, 1.0)},
                }
            )
    twin = {
        "users": users,
        "items": items,
        "vocabulary": vocabulary,
        "width": width,
        "decay": decay,
        "likes": likes.tolist(),
        "words": words.tolist(),
        "user": user.tolist(),
        "liked": liked.tolist(),
        "other": other.tolist(),
        "keep": keep.flatten().tolist(),
        "values": {name: listed(value) for name, value in values.items()},
        "cases": cases,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(twin) + "\n")


def rounded(values: torch.Tensor) -> torch.Tensor:
    return (values * 1e4).round() / 1e4


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.9g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
