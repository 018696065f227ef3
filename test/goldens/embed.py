"""Writes embed.json: principal components by scikit-learn's PCA(svd_solver='full') for sidecar/embed/pca.test.ts.

Run: pip install numpy scikit-learn && python test/goldens/embed.py
"""

import json
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

rng = np.random.default_rng(2024)


def case(title, x, count):
    x = x.astype(np.float32)
    pca = PCA(n_components=count, svd_solver="full")
    positions = pca.fit_transform(x.astype(np.float64))
    flat = lambda a: [float(f"{v:.7g}") for v in np.asarray(a).ravel()]
    return {
        "title": title,
        "rows": x.shape[0],
        "width": x.shape[1],
        "count": count,
        "values": [float(v) for v in x.ravel()],
        "positions": flat(positions),
        "explained": flat(pca.explained_variance_ratio_),
        "axes": flat(pca.components_),
        "mean": flat(pca.mean_),
    }


scales = np.array([3.0, 2.0, 1.0, 0.5, 0.1])
cases = [
    case("more rows than columns", rng.normal(size=(24, 5)) * scales + 10, 3),
    case("more columns than rows", rng.normal(size=(7, 20)) * np.linspace(2, 0.2, 20), 3),
    case("as many rows as columns", rng.normal(size=(6, 6)), 2),
    case("one column", rng.normal(size=(9, 1)), 1),
    case("two rows", rng.normal(size=(2, 4)), 1),
    case("rows on a plane", rng.normal(size=(15, 2)) @ rng.normal(size=(2, 8)), 2),
]
Path(__file__).with_name("embed.json").write_text(json.dumps({"cases": cases}, separators=(",", ":")) + "\n")
