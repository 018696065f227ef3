"""The seven models in PyTorch, as its users write them: the other side of the bench of the engines.

nn.Linear, nn.Conv2d (NCHW), nn.GRU, nn.LayerNorm and nn.Embedding; attention is written out (1.13 has no scaled_dot_product_attention); the graph is
multiplied as a coalesced sparse matrix, as LightGCN's own PyTorch code does (faster than index_add_, scatter_add_ and CSR on 1.13 and 2.15);
torch.optim.Adam with its defaults. A batch lies on the device before its step.

It answers requests, one JSON object a line on standard input, with one a line on standard output. Needs torch alone.
  reference.py --threads N [--device cuda] [--compile]
"""
import argparse
import json
import math
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

arguments = argparse.ArgumentParser()
arguments.add_argument("--threads", type=int, required=True)
arguments.add_argument("--device", default="cpu")
arguments.add_argument("--compile", action="store_true")
options = arguments.parse_args()
torch.set_num_threads(options.threads)
torch.set_num_interop_threads(1)
device = torch.device(options.device)


def put(layer, weights, name):
    """Weights of tfjs lie [inputs, outputs], those of PyTorch [outputs, inputs]."""
    with torch.no_grad():
        layer.weight.copy_(weights[name + ".kernel"].T)
        layer.bias.copy_(weights[name + ".bias"])
    return layer


def linear(weights, name):
    inputs, outputs = weights[name + ".kernel"].shape
    return put(nn.Linear(inputs, outputs), weights, name)


def linears(weights, count):
    layers = []
    for i in range(count):
        layers += [nn.ReLU()] if i > 0 else []
        layers.append(linear(weights, f"dense{i}"))
    return nn.Sequential(*layers)


