"""The portal's keys, signed by its root (`pa-keys+jws`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crypto import jws
from crypto.encoding import JsonObject, require_members
from crypto.errors import BadSignature, Downgrade, Malformed
from crypto.keys import PrivateKey, PublicKey

TYP: Final = "pa-keys+jws"


@dataclass(frozen=True)
class KeySet:
    """The portal's public keys; the first HPKE key is the one to seal to."""

    aud: str
    seq: int
    root: PublicKey
    signing: Mapping[str, PublicKey]
    sealing: Mapping[str, PublicKey]

    @property
    def seal_to(self) -> tuple[str, PublicKey]:
        """Key id and key for new sealed texts."""
        return next(iter(self.sealing.items()))


def sign_key_set(
    root: PrivateKey, *, aud: str, seq: int, signing: list[PublicKey], sealing: list[PublicKey]
) -> str:
    """Sign a key set; `seq` counts up with each one."""
    payload: JsonObject = {
        "aud": aud,
        "seq": seq,
        "sig": [key.jwk for key in signing],
        "hpke": [key.jwk for key in sealing],
    }
    header = {"typ": TYP, "kid": root.public.key_id, "jwk": root.public.jwk}
    return jws.sign(header, payload, root)


def read_key_set(text: str, *, aud: str, root: bytes | None, lowest_seq: int) -> KeySet:
    """Verify a key set against the pinned root.

    Args:
        aud: the portal's address, which the set must be for.
        root: the pinned root's RFC 7638 thumbprint (32 bytes), or None to trust on first use.
        lowest_seq: the highest `seq` seen so far.

    Raises:
        Malformed: not a key set of this portal.
        BadSignature: another root than the pinned one, or altered.
        Downgrade: an older set.
    """
    unverified = jws.read(text, typ=TYP)
    header = unverified.header
    if header.keys() != {"alg", "typ", "kid", "jwk"}:
        raise Malformed("not a key set header")
    key = PublicKey.from_jwk(header["jwk"])
    if root is not None and key.thumbprint != root:
        raise BadSignature("signed by another root")
    payload = unverified.verified_payload(key)
    require_members(payload, {"aud": str, "seq": int, "sig": list, "hpke": list})
    if payload["aud"] != aud:
        raise Malformed("a key set of another portal")
    if payload["seq"] < lowest_seq:
        raise Downgrade("an older key set")
    signing, sealing = _by_id(payload["sig"]), _by_id(payload["hpke"])
    return KeySet(aud, payload["seq"], key, signing, sealing)


def root_pin(root: PublicKey) -> str:
    """The text by which policy files and profiles name a root: its thumbprint, 64 hex digits."""
    return root.thumbprint.hex()


def _by_id(jwks: list[object]) -> dict[str, PublicKey]:
    keys = [PublicKey.from_jwk(jwk) for jwk in jwks]
    if not keys:
        raise Malformed("a key set without keys")
    return {key.key_id: key for key in keys}
