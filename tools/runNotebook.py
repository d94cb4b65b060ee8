"""Runs one notebook from its first cell to its last and keeps it with its outputs.

    .venv/bin/python tools/runNotebook.py NOTEBOOK OUTPUT [--json] [--debug] [--stop-with-stdin]

The kernel works in the notebook's folder and sees this process's environment variables. OUTPUT is written also when a
cell fails, so that one can look at it; the exit code is then 1 and the reason is one line on stderr.

--json             one JSON object a line on stdout: {"cell": 3, "of": 11, "title": "..."} for each finished code cell, and
                   {"error": "...", "detail": "..."} at a failure, instead of words on stderr
--debug            all that the failed cell wrote to stderr, below that line
--stop-with-stdin  ends, kernel and all, when standard input is closed: the caller is gone
"""

import argparse
import asyncio
import json
import os
import re
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What Jupyter writes beside the notebook stays in the project's own cache, and the project's kernel goes before any other
# of the same name. Read when jupyter_core is imported, hence before the imports below.
JUPYTER = ROOT / ".cache" / "jupyter"
JUPYTER.mkdir(parents=True, exist_ok=True)
for variable, name in {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
}.items():
    os.environ[variable] = str(JUPYTER / name)
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"

import nbformat  # noqa: E402
from jupyter_client.kernelspec import NoSuchKernel  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402


class NotebookError(Exception):
    """A notebook that cannot be run to its end: one line, and what more there is to read."""

    def __init__(self, line: str, detail: str = ""):
        super().__init__(line)
        self.detail = detail


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--debug", action="store_true")
    parser.add_argument("--stop-with-stdin", action="store_true")
    args = parser.parse_args()
    try:
        asyncio.run(until_stopped(run(args), args.stop_with_stdin))
    except NotebookError as error:
        if args.json:
            print(json.dumps({"error": str(error), "detail": error.detail}), flush=True)
        else:
            print(error, file=sys.stderr)
            if args.debug and error.detail:
                print(error.detail, file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        print(f"{args.notebook.name}: stopped", file=sys.stderr)
        return 130
    return 0


async def until_stopped(work, with_stdin: bool) -> None:
    """Does the work as a task that a signal, or the end of standard input, cancels."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def at_end_of_stdin() -> None:
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stop(task)

    stop_at_signals(task)
    if with_stdin:
        loop.add_reader(0, at_end_of_stdin)
    await task


def stop_at_signals(task: "asyncio.Task[None]") -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop, task)


def stop(task: "asyncio.Task[None]", stopped: "set[asyncio.Task[None]]" = set()) -> None:
    """Cancels once only: a second time would break off the shutting down of the kernel."""
    if task not in stopped:
        stopped.add(task)
        task.cancel()


async def run(args: argparse.Namespace) -> None:
    path = args.notebook
    name = path.name
    try:
        notebook = nbformat.read(path, as_version=4)
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read ({error.strerror})") from error
    except Exception as error:
        raise NotebookError(f"{path}: is not a notebook ({first_line(str(error))})") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None

    client = NotebookClient(
        notebook,
        timeout=None,
        startup_timeout=120,
        # Output that does not arrive is a failure, not a warning; much of it may take its time.
        iopub_timeout=60,
        raise_on_iopub_timeout=True,
        # Times of day would make each run's file differ.
        record_timing=False,
        # One output for all that a cell prints, not one for each line.
        coalesce_streams=True,
    )
    # What the kernel's process says itself (TensorFlow's log) is no cell's output.
    with tempfile.TemporaryFile() as log:
        try:
            async with client.async_setup_kernel(cwd=str(path.resolve().parent), stdout=log, stderr=log):
                stop_at_signals(asyncio.current_task())  # nbclient's own only stop the kernel
                await run_cells(client, notebook, name, args.json)
        except NoSuchKernel as error:
            raise NotebookError(f"{name}: {error}; `npm run setup` installs the project's own") from error
        except (DeadKernelError, RuntimeError) as error:
            # Also when it dies before it is ready, which is a plain RuntimeError.
            log.seek(0)
            said = log.read().decode(errors="replace").strip()
            where = getattr(error, "where", None) or name
            raise NotebookError(f"{where}: the kernel died{last_words(said)}", said) from error
        finally:
            write(notebook, args.output)


async def run_cells(client: NotebookClient, notebook, name: str, as_json: bool) -> None:
    total = sum(cell.cell_type == "code" for cell in notebook.cells)
    number, heading = 0, ""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            heading = next(iter(re.findall(r"^#+\s+(.+)$", cell.source, flags=re.M)), heading)
        if cell.cell_type != "code":
            continue
        number += 1
        first = first_line(cell.source)
        words = first.lstrip("/ ") if first.startswith("//") else heading
        where = f"{name}, code cell {number}" + (f" ({words})" if words else "")
        try:
            await client.async_execute_cell(cell, index, execution_count=number)
        except CellExecutionError as error:
            raise NotebookError(f"{where}: {reason(error)}", stderr_of(cell)) from error
        except CellTimeoutError as error:
            raise NotebookError(f"{where}: output was lost, the kernel did not say that it had ended") from error
        except (DeadKernelError, RuntimeError) as error:
            error.where = where
            raise
        if as_json:
            print(json.dumps({"cell": number, "of": total, "title": words or first}), flush=True)
        else:
            print(f"{name}: {number}/{total} {words or first}", file=sys.stderr)


def stderr_of(cell) -> str:
    streams = [output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stderr"]
    errors = ["\n".join(output.traceback) for output in cell.outputs if output.output_type == "error"]
    return re.sub(r"\x1b\[[0-9;]*m", "", "".join(streams + errors)).strip()


def reason(error: CellExecutionError) -> str:
    """The line that says what went wrong; the type checker's is `row:column - words`."""
    words = first_line(error.evalue)
    return words if error.ename == "TypeScript" else f"{error.ename}: {words}"


def last_words(said: str) -> str:
    return f" ({said.splitlines()[-1].strip()})" if said else ""


def first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def write(notebook, output: Path) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(output.name + ".part")
    nbformat.write(notebook, part)
    os.replace(part, output)


if __name__ == "__main__":
    sys.exit(main())
