"""A process for uploads whose reader has been taken over: it tries what would harm the portal."""

import asyncio
import json
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from portal.domain.certificates.sandbox_client import FairQueue, Sandbox, Task
from portal.domain.certificates.sandbox_start import Report, SandboxStart

_TRIES: Final = """
import json, os, socket, subprocess, sys
from portal.domain.certificates.sandbox import __main__ as sandbox
from portal.domain.certificates.sandbox import isolation

def connect(kind, family, address):
    with socket.socket(family, kind) as made:
        made.settimeout(5)
        made.connect(address)

def fork():
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)

def snoop(data):
    there = json.loads(data)
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    tries = {
        "the database": lambda: open(there["database"], "rb").close(),
        "the keys": lambda: open(there["keys"], "rb").close(),
        "an upload": lambda: open(there["upload"], "rb").close(),
        "a changed upload": lambda: open(there["upload"], "ab").close(),
        "the data folder": lambda: os.listdir(there["folder"]),
        "a new file": lambda: open(there["folder"] + "/new", "wb").close(),
        "a removed file": lambda: os.unlink(there["unneeded"]),
        "the portal's environment": lambda: open(f"/proc/{there['pid']}/environ", "rb").close(),
        "TCP": lambda: connect(stream, socket.AF_INET, ("127.0.0.1", there["port"])),
        "UDP": lambda: connect(datagram, socket.AF_INET, ("127.0.0.1", there["port"])),
        "a Unix socket": lambda: connect(stream, socket.AF_UNIX, there["socket"]),
        "an abstract Unix socket": lambda: connect(stream, socket.AF_UNIX, there["abstract"]),
        "a signal": lambda: os.kill(there["pid"], 0),
        "a program": lambda: subprocess.run(["/bin/true"], check=True),
        "another process": fork,
    }
    found = {}
    for name, work in tries.items():
        try:
            work()
            found[name] = "done"
        except OSError as error:
            found[name] = type(error).__name__
    return json.dumps(found).encode()

sandbox._TASKS["detect"] = snoop
CHANGES
sandbox.main(*sys.argv[1:])
"""


def snooped(there: dict[str, Any], changes: str = "", prefix: tuple[str, ...] = ()) -> set[str]:
    """What it succeeds in; `changes` are made to the process's own modules before."""
    program = _TRIES.replace("CHANGES", changes)
    start = SandboxStart((*prefix, sys.executable, "-s", "-B", "-c", program), Report())
    sandbox = Sandbox(FairQueue(1, each=1, waiting_each=1), start)

    async def work() -> bytes:
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(there).encode())
            file.seek(0)
            async with sandbox.turn("key") as run:
                return await run(Task.DETECT, file)

    found = json.loads(asyncio.run(work()))
    sandbox.close()
    return {name for name, result in found.items() if result == "done"}


def listening(family: socket.AddressFamily, address: Any) -> socket.socket:
    """A socket that takes connections."""
    made = socket.socket(family)
    made.bind(address)
    made.listen()
    return made


def targets(data: Path, folder: Path) -> dict[str, Any]:
    """Files of the portal's, and one in `folder` that may be removed."""
    unneeded = folder / "unneeded"
    unneeded.touch()
    upload = data / "uploads" / "0"
    upload.parent.mkdir(exist_ok=True)
    upload.touch()
    files = {"database": data / "portal.sqlite", "keys": data / "keys.json", "upload": upload}
    named = files | {"folder": data, "unneeded": unneeded}
    return {name: str(path) for name, path in named.items()}
