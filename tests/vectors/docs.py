"""docs/protocol-examples.md: one message after the other, for people to read."""

import json
import textwrap
from pathlib import Path

from crypto.encoding import JsonObject

PATH = Path(__file__).resolve().parents[2] / "docs" / "protocol-examples.md"
_WIDTH = 120
_HEAD = """\
# PA/1 by example

Every message of [PA/1](protocol.md) once, as bytes. This page is generated from
[the test vectors](../tests/vectors/pa1.json) with `python -m tests.vectors --docs`; the vectors
hold more of them (every refusal, both kinds of removal and invitation). All keys are made up for
them and protect nothing.

JSON is set out for reading; what is signed is the compact form inside the JWS. Lines of a JWS are
broken for reading only: it has no line ends. A statement is shown as its exact bytes in UTF-8, its
line broken in the same way. *Sealed* is what the recipient finds inside.
"""
_EXAMPLES = {
    "activate": ["activate"],
    "confirm": ["confirm"],
    "status": ["status"],
    "poll": ["poll, waiting"],
    "respond": ["respond, approve", "respond, deny"],
    "applogin": ["applogin"],
    "claim": ["claim"],
    "claimok": ["claimok, let in"],
    "enrol": ["enrol"],
    "pinchange": ["pinchange"],
    "rotate": ["rotate"],
    "invite": ["invite, add"],
    "devices": ["devices"],
    "history": ["history"],
    "revoke": ["revoke, another"],
}


def page(vectors: JsonObject) -> str:
    """The whole page."""
    answers = {one["name"]: one for one in vectors["answers"]}
    requests = {one["name"]: one for one in vectors["requests"]}
    parts = [_HEAD, "## Keys\n", _keys(vectors), "## Key set\n", _jws(vectors["key_set"])]
    parts += ["## Challenge\n", _challenge(vectors["challenges"][0])]
    for message, names in _EXAMPLES.items():
        parts.append(f"## {message}\n")
        for name in names:
            parts += [f"### {name}: request\n", _request(requests[name], vectors["sealed"])]
            parts += [f"### {name}: answer\n", _answer(answers[name], name, vectors["sealed"])]
    parts += [
        "## Problem\n",
        "Answer to *respond, approve*.\n",
        _jws(answers["problem, pin-wrong"]),
    ]
    return "\n".join(parts)


def _challenge(vector: JsonObject) -> str:
    content = json.dumps(vector["content"], indent=2, ensure_ascii=False)
    return "\n".join(
        [
            _block(content, "json"),
            "As it travels, base64url:\n",
            _block("\n".join(_cut(vector["challenge"]))),
            f"`ch`: `{vector['ch']}`\n",
        ]
    )


def _keys(vectors: JsonObject) -> str:
    rows = ["| key | private | public, compressed | key id |", "| --- | --- | --- | --- |"]
    for name, key in vectors["portal_keys"].items():
        rows.append(_key_row(f"portal: {name}" if "reader" not in name else name, key))
    for one in vectors["derivations"]:
        rows.append(_key_row(f"{one['name']}: device key", one["device_key"]))
        rows.append(_key_row(f"{one['name']}: PIN key", one["pin_key"]))
    rows += [
        "",
        "| device | root | salt | PIN | pv | inst |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in vectors["derivations"]:
        cells = (one[name] for name in ("name", "root", "salt", "pin", "pv", "inst"))
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    machine = bytes.fromhex(vectors["derivations"][0]["machine_id"]).decode()
    return "\n".join([*rows, "", f"The machine id is the ASCII text `{machine}`.", ""])


def _key_row(name: str, key: JsonObject) -> str:
    return f"| {name} | {key['private']} | {key['public']} | {key['kid']} |"


def _request(vector: JsonObject, sealed: list[JsonObject]) -> str:
    parts = [_jws(vector)]
    if "statement" in vector:
        statement = vector["statement"]
        parts.append(f"Statement, SHA-256 `{statement['sha256']}`:\n")
        parts.append(_block("\n".join(_cut(statement["text"]))))
        parts.append("The PIN key's signature of it, which travels sealed only:\n")
        parts.append(_block("\n".join(_cut(statement["pin_signature"]))))
    return "\n".join(parts + [_seal(one) for one in sealed if _within(one, vector["name"])])


def _answer(vector: JsonObject, name: str, sealed: list[JsonObject]) -> str:
    mine = [one for one in sealed if one["name"] == f"{name}: answer"]
    return "\n".join([_jws(vector), *(_seal(one) for one in mine)])


def _within(seal: JsonObject, request: str) -> bool:
    return seal["name"] in (f"{request}: pp", f"{request}: sealed")


def _seal(one: JsonObject) -> str:
    member = one["name"].rpartition(": ")[2].replace("answer", "sealed")
    info = bytes.fromhex(one["info"])
    front, bar, rest = info.partition(b"|")
    told = front + bar + (rest.hex().encode() if len(rest) == 32 and member == "pp" else rest)
    bytes_ = " (after the bar 32 bytes, here in hexadecimal)" if member == "pp" else ""
    plaintext = bytes.fromhex(one["plaintext"])
    shown = plaintext.hex() if member == "pp" else plaintext.decode()
    head = f"Sealed in `{member}`, info `{told.decode()}`{bytes_}:\n"
    return head + "\n" + _block("\n".join(_cut(shown)))


def _jws(vector: JsonObject) -> str:
    header = json.dumps(vector["header"], ensure_ascii=False)
    payload = json.dumps(vector["payload"], indent=2, ensure_ascii=False)
    parts = ["\n".join(_cut(part)) for part in vector["jws"].split(".")]
    return "\n".join(
        [
            "Header and payload:\n",
            _block(f"{header}\n{payload}", "json"),
            _block("\n.\n".join(parts)),
        ]
    )


def _block(text: str, language: str = "text") -> str:
    return f"```{language}\n{text}\n```\n"


def _cut(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, break_on_hyphens=False, drop_whitespace=False, replace_whitespace=False
    )
