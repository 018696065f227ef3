"""The model of 01-hierarchical-attention/text in plain PyTorch.

As a library: `Reader(...)` or `BagOfWords(...)`, then `network.load("checkpoint.safetensors")` with weights that Gradlab saved. Parameters are named and shaped as
there: `levels.word.attention.look.kernel` is `network/levels/word/attention/look/kernel`, [in, out].
As a program it makes the goldens that model.test.ts holds the TypeScript model to (PyTorch only, no other package):

    python reference/model.py golden/torch.json

Documents come as one table a level (see data.ts): row m lists the children of unit m, vocabulary numbers in the first table and rows of the
table before in the others; -1 is padding.
"""

import json
import struct
import sys
from pathlib import Path

import torch
from torch import nn

EVERY_UNIT = ["phrase", "sentence", "paragraph", "document"]
UNITS = {
    "hierarchical": EVERY_UNIT,
    "flat": ["document"],
    "noPhrase": ["sentence", "paragraph", "document"],
    "noSentence": ["phrase", "paragraph", "document"],
    "uniform": EVERY_UNIT,
}


class Kernel(nn.Module):
    """A matrix by itself."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(inputs, outputs))


class Dense(Kernel):
    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs)
        nn.init.xavier_uniform_(self.kernel)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.kernel + self.bias


class Attention(nn.Module):
    """u = tanh(W h + b), alpha = softmax(u c) over the members that are there (Yang et al. 2016, eq. 5 and 6)."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.look = Dense(width, hidden)
        self.context = nn.Parameter(torch.randn(hidden, 1) * 0.5)

    def forward(self, h: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        score = (torch.tanh(self.look(h)) @ self.context).squeeze(2)
        return score.masked_fill(~present, float("-inf")).softmax(1)


class Average(nn.Module):
    def forward(self, h: torch.Tensor, present: torch.Tensor) -> torch.Tensor:
        return present.to(h.dtype) / present.sum(1, keepdim=True)


class Level(nn.Module):
    """Members look at their neighbors within the unit; the unit is their weighted sum (eq. 7)."""

    def __init__(self, width: int, looks: int, attention: nn.Module):
        super().__init__()
        self.looks = looks
        for i in range(looks):
            self.add_module(f"neighbors{i}", Kernel(2 * width, width))
        self.attention = attention

    def forward(self, members: torch.Tensor, table: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        present = table >= 0  # [M, K]
        mask = present[..., None].to(members.dtype)
        h = members[table.clamp(min=0)] * mask  # [M, K, D]
        for i in range(self.looks):
            before, after = nn.functional.pad(h, (0, 0, 1, 0))[:, :-1], nn.functional.pad(h, (0, 0, 0, 1))[:, 1:]
            heard = torch.tanh(torch.cat([before, after], 2) @ self.get_submodule(f"neighbors{i}").kernel)
            h = (h + heard) * mask
        weights = self.attention(h, present)
        return (h * weights[..., None]).sum(1), weights  # [M, D], [M, K]


class Saved(nn.Module):
    def load(self, path: str | Path) -> None:
        tensors = read_safetensors(Path(path))
        self.load_state_dict({name: tensors[f"network/{name.replace('.', '/')}"] for name in self.state_dict()})


class Reader(Saved):
    """Word vectors, a hierarchy over them, class scores. Left-out levels give their looks and their share of attention to the words' level."""

    def __init__(self, vocabulary: int, classes: int, levels: str = "hierarchical", width: int = 32, attention: int = 16, neighbors: bool = True):
        super().__init__()
        units = UNITS[levels]
        self.words = Kernel(vocabulary, width)
        nn.init.normal_(self.words.kernel, std=0.1)
        self.levels = nn.ModuleDict()
        for i, name in enumerate(["word", *units[:-1]]):
            share = 1 + len(EVERY_UNIT) - len(units) if i == 0 else 1
            weigh = Average() if levels == "uniform" else Attention(width, attention * share)
            self.levels[name] = Level(width, share if neighbors else 0, weigh)
        self.head = Dense(width, classes)

    def read(self, tables: list[torch.Tensor]) -> tuple[torch.Tensor, list[torch.Tensor]]:
        members, weights = self.words.kernel, []
        for level, table in zip(self.levels.values(), tables):
            members, alpha = level(members, table)
            weights.append(alpha)
        return members, weights

    def forward(self, tables: list[torch.Tensor]) -> torch.Tensor:
        return self.head(self.read(tables)[0])


class BagOfWords(Saved):
    """Logistic regression on the counts of words over the root of the length."""

    def __init__(self, vocabulary: int, classes: int):
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(vocabulary, classes))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, tables: list[torch.Tensor]) -> torch.Tensor:
        present = (tables[0] >= 0)[..., None].to(self.kernel.dtype)
        return (self.kernel[tables[0].clamp(min=0)] * present).sum(1) / present.sum(1).sqrt() + self.bias


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


# Two documents of three and two phrases, in two paragraphs and one.
TABLES = {
    "phrase": [[1, 2, 3, 4], [5, 6, -1, -1], [2, 7, 8, -1], [9, -1, -1, -1], [3, 0, 1, -1]],
    "sentence": [[0, 1], [2, -1], [3, 4]],
    "paragraph": [[0, -1], [1, -1], [2, -1]],
    "document": [[0, 1], [2, -1]],
}
FLAT = [[1, 2, 3, 4, 5, 6, 2, 7, 8], [9, 3, 0, 1, -1, -1, -1, -1, -1]]


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    vocabulary, classes, width, attention = 10, 3, 4, 3
    labels = torch.tensor([2, 0])
    cases = []
    for levels in ("hierarchical", "flat", "uniform", "bagOfWords"):
        random = torch.Generator().manual_seed(len(cases) + 1)
        network = BagOfWords(vocabulary, classes) if levels == "bagOfWords" else Reader(vocabulary, classes, levels, width, attention)
        with torch.no_grad():
            for value in network.parameters():
                value.copy_((torch.randn(value.shape, generator=random) * 0.5 * 1e4).round() / 1e4)
        tables = [TABLES[unit] for unit in EVERY_UNIT] if levels in ("hierarchical", "uniform") else [FLAT]
        outputs = network([torch.tensor(table) for table in tables])
        loss = nn.functional.cross_entropy(outputs, labels)
        loss.backward()
        cases.append(
            {
                "levels": levels,
                "hyper": {"width": width, "attention": attention, "vocabulary": vocabulary},
                "variables": {path_of(name): listed(value) for name, value in network.named_parameters()},
                "tables": tables,
                "labels": labels.tolist(),
                "outputs": listed(outputs),
                "loss": loss.item(),
                "gradients": {path_of(name): listed(value.grad) for name, value in network.named_parameters()},
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def path_of(name: str) -> str:
    return f"network/{name.replace('.', '/')}"


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.7g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
