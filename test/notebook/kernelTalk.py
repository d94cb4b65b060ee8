"""Runs cells in the project's kernel as a person would, one after the other, some with an interrupt.

    .venv/bin/python test/notebook/kernelTalk.py FOLDER < cells.json

Standard input is a list of {"code": "...", "interrupt": [seconds, ...]}: after each of these from the first output on
the kernel is interrupted. Standard output is a list of {"status", "outputs": [...], "stopped": seconds from the first
interrupt to the reply}. A {"touch": file} in place of code sets that file's time to now.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
from jupyter_client.manager import AsyncKernelManager  # noqa: E402


async def main(folder: str) -> None:
    manager = AsyncKernelManager(kernel_name="mrs-synth")
    await manager.start_kernel(cwd=folder)
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    results = []
    for step in json.load(sys.stdin):
        if "touch" in step:
            Path(step["touch"]).touch()
        else:
            results.append(await run(manager, client, step["code"], step.get("interrupt", [])))
            await asyncio.sleep(0.3)  # For that long after a failed cell, the kernel turns cells away.
    client.stop_channels()
    await manager.shutdown_kernel(now=True)
    print(json.dumps(results))


async def run(manager, client, code: str, interrupts) -> dict:
    message = client.execute(code, stop_on_error=True)
    outputs, asked, task, reply = [], [], None, None

    async def interrupt() -> None:
        for seconds in interrupts:
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
        if kind in ("stream", "error", "display_data", "update_display_data"):
            outputs.append({"kind": kind, **content})
            task = task or asyncio.ensure_future(interrupt())
    ended = time.monotonic()
    while reply is None or reply["parent_header"].get("msg_id") != message:
        reply = await client.get_shell_msg(timeout=60)
    if task:
        await task
    return {
        "status": reply["content"]["status"],
        "outputs": outputs,
        "stopped": ended - asked[0] if asked else None,
    }


asyncio.run(main(sys.argv[1]))
