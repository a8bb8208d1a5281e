"""The standards' own test vectors, and PA/1's."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.encoding import b64url, unb64url
from crypto.keys import PrivateKey, PublicKey, device_key, hkdf
from crypto.pin import pin_key
from crypto.sealing import seal
from tests.unit.crypto import rfc9180


def test_pa1_check_vector() -> None:
    root, salt = bytes(range(32)), bytes(range(16))
    device = device_key(root).public
    assert device.hex() == "023c1a35ac8c318083399e42f274665d848d94a5b13423ed6dafcf9567cf69d140"
    assert device.key_id == "8ea74ddacd0cb5df42f05744e2173997"
    pin = pin_key("482913", root=root, salt=salt, version=1).public
    assert pin.hex() == "02673cdae43abb54a7d787dd0e8bef00d0c47d8cc214974dc1c43e74ac2f72a41b"


@pytest.mark.parametrize(
    ("message", "r", "s"),
    [
        (
            b"sample",
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        ),
        (
            b"test",
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
            "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083",
        ),
    ],
)
def test_rfc_6979_p256_sha256_signatures(message: bytes, r: str, s: str) -> None:
    key = PrivateKey.from_bytes(
        bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
    )
    assert key.sign(message).hex() == r + s


def test_rfc_7515_appendix_a3_signature_verifies() -> None:
    key = PublicKey.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        }
    )
    signing_input = (
        b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        b"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    )
    signature = unb64url(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    key.verify(signature, signing_input)


def test_rfc_7638_thumbprint_of_the_key_of_rfc_9449() -> None:
    key = PublicKey.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        }
    )
    assert b64url(key.thumbprint) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


def test_rfc_5869_test_case_3_without_salt() -> None:
    assert hkdf(b"\x0b" * 22, b"", 42).hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_rfc_9106_argon2id_with_secret_and_associated_data() -> None:
    tag = Argon2id(
        salt=b"\2" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        secret=b"\3" * 8,
        ad=b"\4" * 12,
    ).derive(b"\1" * 32)
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_the_written_out_receiver_opens_rfc_9180_appendix_a3() -> None:
    private = ec.derive_private_key(
        int("f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2", 16),
        ec.SECP256R1(),
    )
    plaintext = rfc9180.open_base(
        bytes.fromhex(
            "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e"
            "5b7f951c0900be863c403ce65c9bfcb9382657222d18c4"
        ),
        bytes.fromhex(
            "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39"
            "513434"
        ),
        private,
        info=bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        aad=b"Count-0",
        aead=rfc9180.AES_128_GCM,
    )
    assert plaintext == b"Beauty is truth, truth beauty"


def test_what_the_library_seals_the_written_out_receiver_opens() -> None:
    portal = PrivateKey.generate()
    sealed = seal(b"text", portal.public, b"context")
    assert rfc9180.open_base(sealed[:65], sealed[65:], portal.native, info=b"context") == b"text"
