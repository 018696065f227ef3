"""Fourier transforms and windows; an input that is complex is made of two real ones, which get the gradients."""

import torch

from .shared import case, uniform

Z = {"op": "complex", "args": ["@0", "@1"]}
SHAPES = [(8,), (5,), (1,), (3, 4), (2, 3, 7), (2, 16)]
for op, function in [("fft", torch.fft.fft), ("ifft", torch.fft.ifft)]:
    for shape in SHAPES:
        case(op, [Z], [uniform(*shape), uniform(*shape)], lambda a, b, f=function: f(torch.complex(a, b)))
for shape in SHAPES:
    case("rfft", ["@0"], [uniform(*shape)], lambda x: torch.fft.rfft(x))
for shape, length in [((8,), 5), ((8,), 12), ((2, 6), 6)]:
    case("rfft", ["@0", length], [uniform(*shape)], lambda x, n=length: torch.fft.rfft(x, n))
for shape in [(3, 4), (5,), (2, 9), (2, 3, 5), (2,), (2, 1, 3, 4)]:
    case("irfft", [Z], [uniform(*shape), uniform(*shape)], lambda a, b: torch.fft.irfft(torch.complex(a, b)))
case("spectral.fft", [Z], [uniform(6), uniform(6)], lambda a, b: torch.fft.fft(torch.complex(a, b)))
case("spectral.ifft", [Z], [uniform(6), uniform(6)], lambda a, b: torch.fft.ifft(torch.complex(a, b)))
case("spectral.rfft", ["@0"], [uniform(6)], lambda x: torch.fft.rfft(x))
case("spectral.irfft", [Z], [uniform(2, 4), uniform(2, 4)], lambda a, b: torch.fft.irfft(torch.complex(a, b)))

for op, function in [("signal.hannWindow", torch.hann_window), ("signal.hammingWindow", torch.hamming_window)]:
    for length in (10, 1, 2, 7):  # periodic where the length is even, symmetric where it is odd, as in TensorFlow
        case(op, [length], [], lambda n=length, f=function: f(n, periodic=n % 2 == 0, dtype=torch.float64))
case("cosineWindow", [8, 0.6, 0.4], [], lambda: 0.6 - 0.4 * torch.cos(2 * torch.pi * torch.arange(8).double() / 8))


def frames(x, length, step, at_end=False, value=0.0):
    if at_end:
        count = -(-len(x) // step)
        x = torch.nn.functional.pad(x, (0, max(0, (count - 1) * step + length - len(x))), value=value)
    return x.unfold(0, length, step)


for size, args in [(9, (3, 2)), (9, (4, 4)), (9, (3, 2, True)), (7, (3, 3, True, 0.5)), (3, (3, 1))]:
    case("signal.frame", ["@0", *args], [uniform(size)], lambda x, a=args: frames(x, *a))
for size, length, step in [(16, 8, 4), (11, 4, 3), (5, 1, 2)]:
    case("signal.stft", ["@0", length, step, length], [uniform(size)], lambda x, n=length, s=step: torch.fft.rfft(frames(x, n, s) * torch.hann_window(n, dtype=torch.float64)))
