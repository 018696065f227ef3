"""Writes safetensorsFile.json: a file made by the safetensors package itself (base64), and what is in it.

Run with: pip install safetensors numpy; python test/goldens/safetensorsFile.py
"""

import base64
import json
import pathlib

import numpy
import safetensors
from safetensors.numpy import save

tensors = {
    "encoder/kernel": numpy.array([[1.5, -0.0, numpy.inf], [-2.25, 1e-40, 3e38]], dtype=numpy.float32),
    "scalar": numpy.array(7.0, dtype=numpy.float32),
    "empty": numpy.zeros((0, 3), dtype=numpy.float32),
    "counts": numpy.array([-(2**31), 2**31 - 1, 0], dtype=numpy.int32),
    "mask": numpy.array([True, False, True], dtype=numpy.bool_),
    "bytes": numpy.array([0, 127, 255], dtype=numpy.uint8),
}
golden = {
    "safetensors": safetensors.__version__,
    "file": base64.b64encode(save(tensors, metadata={"step": "3", "名": "值"})).decode(),
    "metadata": {"step": "3", "名": "值"},
    "tensors": {
        name: {"dtype": {"float32": "F32", "int32": "I32", "bool": "BOOL", "uint8": "U8"}[str(value.dtype)], "shape": list(value.shape), "bytes": base64.b64encode(value.tobytes()).decode()}
        for name, value in tensors.items()
    },
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
