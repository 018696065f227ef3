"""Ops that make tensors of numbers."""

import torch

from .shared import booleans, case, given, integers, uniform

for shape in [[3, 4], [0], [1], []]:
    case("zeros", [shape], [], lambda s=shape: torch.zeros(s))
    case("ones", [shape], [], lambda s=shape: torch.ones(s))
    case("fill", [shape, 2.5], [], lambda s=shape: torch.full(s, 2.5))
case("zeros", [[2, 3], "int32"], [], lambda: torch.zeros(2, 3).int())
case("ones", [[2, 3], "bool"], [], lambda: torch.ones(2, 3).bool())
case("fill", [[2, 3], 7, "int32"], [], lambda: torch.full((2, 3), 7).int())
for op, function in [("zerosLike", torch.zeros_like), ("onesLike", torch.ones_like)]:
    for draw in (uniform, integers, booleans):
        case(op, ["@0"], [draw(3, 4)], lambda x, f=function: f(x.detach()))
case("zerosLike", ["@0"], [uniform(0, 3)], lambda x: torch.zeros_like(x.detach()))
for args in [[4], [3, 5], [5, 2], [1, 1], [2, 2, [3]], [2, 3, [2, 2]], [3, 3, None, "int32"]]:
    rows, columns, batch = args[0], args[1] if len(args) > 1 else args[0], args[2] if len(args) > 2 and args[2] else []
    kind = torch.int32 if "int32" in args else torch.float64
    case("eye", [a if a is not None else "#undefined" for a in args], [], lambda r=rows, c=columns, b=batch, k=kind: torch.eye(r, c, dtype=k).expand(*b, -1, -1).clone())
for args in [[0, 1, 5], [2, -2, 9], [3, 3, 2], [0, 10, 1]]:
    case("linspace", args, [], lambda a=args: torch.linspace(*a[:2], a[2], dtype=torch.float64))
for args in [[0, 5], [2, 9, 3], [5, 0, -2], [0, 1, 0.25], [3, 3], [0, 7, 2, "int32"]]:
    kind = torch.int32 if "int32" in args else torch.float64
    numbers = [a for a in args if a != "int32"]
    case("range", args, [], lambda n=numbers, k=kind: torch.arange(n[0], n[1], n[2] if len(n) > 2 else (1 if n[1] >= n[0] else -1), dtype=k))

for op, spec in [
    ("scalar", given(1.5)),
    ("tensor", given([[1.5, 2.5], [3.5, -4.0]])),
    ("tensor1d", given([1.0, 2.0, 3.0])),
    ("tensor2d", given([[1.0, 2.0, 3.0]])),
    ("tensor3d", given([[[1.0], [2.0]]])),
    ("tensor4d", given([[[[1.0], [2.0]]]])),
    ("tensor5d", given([[[[[1.0], [2.0]]]]])),
    ("tensor6d", given([[[[[[1.0], [2.0]]]]]])),
]:
    shape, values = spec["shape"], spec["values"]
    nested = torch.tensor(values).double().reshape(shape).tolist()
    case(op, [nested], [], lambda n=nested: torch.tensor(n).double())
case("tensor", [[1, 2, 3], [3], "int32"], [], lambda: torch.tensor([1, 2, 3]).int())
case("tensor", [[], [0, 3]], [], lambda: torch.zeros(0, 3))
