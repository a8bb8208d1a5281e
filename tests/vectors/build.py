"""All the vectors, and the files that hold them."""

import json
from pathlib import Path

from crypto.encoding import JsonObject
from tests.vectors.answers import answers
from tests.vectors.from_portal import challenges, key_set
from tests.vectors.material import DERIVED, PORTAL_KEYS, described
from tests.vectors.messages import made, specs
from tests.vectors.seals import Seals, kept_in

PATH = Path(__file__).with_name("pa1.json")
_ABOUT = (
    "PA/1 test vectors, see docs/protocol.md. Made by `python -m tests.vectors`. Keys, signatures,"
    " info, plaintext, enc and ciphertext are hexadecimal; jws, st, pp and sealed are as they"
    " travel. ES256 is deterministic (RFC 6979); HPKE is not: what is sealed can only be opened."
)


def load() -> JsonObject:
    """The vectors as they are kept."""
    vectors: JsonObject = json.loads(PATH.read_text(encoding="utf-8"))
    return vectors


def build(kept: JsonObject) -> JsonObject:
    """The vectors made anew, but for the sealed texts of `kept`."""
    seals = Seals(kept_in(kept))
    requests = [made(spec, seals) for spec in specs()]
    answered = answers(requests, seals)
    return {
        "about": _ABOUT,
        "portal_keys": {name: described(key) for name, key in PORTAL_KEYS.items()},
        "derivations": [device.described(name) for name, device in DERIVED.items()],
        "key_set": key_set(),
        "challenges": challenges(),
        "requests": requests,
        "answers": answered,
        "sealed": seals.used,
    }


def as_text(vectors: JsonObject) -> str:
    return json.dumps(vectors, indent=1, ensure_ascii=False) + "\n"
