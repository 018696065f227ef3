"""Writes comparison.json: Student's t, paired t-tests with their intervals, and Holm's adjustment as SciPy and statsmodels have them.

Run with SciPy 1.11 or newer and statsmodels 0.14: python test/goldens/comparison.py
"""

import json
import pathlib

import numpy
import scipy.stats
from statsmodels.stats.multitest import multipletests

DEGREES = [1, 2, 3, 4, 9, 29, 199, 4999]
rng = numpy.random.default_rng(0)


def paired(count, shift, spread):
    baseline = rng.normal(70, 3, count)
    variant = baseline + rng.normal(shift, spread, count)
    test = scipy.stats.ttest_rel(variant, baseline)
    interval = test.confidence_interval(0.95)
    return {
        "variant": variant.tolist(),
        "baseline": baseline.tolist(),
        "mean": float(numpy.mean(variant - baseline)),
        "low": float(interval.low),
        "high": float(interval.high),
        "p": float(test.pvalue),
    }


def adjusted(ps):
    return {"p": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()}


golden = {
    "cdf": [[t, v, float(scipy.stats.t.cdf(t, v))] for v in DEGREES for t in (-30.0, -4.3, -1.0, -0.01, 0.0, 0.3, 2.0, 12.7)],
    "tail": [[t, v, float(2 * scipy.stats.t.sf(t, v))] for v in DEGREES for t in (0.5, 5.0, 50.0)],
    "quantile": [[p, v, float(scipy.stats.t.ppf(p, v))] for v in DEGREES for p in (0.001, 0.2, 0.6, 0.95, 0.975, 0.9999)],
    "paired": [paired(3, 0, 1), paired(5, 2, 0.5), paired(5, -0.3, 2), paired(10, 0.01, 0.02), paired(30, 1, 5)],
    "holm": [
        adjusted([0.01, 0.04, 0.03, 0.005]),
        adjusted([0.5]),
        adjusted([0.9, 0.8, 0.7]),
        adjusted([0.02, 0.02, 0.02]),
        adjusted(rng.uniform(0, 0.2, 7).tolist()),
    ],
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
