"""`python release_files.py key | root | list | sign | verify …`: the list of releases (ADR 34).

Started by the command, with the project on its path. Only `key` and `sign` touch a private key;
they need no network, and run on the machine where the keys are kept.
"""

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from getpass import getpass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from crypto.errors import CryptoError
from crypto.keys import PrivateKey, PublicKey
from crypto.releases import (
    ALL_SYSTEMS,
    LIST_TYP,
    ROOT_TYP,
    SYSTEMS,
    ReleaseList,
    Root,
    Seen,
    read_releases,
    read_trusted_root,
    signed_line,
)
from crypto.version import version_order
from portal.web.public.downloads import DownloadCatalog

_DAY = 86_400
_CHUNK = 1024 * 1024


class Refusal(Exception):
    """One sentence: what is wrong."""


def make_key(options: Namespace) -> None:
    """Write NAME.key, encrypted by a passphrase and readable for its owner alone, and NAME.pub."""
    key = PrivateKey.generate()
    protection = BestAvailableEncryption(_passphrase(options, twice=True))
    pem = key.native.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
    private = Path(f"{options.name}.key")
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    Path(f"{options.name}.pub").write_text(f"{key.public.hex()}\n", "ascii")
    _say(f"{private} is secret, {options.name}.pub is not; the key's id is {key.public.key_id}")


def draft_root(options: Namespace) -> None:
    """Write what a root is to say, for people to read before they sign."""
    payload = {
        "version": options.number,
        "expires": _expiry(options.days),
        "root": _role(options.root, options.root_threshold),
        "releases": _role(options.releases, options.releases_threshold),
    }
    Root.read(payload)
    _write_draft(options.draft, payload)


def draft_list(options: Namespace) -> None:
    """Write what the list is to say of the installers and templates in a folder."""
    catalog = DownloadCatalog(options.folder.absolute())
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(catalog.files(), key=lambda each: each.name):
        entry = {
            "name": file.name,
            "system": file.system.value.lower() if file.system else ALL_SYSTEMS,
            "size": file.size,
            "sha256": catalog.sha256(file),
        }
        found.setdefault(file.version, []).append(entry)
    installable = [
        version
        for version, files in found.items()
        if any(file["system"] != ALL_SYSTEMS for file in files)
    ]
    if not installable:
        raise Refusal(f"in {options.folder} is no installer of the app")
    newest = max(installable, key=version_order)
    releases = [
        {
            "version": version,
            "percent": options.percent if version == newest else 100,
            "files": all_,
        }
        for version, all_ in sorted(found.items(), key=lambda each: version_order(each[0]))
    ]
    expires = _expiry(options.days)
    _write_draft(
        options.draft, {"version": options.number, "expires": expires, "releases": releases}
    )


def sign(options: Namespace) -> None:
    """Add one key's line to a document, which must carry the same as the draft."""
    payload = json.loads(options.draft.read_text("utf-8"))
    typ = LIST_TYP if isinstance(payload["releases"], list) else ROOT_TYP
    line = signed_line(payload, typ, _private_key(options))
    before = options.document.read_text("ascii").split() if options.document.exists() else []
    if any(each.split(".")[1] != line.split(".")[1] for each in before):
        raise Refusal(f"{options.document} says something else than {options.draft}")
    options.document.write_text("".join(f"{each}\n" for each in (*before, line)), "ascii")
    _say(f"{options.document} has {len(before) + 1} signatures")


def verify(options: Namespace) -> None:
    """Say what an app with this root would make of the list, and whether files are those of it."""
    found = _read(options)
    for release in found.releases:
        names = ", ".join(file.name for file in release.files)
        _say(f"{release.version}: {release.percent} %: {names}")
    _say(f"root {found.seen.root}, list {found.seen.releases}, until {_day(found.expires)}")
    for system in SYSTEMS:
        newest = found.newest(system, lambda _: 0)
        _say(f"{system}: {newest.version if newest else 'nothing'}")
    for path in options.files:
        file = found.file(path.name)
        if file is None:
            raise Refusal(f"{path.name} is not in the list")
        file.check(_chunks(path))
        _say(f"{path.name} is the file of the list")


