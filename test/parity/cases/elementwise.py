"""Ops that take each element, or each pair of elements, by itself."""

import numpy as np
import torch
import torch.nn.functional as F

from .shared import BOOL, INT, SHAPES, booleans, case, distinct, given, integers, signed, uniform

NAN, INF = float("nan"), float("inf")
SPECIAL = [NAN, INF, -INF, 0.0, -0.0, 1.0, -2.5]


def unary(op, reference, draw=signed, extra=(), special=None, **options):
    """At every shape, and once at values where float arithmetic is special."""
    for shape in SHAPES:
        case(op, ["@0", *extra], [draw(*shape)], reference, **options)
    if special is not None:
        case(op, ["@0", *extra], [given(special)], reference, gradient=False)


unary("abs", torch.abs, special=SPECIAL)
unary("acos", torch.acos, lambda *s: uniform(*s, low=-0.9, high=0.9), special=[1.0, -1.0, 2.0, NAN])
unary("acosh", torch.acosh, lambda *s: uniform(*s, low=1.1, high=9.0), special=[1.0, 0.5, INF, NAN])
unary("asin", torch.asin, lambda *s: uniform(*s, low=-0.9, high=0.9), special=[1.0, -1.0, 2.0, NAN])
unary("asinh", torch.asinh, lambda *s: uniform(*s, low=-5.0, high=5.0), special=[0.0, NAN, INF, 1e-3])
unary("atan", torch.atan, lambda *s: uniform(*s, low=-5.0, high=5.0), special=SPECIAL)
unary("atanh", torch.atanh, lambda *s: uniform(*s, low=-0.9, high=0.9), special=[1.0, -1.0, 2.0, NAN])
unary("ceil", torch.ceil, lambda *s: uniform(*s, low=-5.0, high=5.0), special=SPECIAL)
unary("cos", torch.cos, lambda *s: uniform(*s, low=-7.0, high=7.0), special=[NAN, INF, 0.0])
unary("cosh", torch.cosh, lambda *s: uniform(*s, low=-4.0, high=4.0), special=[NAN, INF, -INF])
unary("elu", F.elu, lambda *s: signed(*s, low=0.1, high=4.0), special=[NAN, INF, -INF, 0.0])
unary("erf", torch.erf, lambda *s: uniform(*s, low=-3.0, high=3.0), special=[NAN, INF, -INF, 0.0])
unary("exp", torch.exp, lambda *s: uniform(*s, low=-4.0, high=4.0), special=[NAN, INF, -INF, 200.0, -200.0])
unary("expm1", torch.expm1, lambda *s: uniform(*s, low=-4.0, high=4.0), special=[NAN, INF, -INF, 1e-6])
unary("floor", torch.floor, lambda *s: uniform(*s, low=-5.0, high=5.0), special=SPECIAL)
unary("isFinite", torch.isfinite, special=SPECIAL)
unary("isInf", torch.isinf, special=SPECIAL)
unary("isNaN", torch.isnan, special=SPECIAL)
unary("leakyRelu", lambda x: F.leaky_relu(x, 0.2), special=[NAN, INF, -INF])
case("leakyRelu", ["@0", 0.05], [signed(4, 5)], lambda x: F.leaky_relu(x, 0.05))
unary("log", torch.log, lambda *s: uniform(*s, low=0.1, high=9.0), special=[NAN, INF, 0.0, -1.0])
unary("log1p", torch.log1p, lambda *s: uniform(*s, low=-0.9, high=9.0), special=[NAN, INF, -1.0, 1e-6])
unary("logSigmoid", F.logsigmoid, lambda *s: uniform(*s, low=-6.0, high=6.0), special=[NAN, 90.0, -90.0])
unary("neg", torch.neg, special=SPECIAL)
unary("reciprocal", torch.reciprocal, special=[NAN, INF, 0.0])
unary("relu", F.relu, special=SPECIAL)
unary("relu6", F.relu6, lambda *s: signed(*s, low=0.5, high=9.0), special=[NAN, INF, -INF, 6.0])
unary("round", torch.round, lambda *s: uniform(*s, low=-5.0, high=5.0), special=[0.5, 1.5, 2.5, -0.5, -1.5, NAN, INF])
unary("rsqrt", torch.rsqrt, lambda *s: uniform(*s, low=0.1, high=9.0), special=[NAN, INF, 0.0, -1.0])
unary("selu", F.selu, lambda *s: signed(*s, low=0.1, high=4.0), special=[NAN, INF, -INF, 0.0])
unary("sigmoid", torch.sigmoid, lambda *s: uniform(*s, low=-6.0, high=6.0), special=[NAN, INF, -INF, 90.0, -90.0])
unary("sign", torch.sign, special=[INF, -INF, 0.0, 3.0])
unary("sin", torch.sin, lambda *s: uniform(*s, low=-7.0, high=7.0), special=[NAN, INF, 0.0])
unary("sinh", torch.sinh, lambda *s: uniform(*s, low=-4.0, high=4.0), special=[NAN, INF, -INF])
unary("softplus", F.softplus, lambda *s: uniform(*s, low=-9.0, high=9.0), special=[NAN, 90.0, -90.0])
unary("sqrt", torch.sqrt, lambda *s: uniform(*s, low=0.1, high=9.0), special=[NAN, INF, 0.0, -1.0])
unary("square", torch.square, special=SPECIAL)
unary("step", lambda x: (x > 0).double() + 0 * x, special=[1e30, -1e30, NAN])
case("step", ["@0", 0.3], [signed(4, 5)], lambda x: torch.where(x > 0, 1.0, 0.3) + 0 * x)
unary("tan", torch.tan, lambda *s: uniform(*s, low=-1.2, high=1.2), special=[NAN, INF, 0.0])
unary("tanh", torch.tanh, lambda *s: uniform(*s, low=-4.0, high=4.0), special=[NAN, INF, -INF, 90.0])
unary("clipByValue", lambda x: x.clamp(-0.55, 0.61), lambda *s: distinct(*s), extra=[-0.55, 0.61], special=[NAN, INF, -INF, 0.0])
unary("clone", torch.clone, special=SPECIAL)

