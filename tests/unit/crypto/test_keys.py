import pytest

from crypto.errors import BadSignature, Malformed
from crypto.keys import PrivateKey, PublicKey, device_key, instance_id

KEY = PrivateKey.from_bytes(bytes(range(1, 33)))


def test_a_public_key_comes_back_from_hex_and_jwk() -> None:
    assert PublicKey.from_hex(KEY.public.hex()) == KEY.public
    assert PublicKey.from_jwk(KEY.public.jwk) == KEY.public


def test_a_private_key_comes_back_from_its_scalar() -> None:
    assert PrivateKey.from_bytes(KEY.to_bytes()).public == KEY.public


@pytest.mark.parametrize(
    "text", ["", "02", "zz", "02" + "ff" * 32, KEY.public.hex().upper(), "04" + "00" * 64]
)
def test_what_is_no_compressed_point_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        PublicKey.from_hex(text)


@pytest.mark.parametrize(
    "change",
    [{"d": "x"}, {"crv": "P-384"}, {"kty": "OKP"}, {"x": "AA"}, {"y": 1}, {"x": "A" * 43}],
)
def test_what_is_no_public_p256_jwk_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        PublicKey.from_jwk({**KEY.public.jwk, **change})


def test_a_signature_of_another_text_key_or_size_is_bad() -> None:
    signature = KEY.sign(b"text")
    KEY.public.verify(signature, b"text")
    for bad in (signature[:-1], signature + b"\0", bytes(64)):
        with pytest.raises(BadSignature):
            KEY.public.verify(bad, b"text")
    with pytest.raises(BadSignature):
        KEY.public.verify(signature, b"other")
    with pytest.raises(BadSignature):
        PrivateKey.generate().public.verify(signature, b"text")


def test_a_private_key_does_not_show_itself() -> None:
    assert repr(KEY) == "PrivateKey(…)"


def test_one_root_on_two_machines_is_two_instances() -> None:
    root = bytes(32)
    assert instance_id(root, b"machine 1") != instance_id(root, b"machine 2")
    assert instance_id(root, b"machine 1") == instance_id(root, b"machine 1")
    assert device_key(root).public.key_id not in instance_id(root, b"machine 1")
