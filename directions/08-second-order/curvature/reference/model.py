"""The network and the curvature of 08-second-order/curvature in plain PyTorch.

As a library: `Network(...)`, `network.load("checkpoint.safetensors")` with weights that Gradlab saved, `kronecker`, `gauss_newton`.
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


class Network(nn.Module):
    """inputs -> hidden -> code -> hidden -> inputs with tanh between; with `widths`, any other chain of layers."""

    def __init__(self, inputs: int, hidden: int = 64, code: int = 16, likelihood: str = "bernoulli", widths: list[int] | None = None):
        super().__init__()
        widths = widths or [inputs, hidden, code, hidden, inputs]
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(widths, widths[1:]))
        self.likelihood = likelihood

    def forward(self, x: torch.Tensor, inputs: list | None = None, outputs: list | None = None) -> torch.Tensor:
        """Scores [B, O]; `inputs` and `outputs` collect those of each layer."""
        for i, layer in enumerate(self.layers):
            h = x if i == 0 else torch.tanh(x)
            x = layer(h)
            if inputs is not None:
                inputs.append(h)
            if outputs is not None:
                outputs.append(x)
        return x

    def loss(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        s = self(x)
        each = nn.functional.softplus(s) - s * t if self.likelihood == "bernoulli" else (s - t) ** 2 / 2
        return each.sum(1).mean()

    def spread(self, s: torch.Tensor) -> torch.Tensor:
        """The second derivative of the loss in the scores, which is diagonal."""
        return torch.sigmoid(s) * (1 - torch.sigmoid(s)) if self.likelihood == "bernoulli" else torch.ones_like(s)

    def load(self, path: str | Path) -> None:
        """A checkpoint or a safetensors export of a run: kernels are [in, out] there and [out, in] here."""
        tensors = read_safetensors(Path(path))
        missing = [name for i in range(len(self.layers)) for name in (f"network/layer{i}/kernel", f"network/layer{i}/bias") if name not in tensors]
        if missing:
            raise ValueError(f"{path} has no {', '.join(missing)}: it is of another network, or no checkpoint of this scaffold.")
        with torch.no_grad():
            for i, layer in enumerate(self.layers):
                layer.weight.copy_(tensors[f"network/layer{i}/kernel"].T)
                layer.bias.copy_(tensors[f"network/layer{i}/bias"])


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


def gradients(network: Network, x: torch.Tensor, t: torch.Tensor) -> list[torch.Tensor]:
    """By layer, [in + 1, out]: the kernel's rows and then the bias."""
    found = torch.autograd.grad(network.loss(x, t), list(network.parameters()))
    return [torch.cat([w.T, b[None]]) for w, b in zip(found[::2], found[1::2])]


def factors(network: Network, x: torch.Tensor, signs: torch.Tensor) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """A and G of each layer (Martens & Grosse 2015, section 3), the last G exactly."""
    inputs: list[torch.Tensor] = []
    outputs: list[torch.Tensor] = []
    s = network(x, inputs, outputs)
    back = torch.autograd.grad((s * (network.spread(s).sqrt() * signs).detach()).sum(), outputs)
    B = len(x)
    a = [torch.cat([h, h.new_ones(B, 1)], 1) for h in inputs]
    G = [g.T @ g / B for g in back[:-1]] + [torch.diag(network.spread(s).mean(0))]
    return [((h.T @ h / B).detach(), g.detach()) for h, g in zip(a, G)]


def kronecker(network: Network, x: torch.Tensor, signs: torch.Tensor, gradient: list[torch.Tensor], damping: float) -> list[torch.Tensor]:
    """The damped inverse of A (x) G times the gradient (sections 5 and 6.3)."""
    solved = []
    for (A, G), g in zip(factors(network, x, signs), gradient):
        ratio = math.sqrt((A.trace() / len(A)) / (G.trace() / len(G)))
        eye_a, eye_g = (torch.eye(len(M), dtype=M.dtype, device=M.device) for M in (A, G))
        left = torch.linalg.solve(A + ratio * math.sqrt(damping) * eye_a, g)
        solved.append(torch.linalg.solve(G + math.sqrt(damping) / ratio * eye_g, left.T).T)
    return solved


def gauss_newton(network: Network, x: torch.Tensor) -> torch.Tensor:
    """The whole matrix J^T H J / B, in the order of Gradlab's variables."""
    names = list(dict(network.named_parameters()))

    def scores(*values: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(network, dict(zip(names, values)), (x,))

    jacobians = torch.autograd.functional.jacobian(scores, tuple(network.parameters()))
    ordered = [j.transpose(2, 3) if j.dim() == 4 else j for j in jacobians]
    J = torch.cat([j.reshape(*j.shape[:2], -1) for j in ordered], 2)  # [B, O, N]
    H = network.spread(network(x)).detach()
    return torch.einsum("bon,bo,bom->nm", J, H, J) / len(x)


def main(path: Path) -> None:
    torch.set_default_dtype(torch.float64)
    cases = []
    for likelihood, widths in (("bernoulli", [9, 5, 3, 5, 9]), ("gaussian", [9, 5, 3, 5, 9]), ("bernoulli", [4, 1])):
        random = torch.Generator().manual_seed(len(cases) + 1)
        network = Network(widths[0], likelihood=likelihood, widths=widths)
        with torch.no_grad():
            for value in network.parameters():
                value.copy_(rounded(torch.randn(value.shape, generator=random) * 0.4))
        x = rounded(torch.rand(6, widths[0], generator=random))
        t = x if widths[0] == widths[-1] else (torch.rand(6, widths[-1], generator=random) > 0.5).double()
        signs = (torch.rand(6, widths[-1], generator=random) > 0.5).double() * 2 - 1
        gradient = gradients(network, x, t)
        C = gauss_newton(network, x)
        flat = torch.cat([g.flatten() for g in gradient])
        damping = 0.1
        solved = torch.linalg.solve(C + damping * torch.eye(len(C)), flat)
        cases.append(
            {
                "likelihood": likelihood,
                "widths": widths,
                "weights": [value for layer in network.layers for value in (*layer.weight.T.flatten().tolist(), *layer.bias.tolist())],
                "x": x.flatten().tolist(),
                "t": t.flatten().tolist(),
                "signs": signs.flatten().tolist(),
                "damping": damping,
                "outputs": listed(network(x)),
                "loss": network.loss(x, t).item(),
                "gradient": listed(flat),
                "kronecker": listed(torch.cat([d.flatten() for d in kronecker(network, x, signs, gradient, damping)])),
                "newton": listed(solved),
                "eigenvalues": listed(torch.linalg.eigvalsh(C).flip(0)[:5]),
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cases, indent=1) + "\n")


def rounded(values: torch.Tensor) -> torch.Tensor:
    return (values * 1e4).round() / 1e4


def listed(values: torch.Tensor) -> list[float]:
    return [float(f"{value:.9g}") for value in values.detach().flatten().tolist()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
