"""umap-learn on the points of umap.bench.mjs: fit and transform twice, the first call with numba's compilation.

usage: umap.peer.py FOLDER N M D
reads FOLDER/points.f32 and FOLDER/new.f32, writes FOLDER/fit.f32, FOLDER/transform.f32 and FOLDER/peer.json
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore")
started = time.perf_counter()
import numba  # noqa: E402
import umap  # noqa: E402

imported = time.perf_counter() - started

folder, n, m, d = sys.argv[1], *map(int, sys.argv[2:5])
points = np.fromfile(f"{folder}/points.f32", np.float32).reshape(n, d)
new = np.fromfile(f"{folder}/new.f32", np.float32).reshape(m, d)


def timed(work):
    wall, cpu = time.perf_counter(), time.process_time()
    value = work()
    return value, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


calls = []
for _ in range(2):
    fitted, fit = timed(lambda: umap.UMAP(n_neighbors=15, min_dist=0.1).fit(points))
    places, transform = timed(lambda: fitted.transform(new))
    calls.append({"fit": fit, "project": transform})

fitted.embedding_.astype(np.float32).tofile(f"{folder}/fit.f32")
places.astype(np.float32).tofile(f"{folder}/transform.f32")
versions = {"umap-learn": umap.__version__, "numba": numba.__version__, "numpy": np.__version__}
with open(f"{folder}/peer.json", "w") as file:
    json.dump({"versions": versions, "import": imported, "first": calls[0], "second": calls[1]}, file)
