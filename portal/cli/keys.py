"""`keys`."""

import argparse
from typing import Any

from portal.clock import SystemClock
from portal.keys.key_file import ROOT_NAME, load_root
from portal.keys.key_ring import KeyRing, load_keys
from portal.keys.rotation import rotate_keys
from portal.settings import load_settings


def rotate(arguments: argparse.Namespace) -> dict[str, Any]:
    folder, url = arguments.data, load_settings(arguments.data).public_url
    root = load_root(arguments.root or folder / ROOT_NAME)
    now = SystemClock().now()
    return _shown(rotate_keys(folder, url, root, now, at_once=arguments.at_once))


def show(arguments: argparse.Namespace) -> dict[str, Any]:
    url = load_settings(arguments.data).public_url
    return _shown(load_keys(arguments.data, url, SystemClock().now()))


def say_keys(keys: dict[str, Any]) -> str:
    """The keys as text."""
    lines = [
        f"key set {keys['seq']}, root {keys['root']}",
        f"  signs: {keys['signing']}",
        f"  opens: {', '.join(keys['sealing'])}",
    ]
    if len(keys["sealing"]) > 1:
        lines.append(f"  all but the first until {keys['retired_until']} (seconds since 1970)")
    return "\n".join(lines)


def _shown(keys: KeyRing) -> dict[str, Any]:
    return {
        "seq": keys.seq,
        "root": keys.root_pin,
        "signing": keys.signing.public.key_id,
        "sealing": [key.public.key_id for key in keys.sealing],
        "retired_until": keys.file.retired_until,
    }
