"""Writes eventFile.json: a small log of a run, and the event file (base64) that TensorBoard's own protocol buffers and writer make of what a resume
has left of it. Before it is written, TensorBoard's reader must give the same values back.

Run with: pip install "setuptools<81" tensorboard; python test/goldens/eventFile.py
"""

import base64
import io
import json
import math
import pathlib
import struct
import tempfile

import tensorboard.version
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

log = [
    {"seq": 1, "time": 1735787045678, "kind": "scalars", "steps": [0, 1, 2, 300], "series": {"train/loss": [2.5, "NaN", 0, 1e-40], "train/精度": [None, None, 0.1, None]}},
    {"seq": 2, "time": 1735787046001, "kind": "scalars", "steps": [300, 70000], "series": {"validation/accuracy": [0.75, 0.8]}},
    {"seq": 3, "time": 1735787050000, "kind": "resumed", "fromStep": 300, "sameFingerprint": True},
    {"seq": 4, "time": 1735787050250, "kind": "scalars", "steps": [301, 5000000000], "series": {"train/loss": ["Infinity", -1.25]}},
]
metrics = {"train/loss": -1.25, "test/accuracy": 0.9375}
kept = [
    ("train/loss", 0, 2.5, 0),
    ("train/loss", 1, math.nan, 0),
    ("train/loss", 2, 0.0, 0),
    ("train/精度", 2, 0.1, 0),
    ("train/loss", 300, 1e-40, 0),
    ("validation/accuracy", 300, 0.75, 1),
    ("train/loss", 301, math.inf, 3),
    ("train/loss", 5000000000, -1.25, 3),
    ("test/accuracy", 5000000000, 0.9375, 3),
]

events = [Event(wall_time=log[0]["time"] / 1000, file_version="brain.Event:2")]
for tag, step, value, line in kept:
    summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    events.append(Event(wall_time=log[line]["time"] / 1000, step=step, summary=summary))
file = io.BytesIO()
writer = RecordWriter(file)
for event in events:
    writer.write(event.SerializeToString())

with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "events.out.tfevents.1735787045.gradlab").write_bytes(file.getvalue())
    accumulator = EventAccumulator(folder)
    accumulator.Reload()
    float32 = lambda value: struct.unpack("<f", struct.pack("<f", value))[0]
    read = [(tag, event.step, repr(event.value), event.wall_time) for tag in accumulator.Tags()["scalars"] for event in accumulator.Scalars(tag)]
    assert sorted(read) == sorted((tag, step, repr(float32(value)), log[line]["time"] / 1000) for tag, step, value, line in kept)

golden = {"tensorboard": tensorboard.version.VERSION, "log": log, "metrics": metrics, "file": base64.b64encode(file.getvalue()).decode()}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