for op, reference in [("abs", torch.abs), ("neg", torch.neg), ("sign", torch.sign), ("square", torch.square), ("relu", torch.relu), ("relu6", F.relu6)]:
    case(op, ["@0"], [integers(4, 5)], reference, sample=True)
case("clipByValue", ["@0", -3, 4], [integers(4, 5)], lambda x: x.clamp(-3, 4), sample=True)
case("logicalNot", ["@0"], [booleans(3, 5)], torch.logical_not)
case("logicalNot", ["@0"], [booleans(0)], torch.logical_not)

# Pairs: equal shapes, each kind of broadcasting, scalars, nothing.
PAIRS = [((3, 5), (3, 5)), ((3, 5), (5,)), ((3, 1), (1, 5)), ((), (2, 3)), ((4,), ()), ((0, 3), (3,)), ((2, 1, 3), (4, 1)), ((1, 1), (1,)), ((2, 3, 1, 5), (3, 4, 1)), ((137,), (137,))]


def binary(op, reference, first=signed, second=signed, special=True, **options):
    for a, b in PAIRS:
        case(op, ["@0", "@1"], [first(*a), second(*b)], reference, **options)
    if special:
        pairs = [(a, b) for a in SPECIAL for b in SPECIAL]
        case(op, ["@0", "@1"], [given([a for a, _ in pairs]), given([b for _, b in pairs])], reference, gradient=False)


def floor_mod(a, b):
    return a - torch.floor(a / b).detach() * b


