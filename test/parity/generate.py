"""Writes goldens/: what each op gives, and its gradients, in float64 by PyTorch (NumPy where PyTorch lacks the op).

The tables are in cases/, one file a group. Inputs are not stored: inputs.ts draws them again from their seeds.
Run with PyTorch 2 and NumPy: python test/parity/generate.py [group ...]
"""

import base64
import importlib
import json
import pathlib
import sys

import numpy as np
import torch

from cases import shared

SEED = 4
GROUPS = ["elementwise", "reductions", "products", "convolutions", "pools", "normalization", "shaping", "indexing", "images", "spectral", "losses", "creation"]
folder = pathlib.Path(__file__).parent / "goldens"


def main():
    for group in sys.argv[1:] or [*GROUPS, "layers"]:
        module = importlib.import_module(f"cases.{group}")
        if group == "layers":
            golden = module.golden(SEED)
        else:
            golden = {"seed": SEED, "cases": [store(case) for case in numbered(shared.CASES)]}
            shared.CASES.clear()
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in golden["cases"])
        (folder / f"{group}.json").write_text(f'{{"seed":{golden["seed"]},"cases":[\n{lines}\n]}}\n')
        print(f"{group}: {len(golden['cases'])} cases")


def numbered(cases):
    """Gives each input its seed, from the op, the case's place among those of the op, and the input's place."""
    counts = {}
    for case in cases:
        counts[case["op"]] = number = counts.get(case["op"], -1) + 1
        for i, spec in enumerate(case["inputs"]):
            if spec["kind"] != "given":
                spec["seed"] = shared.fnv(f"{SEED}/{case['op']}/{number}/{i}")
        yield {**case, "seed": shared.fnv(f"{SEED}/{case['op']}/{number}/dy")}


def store(case):
    inputs = [shared.to_torch(shared.draw(spec)) for spec in case["inputs"]]
    floats = [x.requires_grad_() for x in inputs if x.dtype == torch.float64] if case["gradient"] else []
    outputs = flat(case["reference"](*inputs))
    stored = {key: case[key] for key in ("op", "args", "inputs", "seed")}
    if case["sample"]:
        stored["sample"] = True
    stored["outputs"] = [dump(y) for y in outputs]
    differentiable = [(i, y) for i, y in enumerate(outputs) if y.requires_grad]
    if floats and differentiable:
        total = sum((y * upstream(case["seed"] + i, y)).sum() for i, y in differentiable)
        found = torch.autograd.grad(total, floats, allow_unused=True)
        if any(g is not None for g in found):
            stored["gradients"] = [None if g is None else dump(g) for g in found]
    return stored


def upstream(seed, y):
    """What the gradient of each output is multiplied by, drawn like an input."""
    return shared.to_torch(shared.draw({**shared.uniform(*y.shape, low=0.5, high=1.5), "seed": seed & 0xFFFFFFFF}))


def flat(result):
    """A dict by name and a complex tensor as its parts, as call.ts flattens them."""
    if isinstance(result, dict):
        return [y for name in sorted(result) for y in flat(result[name])]
    if isinstance(result, (list, tuple)):
        return [y for each in result for y in flat(each)]
    result = result if isinstance(result, torch.Tensor) else torch.from_numpy(np.asarray(result))
    return [result.real, result.imag] if result.is_complex() else [result]


def dump(tensor):
    array = tensor.detach().numpy()
    if array.dtype == np.bool_:
        dtype, array = shared.BOOL, array.astype(np.uint8)
    elif array.dtype.kind in "iu":
        dtype, array = shared.INT, array.astype(np.int32)
    else:
        dtype, array = shared.FLOAT, array.astype(np.float32)
    return {"shape": list(array.shape), "dtype": dtype, "data": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()}


main()
