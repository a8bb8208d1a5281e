"""The list of releases, signed by keys that are kept offline (ADR 34).

A document is one or more lines, each a compact JWS by another key over the same payload. A *root*
names the keys of both kinds and how many of them have to sign, and is followed by the next root.
The *list* names each release with its files. One text has all of it: roots, then the list.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from crypto import jws
from crypto.encoding import JsonObject, require_members
from crypto.errors import BadSignature, Downgrade, Expired, Malformed
from crypto.keys import PrivateKey, PublicKey
from crypto.version import version_order

ROOT_TYP: Final = "aok-release-root+jws"
LIST_TYP: Final = "aok-releases+jws"
FILE_NAME: Final = "releases.jws"
"""In the portal's folder of installers, and behind the address of its download page."""
MAX_BYTES: Final = 64 * 1024
"""Of the whole text."""
SYSTEMS: Final = ("windows", "macos", "linux")
ALL_SYSTEMS: Final = "all"
"""Of a file that installs nothing: the templates of the policy."""

_MOST_LINES: Final = 64
_ROLE: Final[dict[str, type]] = {"keys": list, "threshold": int}
_ROOT: Final[dict[str, type]] = {"version": int, "expires": int, "root": dict, "releases": dict}
_LIST: Final[dict[str, type]] = {"version": int, "expires": int, "releases": list}
_RELEASE: Final[dict[str, type]] = {"version": str, "percent": int, "files": list}
_FILE: Final[dict[str, type]] = {"name": str, "system": str, "size": int, "sha256": str}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Role:
    """Keys, and how many of them have to sign."""

    keys: Mapping[str, PublicKey]
    threshold: int

    @classmethod
    def read(cls, value: Any) -> "Role":
        _require(value, _ROLE)
        keys = {key.key_id: key for key in map(PublicKey.from_jwk, value["keys"])}
        if not 1 <= value["threshold"] <= len(keys):
            raise Malformed("a threshold that the keys cannot reach")
        return cls(keys, value["threshold"])


@dataclass(frozen=True)
class Document:
    """Lines that carry the same payload, nothing of it verified yet."""

    lines: tuple[jws.Unverified, ...]

    @property
    def typ(self) -> str:
        return str(self.lines[0].header["typ"])

    def verified(self, role: Role) -> JsonObject:
        """The payload, once enough different keys of `role` have signed it.

        Raises:
            BadSignature: fewer.
        """
        payload: JsonObject = {}
        signers = set()
        for line in self.lines:
            key = role.keys.get(str(line.header.get("kid")))
            if key is not None:
                payload = line.verified_payload(key)
                signers.add(key.key_id)
        if len(signers) < role.threshold:
            raise BadSignature("not signed by as many keys as are needed")
        return payload


@dataclass(frozen=True)
class Root:
    """Whose signatures count."""

    version: int
    expires: int
    """Seconds since 1970."""
    root: Role
    releases: Role

    @classmethod
    def read(cls, payload: JsonObject) -> "Root":
        _require(payload, _ROOT)
        roles = Role.read(payload["root"]), Role.read(payload["releases"])
        return cls(payload["version"], payload["expires"], *roles)

    def followed_by(self, document: Document) -> "Root":
        """The next root, signed by enough keys of this one and of its own.

        What this one's keys have not signed, or what is not newer, leads nowhere: the text may
        have older roots for older apps.

        Raises:
            BadSignature: the next one's own keys have not signed it.
            Malformed: a number was left out.
        """
        try:
            following = Root.read(document.verified(self.root))
        except BadSignature:
            return self
        if following.version <= self.version:
            return self
        if following.version != self.version + 1:
            raise Malformed("a root is missing")
        document.verified(following.root)
        return following


@dataclass(frozen=True)
class File:
    """An installer, or what administrators need beside it."""

    name: str
    system: str
    """One of `SYSTEMS`, or `ALL_SYSTEMS`."""
    size: int
    """In bytes."""
    sha256: str
    """64 hexadecimal digits."""

    @classmethod
    def read(cls, value: Any) -> "File":
        _require(value, _FILE)
        file = cls(**value)
        is_named = _NAME.fullmatch(file.name) and _SHA256.fullmatch(file.sha256)
        if not is_named or file.system not in (*SYSTEMS, ALL_SYSTEMS) or file.size < 1:
            raise Malformed("not a file of a release")
        return file

    def check(self, chunks: Iterable[bytes]) -> None:
        """Whether `chunks` are this file; reads no further than it is long.

        Raises:
            BadSignature: another length or content.
        """
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > self.size:
                raise BadSignature("longer than the list says")
            digest.update(chunk)
        if (size, digest.hexdigest()) != (self.size, self.sha256):
            raise BadSignature("not the file of the list")


