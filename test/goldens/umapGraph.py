"""Writes umapGraph.json: umap-learn's smooth distances and fuzzy graph, and how trustworthy its layout is by scikit-learn, for sidecar/embed/umap.test.ts.

Run: pip install numpy scikit-learn umap-learn && python test/goldens/umapGraph.py
"""

import json
from pathlib import Path

import numpy as np
import umap
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from umap.umap_ import fuzzy_simplicial_set, smooth_knn_dist

rng = np.random.default_rng(7)
flat = lambda a: [float(f"{v:.7g}") for v in np.asarray(a).ravel()]


def case(title, x, k):
    x = x.astype(np.float32)
    distances = pairwise_distances(x.astype(np.float64))
    order = np.argsort(distances, axis=1, kind="stable")
    # Each row's first neighbor is the row itself, also where another row is equal to it.
    order = np.array([[i] + [j for j in row if j != i] for i, row in enumerate(order)])[:, :k]
    near = np.take_along_axis(distances, order, axis=1)
    sigmas, rhos = smooth_knn_dist(near.astype(np.float32), float(k))
    graph, _, _ = fuzzy_simplicial_set(x, k, np.random.RandomState(0), "euclidean", knn_indices=order, knn_dists=near.astype(np.float32))
    return {
        "title": title,
        "rows": x.shape[0],
        "width": x.shape[1],
        "k": k,
        "values": [float(v) for v in x.ravel()],
        "sigma": flat(sigmas),
        "rho": flat(rhos),
        "graph": flat(graph.toarray()),
    }


clusters = rng.normal(size=(3, 6))[np.arange(30) % 3] * 3 + rng.normal(size=(30, 6))
doubled = rng.normal(size=(12, 4))
doubled[6:9] = doubled[0]
cases = [case("three clusters", clusters, 6), case("equal rows", doubled, 4)]

layout = umap.UMAP(n_neighbors=6, random_state=1).fit_transform(clusters.astype(np.float32))
trust = {
    "positions": flat(layout),
    "trustworthiness": float(trustworthiness(clusters.astype(np.float32), layout.astype(np.float32), n_neighbors=5)),
}
text = json.dumps({"cases": cases, "layout": trust}, separators=(",", ":"))
Path(__file__).with_name("umapGraph.json").write_text(text + "\n")