def convolution(filters, bias=None, groups=1):
    """tfjs: [height, width, inputs, outputs] or, by channel, [height, width, channels, 1]; PyTorch: [outputs, inputs a group, height, width]."""
    turned = filters.permute(2, 3, 0, 1) if groups > 1 else filters.permute(3, 2, 0, 1)
    outputs, inputs, height, width = turned.shape
    layer = nn.Conv2d(inputs * groups, outputs, (height, width), padding=(height // 2, width // 2), groups=groups, bias=bias is not None)
    with torch.no_grad():
        layer.weight.copy_(turned)
        if bias is not None:
            layer.bias.copy_(bias)
    return layer


def layer_norm(weights, name):
    layer = nn.LayerNorm(weights[name + ".gain"].shape[0])
    with torch.no_grad():
        layer.weight.copy_(weights[name + ".gain"])
        layer.bias.copy_(weights[name + ".bias"])
    return layer


class Classifier(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, batch):
        return F.cross_entropy(self.network(batch["x"]), batch["y"])


def mlp(weights, constants):
    return Classifier(linears(weights, 3))


def cnn(weights, constants):
    first = weights["dense0.kernel"]
    # tfjs flattens [height, width, channels], PyTorch [channels, height, width].
    weights = {**weights, "dense0.kernel": first.reshape(7, 7, 32, -1).permute(2, 0, 1, 3).reshape(first.shape)}
    layers = []
    for name in ("conv0", "conv1"):
        layers += [convolution(weights[name + ".kernel"], weights[name + ".bias"]), nn.ReLU(), nn.MaxPool2d(2)]
    return Classifier(nn.Sequential(*layers, nn.Flatten(), linears(weights, 2)))


class GlobalMean(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def depthwise(weights, constants):
    layers = [convolution(weights["stem.kernel"], weights["stem.bias"]), nn.ReLU()]
    for name in ("block0", "block1", "block2"):
        filters = weights[name + ".depthwise"]
        layers += [convolution(filters, groups=filters.shape[2]), convolution(weights[name + ".pointwise"], weights[name + ".bias"])]
        layers += [nn.ReLU(), nn.MaxPool2d(2)]
    return Classifier(nn.Sequential(*layers, GlobalMean(), linears(weights, 1)))


class Recurrent(nn.Module):
    def __init__(self, weights):
        super().__init__()
        inputs, gates = weights["gru.input"].shape
        self.gru = nn.GRU(inputs, gates // 3, batch_first=True)
        with torch.no_grad():
            self.gru.weight_ih_l0.copy_(weights["gru.input"].T)
            self.gru.bias_ih_l0.copy_(weights["gru.inputBias"])
            self.gru.weight_hh_l0.copy_(weights["gru.hidden"].T)
            self.gru.bias_hh_l0.copy_(weights["gru.hiddenBias"])
        self.head = linears(weights, 1)

    def forward(self, x):
        return self.head(self.gru(x)[1][0])


def gru(weights, constants):
    return Classifier(Recurrent(weights))


class Layer(nn.Module):
    def __init__(self, weights, name, heads):
        super().__init__()
        self.heads = heads
        self.norm0 = layer_norm(weights, name + ".norm0")
        self.qkv = linear(weights, name + ".qkv")
        self.out = linear(weights, name + ".out")
        self.norm1 = layer_norm(weights, name + ".norm1")
        self.wide = linear(weights, name + ".wide")
        self.narrow = linear(weights, name + ".narrow")

    def forward(self, x, is_future):
        rows, length, width = x.shape
        split = self.qkv(self.norm0(x)).view(rows, length, 3, self.heads, width // self.heads)
        q, k, v = split.permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)
        attention = scores.masked_fill(is_future, -1e9).softmax(-1)
        x = x + self.out((attention @ v).transpose(1, 2).reshape(rows, length, width))
        return x + self.narrow(F.relu(self.wide(self.norm1(x))))


class Transformer(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(weights["embedding"].clone(), freeze=False)
        self.position = nn.Parameter(weights["position"].clone())
        self.layers = nn.ModuleList([Layer(weights, f"layer{i}", 4) for i in range(2)])
        self.norm = layer_norm(weights, "norm")
        self.head = linear(weights, "head")
        length = self.position.shape[0]
        self.register_buffer("is_future", torch.ones(length, length, dtype=torch.bool).triu(1))

    def forward(self, batch):
        x = self.embedding(batch["x"]) + self.position
        for layer in self.layers:
            x = layer(x, self.is_future)
        logits = self.head(self.norm(x))
        return F.cross_entropy(logits.flatten(0, 1), batch["y"].flatten())


def transformer(weights, constants):
    return Transformer(weights)


class Graph(nn.Module):
    def __init__(self, weights, constants):
        super().__init__()
        self.embedding = nn.Parameter(weights["embedding"].clone())
        nodes = self.embedding.shape[0]
        places = torch.stack([constants["target"].long(), constants["source"].long()])
        self.register_buffer("adjacency", torch.sparse_coo_tensor(places, constants["weight"].flatten(), (nodes, nodes)).coalesce(), persistent=False)

    def forward(self, batch):
        layers = [self.embedding]
        for _ in range(3):
            layers.append(torch.sparse.mm(self.adjacency, layers[-1]))
        final = torch.stack(layers, 0).mean(0)
        user, positive, negative = (final[batch[name]] for name in ("user", "positive", "negative"))
        ranking = F.softplus(((negative - positive) * user).sum(1)).mean()
        squares = sum(self.embedding[batch[name]].square().sum() for name in ("user", "positive", "negative"))
        return ranking + squares * (1e-4 / (2 * len(batch["user"])))


def graph(weights, constants):
    return Graph(weights, constants)


class Autoencoder(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.encoder = linears(weights, 3)
        self.decoder = nn.Sequential(linear(weights, "dense3"), nn.ReLU(), linear(weights, "dense4"), nn.ReLU(), linear(weights, "dense5"))

    def forward(self, batch):
        return F.binary_cross_entropy_with_logits(self.decoder(self.encoder(batch["x"])), batch["x"])


def autoencoder(weights, constants):
    return Autoencoder(weights)


models = {f.__name__: f for f in (mlp, cnn, depthwise, gru, transformer, graph, autoencoder)}


def read(folder):
    with open(folder + "/tensors.json") as file:
        index = json.load(file)
    with open(folder + "/tensors.bin", "rb") as file:
        values = bytearray(file.read())
    groups = {}
    for entry in index["entries"]:
        dtype = torch.int32 if entry["dtype"] == "int32" else torch.float32
        count = math.prod(entry["shape"])
        tensor = torch.frombuffer(values, dtype=dtype, count=count, offset=entry["from"]).reshape(entry["shape"]).clone()
        groups.setdefault(entry["group"], {})[entry["name"]] = tensor
    return groups["weights"], groups.get("constants", {}), [groups[f"batch{i}"] for i in range(index["batches"])]


def as_input(tensor):
    if tensor.dtype == torch.int32:
        return tensor.long().to(device)
    return (tensor.permute(0, 3, 1, 2).contiguous() if tensor.dim() == 4 else tensor).to(device)


def wait():
    if device.type == "cuda":
        torch.cuda.synchronize()


def per_second(amount, work):
    """The amount of one piece of work by its fastest of a second's repeats, after two that warm up."""
    work(), work(), wait()
    best, end = math.inf, time.perf_counter() + 1
    while time.perf_counter() < end:
        start = time.perf_counter()
        work()
        wait()
        best = min(best, time.perf_counter() - start)
    return amount / best / 1e9


class Training:
    def __init__(self, request):
        weights, constants, batches = read(request["folder"])
        self.model = models[request["model"]](weights, constants).to(device)
        self.loss = torch.compile(self.model) if options.compile else self.model
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=request["learningRate"])
        self.batches = [{name: as_input(tensor) for name, tensor in batch.items()} for batch in batches]
        self.made = 0

    def step(self):
        batch = self.batches[self.made % len(self.batches)]
        self.made += 1
        start = time.perf_counter()
        self.optimizer.zero_grad()
        loss = self.loss(batch)
        loss.backward()
        self.optimizer.step()
        value = loss.item()
        return value, (time.perf_counter() - start) * 1000


def libraries():
    """Debian's torch takes whichever BLAS the alternatives system names: what is mapped is what computes."""
    torch.rand(8, 8) @ torch.rand(8, 8)
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line or "libmkl_" in line}
    except OSError:
        return "unknown"
    return ", ".join(sorted(paths)) or "linked into torch"


def hello():
    name = torch.cuda.get_device_name() if device.type == "cuda" else "cpu"
    config = "\n".join([torch.__config__.show().strip(), torch.__config__.parallel_info().strip(), "BLAS in use: " + libraries()])
    return {"version": torch.__version__, "threads": torch.get_num_threads(), "device": name, "config": config, "python": sys.version.split()[0]}


def throughput():
    a, b = torch.rand(1024, 1024, device=device), torch.rand(1024, 1024, device=device)
    x, layer = torch.rand(32, 64, 32, 32, device=device), nn.Conv2d(64, 64, 3, padding=1, bias=False).to(device)
    p, q = torch.rand(1 << 20, device=device), torch.rand(1 << 20, device=device)
    with torch.no_grad():
        return {
            "matmul": per_second(2 * 1024**3, lambda: a @ b),
            "convolution": per_second(2 * 32 * 32 * 32 * 64 * 64 * 9, lambda: layer(x)),
            "memory": per_second(3 * 4 * (1 << 20), lambda: p + q),
        }


training = None


def answer(request):
    global training
    kind = request["kind"]
    if kind == "hello":
        return hello()
    if kind == "throughput":
        return throughput()
    if kind == "load":
        training = Training(request)
        return {"parameters": sum(p.numel() for p in training.model.parameters())}
    if kind == "cpu":
        return {"ms": 1000 * time.process_time()}
    made = [training.step() for _ in range(request["count"])]
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"losses": [loss for loss, _ in made], "ms": [ms for _, ms in made], "rss": rss, "heap": 0}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