def _read(options: Namespace) -> ReleaseList:
    trusted = read_trusted_root(options.root.read_bytes())
    return read_releases(options.document.read_bytes(), trusted, Seen(), int(time.time()))


def _role(files: Sequence[Path], threshold: int) -> dict[str, Any]:
    keys = [PublicKey.from_hex(file.read_text("ascii").strip()) for file in files]
    return {"keys": [key.jwk for key in keys], "threshold": threshold}


def _private_key(options: Namespace) -> PrivateKey:
    try:
        native = load_pem_private_key(options.key.read_bytes(), _passphrase(options))
    except ValueError as error:
        raise Refusal(f"{options.key} does not open with this passphrase") from error
    if not isinstance(native, ec.EllipticCurvePrivateKey):
        raise Refusal(f"{options.key} is no P-256 key")
    return PrivateKey(native)


def _passphrase(options: Namespace, *, twice: bool = False) -> bytes:
    if options.passphrase_file:
        return bytes(options.passphrase_file.read_bytes().strip())
    words = getpass("Passphrase: ")
    if twice and getpass("The same again: ") != words:
        raise Refusal("the two are not the same")
    if not words:
        raise Refusal("a key without a passphrase is not offline enough")
    return words.encode()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_draft(path: Path, payload: dict[str, Any]) -> None:
    path.write_text(json.dumps(payload, indent=1) + "\n", "utf-8")
    _say(f"read {path}, then sign it: it is to hold until {_day(payload['expires'])}")


def _expiry(days: int) -> int:
    return int(time.time()) + days * _DAY


def _day(seconds: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def _say(text: str) -> None:
    print(text)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="./run release", description=__doc__)
    commands = parser.add_subparsers(required=True)
    key = commands.add_parser("key", help="make a key", description=make_key.__doc__)
    key.add_argument("name", help="path without an ending")
    root = commands.add_parser("root", help="draft a root", description=draft_root.__doc__)
    for role in ("root", "releases"):
        root.add_argument(f"--{role}", type=Path, nargs="+", required=True, metavar="PUB")
        root.add_argument(f"--{role}-threshold", type=int, required=True, metavar="N")
    listed = commands.add_parser("list", help="draft the list", description=draft_list.__doc__)
    listed.add_argument("folder", type=Path)
    listed.add_argument("--percent", type=int, default=100, help="of the newest version")
    for command, days in ((root, 730), (listed, 90)):
        command.add_argument("--number", type=int, required=True, help="one more than the last")
        command.add_argument("--days", type=int, default=days, help="until it has to be renewed")
        command.add_argument("draft", type=Path, help="JSON file to be written")
    signing = commands.add_parser("sign", help="add a signature", description=sign.__doc__)
    signing.add_argument("draft", type=Path)
    signing.add_argument("document", type=Path)
    signing.add_argument("--key", type=Path, required=True)
    for command in (key, signing):
        command.add_argument("--passphrase-file", type=Path, help="else it is asked for")
    checking = commands.add_parser("verify", help="verify a list", description=verify.__doc__)
    checking.add_argument("--root", type=Path, required=True, help="that came with the app")
    checking.add_argument("document", type=Path)
    checking.add_argument("files", type=Path, nargs="*", help="installers, templates")
    for command, act in (
        (key, make_key),
        (root, draft_root),
        (listed, draft_list),
        (signing, sign),
        (checking, verify),
    ):
        command.set_defaults(act=act)
    return parser


def main(words: Sequence[str]) -> int:
    """0, or 1 with a sentence."""
    options = _parser().parse_args(words)
    try:
        options.act(options)
    except CryptoError as error:
        return _refused(f"{type(error).__name__}: {error}")
    except (Refusal, OSError) as error:
        return _refused(str(error))
    return 0


def _refused(sentence: str) -> int:
    print(f"release: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
