"""Takes libtensorflow and its C headers out of TensorFlow's Python package.

    python libtensorflow.py NAME==VERSION FOLDER OUTCOME [--gpu]

FOLDER/tensorflow then holds them as the package does, with --gpu beside NVIDIA's libraries, where libtensorflow looks for
them. OUTCOME is a file that says `installed`, or `none` where there is no package for this system.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

# The libraries hold no Python, so any Python version's package does; this one is there for every system.
PYTHON_OF_PACKAGE = "3.12"

# What a program in C needs: a small part of the 290 MB of headers, and none of the Python files.
WANTED = re.compile(
    r"tensorflow/libtensorflow_(cc|framework)[^/]*$"
    r"|tensorflow/include/(tensorflow/c|tensorflow/core/platform|tsl/platform|xla/tsl/c)/.*\.h$"
    r"|[^/]+\.dist-info/(METADATA|.*(LICENSE|NOTICE).*)$"
)


def pip(*args: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pip", *args, "--disable-pip-version-check", "--no-input", "--no-deps"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, flush=True)
    return done


def nvidia_requirements(folder: Path) -> "list[str]":
    """What the package asks for under its extra `and-cuda`."""
    metadata = next(folder.glob("*.dist-info/METADATA")).read_text()
    found = re.findall(r"^Requires-Dist: ([^;\n]+);.*extra == ['\"]and-cuda['\"]", metadata, flags=re.M)
    return [requirement.strip().replace(" ", "") for requirement in found]


def main(requirement: str, target: str, outcome_file: str, *flags: str) -> int:
    folder, outcome = Path(target), Path(outcome_file)
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)

    wheels = part / "wheels"
    wheels.mkdir()
    done = pip(
        "download", requirement, "--dest", str(wheels), "--only-binary=:all:", "--python-version", PYTHON_OF_PACKAGE
    )
    if done.returncode != 0:
        # Other versions are there, but not for this system; no versions at all would rather mean no network.
        none = re.search(r"from versions: (?!none)", done.stdout) is not None
        shutil.rmtree(part)
        if none:
            outcome.write_text("none")
        return 0 if none else 1

    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(part, [name for name in wheel.namelist() if WANTED.match(name)])
    shutil.rmtree(wheels)
    if "--gpu" in flags:
        needed = nvidia_requirements(part)
        if not needed:
            print("this package names no NVIDIA libraries", flush=True)
            return 1
        if pip("install", "--target", str(part), *needed).returncode != 0:
            return 1

    shutil.rmtree(folder, ignore_errors=True)
    os.rename(part, folder)
    outcome.write_text("installed")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