binary("add", torch.add)
binary("sub", torch.sub)
binary("mul", torch.mul)
binary("div", torch.div)
binary("divNoNan", lambda a, b: torch.where(b == 0, torch.zeros(()).double(), a / torch.where(b == 0, 1.0, b)))
binary("maximum", torch.maximum)
binary("minimum", torch.minimum)
binary("squaredDifference", lambda a, b: (a - b) ** 2)
binary("atan2", torch.atan2)
binary("pow", torch.pow, first=lambda *s: uniform(*s, low=0.3, high=3.0), second=lambda *s: uniform(*s, low=-3.0, high=3.0), special=False)
# Not at a base of 1 or -1, where JavaScript's ** differs from IEEE's pow.
pairs = [(a, b) for a in [NAN, INF, 0.0, 2.0, -2.5] for b in [NAN, INF, -INF, 0.0, 2.0, -3.0]]
case("pow", ["@0", "@1"], [given([a for a, _ in pairs]), given([b for _, b in pairs])], torch.pow, gradient=False)
# tfjs gives whole numbers as int32.
binary("floorDiv", lambda a, b: torch.floor(a / b).detach().int(), first=lambda *s: uniform(*s, low=-9.0, high=9.0), special=False)
binary("mod", floor_mod, first=lambda *s: uniform(*s, low=-9.0, high=9.0), special=False)
case("pow", ["@0", "@1"], [signed(4, 3), given([2.0, 3.0, -2.0])], lambda a, b: a ** b.detach(), gradient=False)
case("divNoNan", ["@0", "@1"], [uniform(5), given([0.0, 2.0, 0.0, -1.0, 4.0])], lambda a, b: torch.where(b == 0, 0.0, a / torch.where(b == 0, 1.0, b)))

# Integers wrap around as two's complement does; a quotient is floored and is 0 where the divisor is, as in NumPy.
EDGES = [2147483647, -2147483648, 65536, -65536, 46341, 123456789, -1, 0]
pairs = [(a, b) for a in EDGES for b in EDGES]
edges = [given([a for a, _ in pairs], INT), given([b for _, b in pairs], INT)]


def numpy_op(function):
    def reference(a, b):
        with np.errstate(all="ignore"):
            return torch.from_numpy(np.asarray(function(a.numpy(), b.numpy())))

    return reference


