import pytest

from crypto import jws
from crypto.errors import BadSignature, Downgrade, Malformed
from crypto.keys import PrivateKey
from crypto.keyset import TYP, KeySet, read_key_set, root_pin, sign_key_set

ROOT, SIGNING, SEALING, NEWER = (PrivateKey.generate() for _ in range(4))
AUD = "https://portal.example"
PIN = ROOT.public.thumbprint


def key_set(seq: int = 3, root: PrivateKey = ROOT) -> str:
    return sign_key_set(
        root, aud=AUD, seq=seq, signing=[SIGNING.public], sealing=[NEWER.public, SEALING.public]
    )


def read(text: str, *, root: bytes | None = PIN, lowest_seq: int = 0) -> KeySet:
    return read_key_set(text, aud=AUD, root=root, lowest_seq=lowest_seq)


def test_a_key_set_comes_through() -> None:
    found = read(key_set())
    assert found.seq == 3
    assert found.signing == {SIGNING.public.key_id: SIGNING.public}
    assert found.seal_to == (NEWER.public.key_id, NEWER.public)
    assert root_pin(found.root) == PIN.hex()


def test_the_first_root_is_trusted_where_none_is_pinned() -> None:
    assert read(key_set(), root=None).root == ROOT.public


def test_another_root_than_the_pinned_one_is_refused() -> None:
    with pytest.raises(BadSignature):
        read(key_set(root=NEWER))


def test_an_older_key_set_is_refused() -> None:
    assert read(key_set(seq=3), lowest_seq=3).seq == 3
    with pytest.raises(Downgrade):
        read(key_set(seq=2), lowest_seq=3)


def test_a_key_set_of_another_portal_is_refused() -> None:
    with pytest.raises(Malformed):
        read_key_set(key_set(), aud="https://elsewhere.example", root=PIN, lowest_seq=0)


def test_an_empty_set_is_refused() -> None:
    header = {"typ": TYP, "kid": ROOT.public.key_id, "jwk": ROOT.public.jwk}
    payload = {"aud": AUD, "seq": 1, "sig": [], "hpke": [SEALING.public.jwk]}
    with pytest.raises(Malformed):
        read(jws.sign(header, payload, ROOT))


def test_an_altered_key_set_is_refused() -> None:
    head, _, signature = key_set().split(".")
    _, payload, _ = key_set(seq=9).split(".")
    with pytest.raises(BadSignature):
        read(f"{head}.{payload}.{signature}")