@dataclass(frozen=True)
class Release:
    """One version of the app."""

    version: str
    percent: int
    """How many of a hundred computers are told of it."""
    files: tuple[File, ...]

    @classmethod
    def read(cls, value: Any) -> "Release":
        _require(value, _RELEASE)
        version_order(value["version"])
        if not 0 <= value["percent"] <= 100:
            raise Malformed("not a percentage")
        return cls(value["version"], value["percent"], tuple(map(File.read, value["files"])))


@dataclass(frozen=True)
class Seen:
    """The highest numbers that were ever believed; lower ones are refused."""

    root: int = 0
    releases: int = 0


@dataclass(frozen=True)
class ReleaseList:
    """What the offline keys have signed."""

    seen: Seen
    expires: int
    """Seconds since 1970."""
    releases: tuple[Release, ...]

    def newest(self, system: str, place: Callable[[str], int]) -> Release | None:
        """The highest version for `system` that the computer is to be told of.

        Args:
            place: the computer's among a hundred for a version, 0 to 99.
        """
        fitting = [
            each
            for each in self.releases
            if place(each.version) < each.percent
            and any(file.system == system for file in each.files)
        ]
        return max(fitting, key=lambda each: version_order(each.version), default=None)

    def file(self, name: str) -> File | None:
        """The file of that name."""
        every = (file for release in self.releases for file in release.files)
        return next((file for file in every if file.name == name), None)


def read_trusted_root(data: bytes) -> Root:
    """The root that came with the program: believed as it is, if its own keys have signed it.

    Raises:
        Malformed: not one root.
        BadSignature: its keys have not signed it.
    """
    documents = read_documents(data)
    if len(documents) != 1 or documents[0].typ != ROOT_TYP:
        raise Malformed("not one root")
    (line, *_), document = documents[0].lines, documents[0]
    root = Root.read(line.unverified_payload())
    document.verified(root.root)
    return root


def read_releases(data: bytes, trusted: Root, seen: Seen, now: int) -> ReleaseList:
    """The list of releases, as TUF's client would go about it (5.3 to 5.6 there).

    Args:
        data: roots that follow `trusted`, older ones may be among them, then the list.
        seen: the highest numbers believed so far.
        now: this computer's clock, seconds since 1970.

    Raises:
        BadSignature: not signed by those whom the newest root names.
        Downgrade: an older root or list than one that was seen.
        Expired: nobody has signed it anew for too long: it may be held back.
        Malformed: no such text.
    """
    *roots, last = read_documents(data)
    root = trusted
    for document in roots:
        if document.typ != ROOT_TYP:
            raise Malformed("something else than a root before the list")
        root = root.followed_by(document)
    if last.typ != LIST_TYP:
        raise Malformed("no list at the end")
    payload = last.verified(root.releases)
    _require(payload, _LIST)
    if root.version < seen.root or payload["version"] < seen.releases:
        raise Downgrade("older than what was seen")
    if now >= min(root.expires, payload["expires"]):
        raise Expired("has to be signed anew")
    releases = tuple(map(Release.read, payload["releases"]))
    return ReleaseList(Seen(root.version, payload["version"]), payload["expires"], releases)


def read_documents(data: bytes) -> Sequence[Document]:
    """The documents of a text, in order; not verified.

    Raises:
        Malformed: too long, or a line that is no signature of a root or a list.
    """
    lines = data.split()
    if len(data) > MAX_BYTES or not 1 <= len(lines) <= _MOST_LINES:
        raise Malformed("too long, or empty")
    groups = groupby(lines, key=lambda line: line.split(b".")[1:2])
    return [Document(tuple(_line(line) for line in group)) for _, group in groups]


def signed_line(payload: JsonObject, typ: str, key: PrivateKey) -> str:
    """One key's line of a document."""
    return jws.sign({"typ": typ, "kid": key.public.key_id}, payload, key)


def _line(line: bytes) -> jws.Unverified:
    try:
        return jws.read(line, typ=ROOT_TYP, most=MAX_BYTES)
    except Malformed:
        return jws.read(line, typ=LIST_TYP, most=MAX_BYTES)


def _require(value: Any, members: dict[str, type]) -> None:
    if not isinstance(value, dict):
        raise Malformed("not an object")
    require_members(value, members)
