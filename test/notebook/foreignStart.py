"""Starts a kernel as an editor does that has no Jupyter server of its own, and runs cells from standard input (JSON).

    python foreignStart.py FOLDER_OF_KERNEL_JSON < cells.json

It works in the current folder, with no more of an environment than PATH and HOME. Standard output is a list of
[status, text] of the cells.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import zmq
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.connect import write_connection_file


def main(folder: str) -> None:
    spec = json.loads((Path(folder) / "kernel.json").read_text())
    file, _ = write_connection_file(os.path.join(tempfile.mkdtemp(), "connection.json"))
    argv = [
        word.replace("{connection_file}", file).replace("{resource_dir}", folder).replace("{prefix}", sys.prefix)
        for word in spec["argv"]
    ]
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **spec.get("env", {})}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    kernel = subprocess.Popen(argv, env=env, **quiet)
    client = BlockingKernelClient(connection_file=file)
    client.load_connection_file()
    client.start_channels(hb=False)  # It takes a kernel for dead that is not up after a second.
    try:
        client.wait_for_ready(timeout=60)
        results = [run(client, code) for code in json.load(sys.stdin)]
        beat = beats(json.loads(Path(file).read_text()))
        client.shutdown()
        kernel.wait(10)
        print(json.dumps({"results": results, "beats": beat, "ended": kernel.returncode}))
    finally:
        kernel.kill()
        client.stop_channels()


def beats(connection) -> bool:
    """Whether the kernel answers on its heartbeat, by which a console knows that it lives."""
    socket = zmq.Context.instance().socket(zmq.REQ)
    socket.linger = 0
    socket.connect(f"tcp://{connection['ip']}:{connection['hb_port']}")
    socket.send(b"ping")
    return socket.poll(5000) != 0 and socket.recv() == b"ping"


def run(client, code: str) -> "list[str]":
    texts = []

    def hook(message) -> None:
        content = message["content"]
        texts.append(content.get("text") or content.get("evalue") or content.get("data", {}).get("text/plain", ""))

    reply = client.execute_interactive(code, output_hook=hook, timeout=120)
    return [reply["content"]["status"], "".join(texts)]


main(sys.argv[1])
