"""Runs cells in the project's kernel as a person would, one after the other, some with an interrupt.

    .venv/bin/python test/notebook/kernelTalk.py FOLDER < cells.json

Standard input is a list of {"code": "...", "interrupt": [seconds, ...]}: after each of these from the first output on,
with "at": "start" from the cell's beginning on, the kernel is interrupted. Standard output is a list of {"status", "outputs": [...], "stopped": seconds from the first
interrupt to the reply}. A {"touch": file} in place of code sets that file's time to now.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
from jupyter_client.manager import AsyncKernelManager  # noqa: E402


async def main(folder: str) -> None:
    manager = AsyncKernelManager(kernel_name="mrs-synth")
    # What the kernel inherits it makes non-blocking, and our own output would be cut off.
    await manager.start_kernel(cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    results = []
    for step in json.load(sys.stdin):
        if "touch" in step:
            Path(step["touch"]).touch()
        else:
            results.append(await run(manager, client, **step))
            await asyncio.sleep(0.3)  # For that long after a failed cell, the kernel turns cells away.
    client.stop_channels()
    await manager.shutdown_kernel(now=True)
    print(json.dumps(results))


async def run(manager, client, code: str, interrupt=(), at: str = "output") -> dict:
    message = client.execute(code, stop_on_error=True)
    outputs, asked, task, reply = [], [], None, None

    async def stop() -> None:
        for seconds in interrupt:
            await asyncio.sleep(seconds)
            asked.append(time.monotonic())
            await manager.interrupt_kernel()

    while True:
        answer = await client.get_iopub_msg(timeout=60)
        if answer["parent_header"].get("msg_id") != message:
            continue
        kind, content = answer["msg_type"], answer["content"]
        if kind == "status" and content["execution_state"] == "idle":
            break
        if kind == "execute_input" and at == "start":
            task = asyncio.ensure_future(stop())
        if kind in ("stream", "error", "display_data", "update_display_data", "execute_result"):
            outputs.append({"kind": kind, **content})
            task = task or asyncio.ensure_future(stop())
    ended = time.monotonic()
    while reply is None or reply["parent_header"].get("msg_id") != message:
        reply = await client.get_shell_msg(timeout=60)
    if task and not asked:
        task.cancel()  # It had ended before.
    elif task:
        await task
    return {
        "status": reply["content"]["status"],
        "outputs": outputs,
        "stopped": ended - asked[0] if asked else None,
    }


asyncio.run(main(sys.argv[1]))