for op, function in [("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("maximum", np.maximum), ("minimum", np.minimum)]:
    case(op, ["@0", "@1"], edges, numpy_op(function), sample=True)
    case(op, ["@0", "@1"], [integers(2, 1, 3), integers(4, 1)], numpy_op(function))
for op, function in [("floorDiv", np.floor_divide), ("div", np.floor_divide), ("mod", np.mod)]:
    case(op, ["@0", "@1"], [integers(5, 1, low=-20, high=20), given([3, -3, 1, 7, -5], INT)], numpy_op(function), sample=True)
case("floorDiv", ["@0", "@1"], [given([7, -7, 0], INT), given([0, 0, 0], INT)], numpy_op(np.floor_divide))
case("squaredDifference", ["@0", "@1"], [integers(4, 1), integers(3)], numpy_op(lambda a, b: (a - b) ** 2), sample=True)
case("pow", ["@0", "@1"], [given([2, -3, 7, 0], INT), given([10, 3, 0, 5], INT)], numpy_op(np.power), sample=True)
case("bitwiseAnd", ["@0", "@1"], [integers(3, 5, low=-999, high=999), integers(3, 5, low=-999, high=999)], torch.bitwise_and)
case("bitwiseAnd", ["@0", "@1"], edges, torch.bitwise_and)
# The smaller type becomes the larger.
case("add", ["@0", "@1"], [integers(3, 4), uniform(4)], torch.add, sample=True)
case("mul", ["@0", "@1"], [booleans(3, 4), uniform(4)], torch.mul)
case("mul", ["@0", "@1"], [booleans(3, 4), integers(4)], lambda a, b: a.int() * b)

for op, reference in [
    ("equal", torch.eq),
    ("notEqual", torch.ne),
    ("less", torch.lt),
    ("lessEqual", torch.le),
    ("greater", torch.gt),
    ("greaterEqual", torch.ge),
]:
    coarse = lambda *shape: {**integers(*shape, low=-2, high=3), "dtype": "float32"}
    binary(op, reference, first=coarse, second=coarse)
    case(op, ["@0", "@1"], [integers(3, 5, low=-2, high=3), integers(5, low=-2, high=3)], reference, sample=True)
for op, reference in [("logicalAnd", torch.logical_and), ("logicalOr", torch.logical_or), ("logicalXor", torch.logical_xor)]:
    for a, b in PAIRS:
        case(op, ["@0", "@1"], [booleans(*a), booleans(*b)], reference)

for shapes in [[(3, 5)], [(3, 5)] * 2, [(2, 3)] * 5, [(0, 2)] * 3, [()] * 3]:
    case("addN", [[f"@{i}" for i in range(len(shapes))]], [uniform(*s) for s in shapes], lambda *x: sum(x))
case("addN", [["@0", "@1"]], [integers(3, 5), integers(3, 5)], lambda a, b: a + b)
for x, alpha in [((3, 5), (5,)), ((2, 3, 4), (1, 4)), ((3, 5), (1,)), ((0, 5), (5,)), ((2, 3), (2, 3))]:
    case("prelu", ["@0", "@1"], [signed(*x), uniform(*alpha)], lambda x, a: torch.where(x > 0, x, x * a))

for condition, a, b in [((3, 5), (3, 5), (3, 5)), ((), (3,), (3,)), ((3, 1), (1, 5), ()), ((0,), (0,), (0,)), ((5,), (3, 5), (3, 1)), ((1,), (1,), (1,))]:
    case("where", ["@0", "@1", "@2"], [booleans(*condition), uniform(*a), uniform(*b)], torch.where)
case("where", ["@0", "@1", "@2"], [booleans(3, 5), integers(3, 5), integers(5)], torch.where)
# A gradient must not cross from the branch not taken, or log would give NaN here.
case("where", [{"op": "greater", "args": ["@0", 0]}, "@0", "@1"], [signed(4, 5), signed(4, 5)], lambda a, b: torch.where(a > 0, a, b))

TYPES = {"float32": torch.float64, "int32": torch.int32, "bool": torch.bool}
for shape in [(3, 5), (0,), (1,)]:
    for draw in [lambda *s: uniform(*s, low=-9.0, high=9.0), integers, booleans]:
        for dtype, as_torch in TYPES.items():
            case("cast", ["@0", dtype], [draw(*shape)], lambda x, t=as_torch: x.to(t), sample=shape == (3, 5))
case("cast", ["@0", "int32"], [given([1.9, -1.9, 0.5, -0.5, 2147483520.0, -2147483648.0])], lambda x: x.detach().trunc().to(torch.int32))
case("cast", ["@0", "bool"], [given([0.0, -0.0, 0.25, NAN])], lambda x: x.detach() != 0)
case("complex", ["@0", "@1"], [uniform(3, 4), uniform(3, 4)], torch.complex)
case("complex", ["@0", "@1"], [uniform(0), uniform(0)], torch.complex)
for op, reference in [("real", lambda z: z.real), ("imag", lambda z: z.imag), ("abs", torch.abs)]:
    for shape in [(3, 4), (1,), (0,)]:
        case(op, [{"op": "complex", "args": ["@0", "@1"]}], [signed(*shape), signed(*shape)], lambda a, b, f=reference: f(torch.complex(a, b)), sample=True)
    case(op, [{"op": "reshape", "args": [{"op": "complex", "args": ["@0", "@1"]}, [4, 1, 3]]}], [signed(3, 4), signed(3, 4)], lambda a, b, f=reference: f(torch.complex(a, b)).reshape(4, 1, 3), sample=True)
for op, reference in [("mul", torch.mul), ("add", torch.add), ("sub", torch.sub)]:
    parts = [uniform(2, 3), uniform(2, 3), uniform(3), uniform(3)]
    z, w = {"op": "complex", "args": ["@0", "@1"]}, {"op": "complex", "args": ["@2", "@3"]}
    case(op, [z, w], parts, lambda a, b, c, d, f=reference: f(torch.complex(a, b), torch.complex(c, d)), gradient=False, sample=True)

# A vector to the last of many axes: webgpu has a program of its own for it.
case("add", ["@0", "@1"], [uniform(2, 1, 2, 2, 3), uniform(3)], torch.add, sample=True)
case("mul", ["@0", "@1"], [uniform(3), uniform(2, 1, 2, 1, 2, 3)], torch.mul, sample=True)
