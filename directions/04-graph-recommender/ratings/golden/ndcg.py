"""Makes golden/ndcg.json: lists of 20 of random scores, and what scikit-learn's ndcg_score says of them. python golden/ndcg.py golden/ndcg.json"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import ndcg_score

random = np.random.default_rng(4)
cases = []
for items, held in ((30, 1), (30, 7), (60, 25), (20, 20)):
    scores = random.random(items).round(4)
    liked = sorted(random.choice(items, held, replace=False).tolist())
    relevance = np.isin(np.arange(items), liked).astype(float)
    cases.append({"scores": scores.tolist(), "held": liked, "ndcg": ndcg_score([relevance], [scores], k=20)})
Path(sys.argv[1]).write_text(json.dumps(cases) + "\n")
