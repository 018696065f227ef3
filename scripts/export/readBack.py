"""Exports a run in every format and reads it back as others do: safetensors by its own package, event and projector files by TensorBoard.

Whatever is not what the run folder holds, ends the script with an error. In a clone that is built, with the folder of a run:

    python -m venv .cache/readBack
    .cache/readBack/bin/pip install "setuptools<81" tensorboard safetensors numpy
    .cache/readBack/bin/python scripts/export/readBack.py my-first-experiment/.gradlab/runs/<name>
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import numpy
from safetensors import safe_open
from safetensors.numpy import load_file
from tensorboard import program
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

repository = pathlib.Path(__file__).resolve().parents[2]


def main():
    run = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        for format, place in [("csv", "csv"), ("safetensors", "model.safetensors"), ("tensorboard", "log")]:
            export(run, format, out / place)
        export(run, "safetensors", out / "all.safetensors", "--all")
        manifest = json.loads((run / "run.json").read_text())
        scalars = kept_scalars(run)
        check_csv(scalars, manifest, out / "csv")
        check_parameters(run, manifest, out)
        check_events(scalars, manifest, out / "log")
        check_projector(run, out)


def export(run, format, place, *options):
    subprocess.run(["node", repository / "dist/cli.js", "export", run, place, "--format", format, *options], check=True, stdout=subprocess.DEVNULL)


def kept_scalars(run):
    """{metric: {step: (value, seconds)}} by this script's own reading of the log; what a resume has voided is gone."""
    scalars = {}
    for line in (run / "events.jsonl").read_bytes().split(b"\n")[:-1]:
        event = json.loads(line)
        if event["kind"] == "resumed":
            scalars = {name: {step: value for step, value in found.items() if step <= event["fromStep"]} for name, found in scalars.items()}
        if event["kind"] == "scalars":
            for name, values in event["series"].items():
                for step, value in zip(event["steps"], values):
                    if value is not None:
                        scalars.setdefault(name, {})[step] = (float(value), event["time"] / 1000)
    return {name: found for name, found in scalars.items() if found}


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def check_csv(scalars, manifest, folder):
    with open(folder / "scalars.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == sorted({step for found in scalars.values() for step in found})
    cells = {(name, int(row["step"])): float(row[name]) for row in rows for name in scalars if row[name] != ""}
    assert set(cells) == {(name, step) for name, found in scalars.items() for step in found}
    assert all(same(value, scalars[name][step][0]) for (name, step), value in cells.items())
    with open(folder / "metrics.csv", newline="") as file:
        metrics = {row["metric"]: float(row["value"]) for row in csv.DictReader(file)}
    expected = manifest.get("metrics", {})
    assert metrics.keys() >= expected.keys() and all(same(metrics[name], float(value)) for name, value in expected.items())
    print(f"csv: {len(rows)} rows, {len(cells)} values, {len(metrics)} last metrics")


def check_parameters(run, manifest, out):
    newest = max((run / "checkpoints").glob("step-*.safetensors"))
    stored = load_file(newest)
    with safe_open(newest, "numpy") as file:
        trained = json.loads(file.metadata()["trained"])
        step = file.metadata()["step"]
    model, everything = load_file(out / "model.safetensors"), load_file(out / "all.safetensors")
    assert set(trained) <= set(model) <= set(everything) == set(stored)
    for tensors in (model, everything):
        for name, values in tensors.items():
            assert values.dtype == stored[name].dtype and values.shape == stored[name].shape and values.tobytes() == stored[name].tobytes(), name
    with safe_open(out / "model.safetensors", "numpy") as file:
        metadata = file.metadata()
    assert (metadata["run"], metadata["experiment"], metadata["step"]) == (manifest["name"], manifest["experiment"], step)
    count = sum(stored[name].size for name in trained)
    assert count == manifest["parameters"]
    print(f"safetensors: {len(model)} tensors of {len(stored)}, {count} trained parameters, step {step}")


def check_events(scalars, manifest, log):
    accumulator = EventAccumulator(str(log), size_guidance={"scalars": 0, "images": 0})
    accumulator.Reload()
    tags = accumulator.Tags()
    last = {name: float(value) for name, value in manifest.get("metrics", {}).items() if name not in scalars}
    assert sorted(tags["scalars"]) == sorted([*scalars, *last])
    count = 0
    for name in tags["scalars"]:
        read = accumulator.Scalars(name)
        if name in last:
            assert [event.step for event in read] == [manifest["step"]] and same(read[0].value, float(numpy.float32(last[name])))
        else:
            assert [event.step for event in read] == list(scalars[name])
            for event in read:
                value, seconds = scalars[name][event.step]
                assert same(event.value, float(numpy.float32(value))) and event.wall_time == seconds, (name, event, value)
        count += len(read)
    images = [image for name in tags["images"] for image in accumulator.Images(name)]
    for image in images:  # the size in the PNG's own head
        assert image.encoded_image_string[:8] == b"\x89PNG\r\n\x1a\n"
        assert [int.from_bytes(image.encoded_image_string[at : at + 4], "big") for at in (16, 20)] == [image.width, image.height]
    print(f"tensorboard: {count} scalars of {len(tags['scalars'])} metrics, {len(images)} images")


def check_projector(run, out):
    """TensorBoard itself, asked as its page asks."""
    frames = sorted((run / "frames").glob("step-*.safetensors"))
    if not frames:
        return
    newest = load_file(frames[-1])
    labels = [point["label"] for point in json.loads((run / "probe.json").read_text())]
    server = program.TensorBoard()
    server.configure(argv=[None, "--logdir", str(out / "log"), "--port", "0", "--host", "127.0.0.1", "--load_fast", "false"])
    url = f"{server.launch()}data/plugin/projector/"
    while json.loads(ask(url + "runs")) == []:
        time.sleep(0.2)
    described = json.loads(ask(url + "info?run=."))["embeddings"]
    assert len(described) == len(newest)
    for embedding in described:
        values = newest[embedding["tensorName"].rsplit(" (", 1)[0]]
        which = urllib.parse.urlencode({"run": ".", "name": embedding["tensorName"]})
        assert ask(f"{url}tensor?{which}") == values.tobytes() and tuple(embedding["tensorShape"]) == values.shape
        table = [line.split("\t") for line in ask(f"{url}metadata?{which}").decode().splitlines()]
        assert [row[0] for row in (table[1:] if len(table[0]) > 1 else table)] == labels
        print(f"projector: {embedding['tensorName']}, {values.shape[0]} points of {values.shape[1]} columns, each with its label")


def ask(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


main()
