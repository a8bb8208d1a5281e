"""The administrator's `extra_ca`, in whatever form it comes."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)

from authenticator.failures import Failure, Refused
from authenticator.network.certificates import NoCertificate, Why, read_certificates
from authenticator.network.trust import trust
from tests.support.certificates import new_certificate

CLINIC = new_certificate("Clinic")
PEM = CLINIC.public_bytes(Encoding.PEM)
DER = CLINIC.public_bytes(Encoding.DER)
OTHER = new_certificate("Other")
OLD = new_certificate("Old", from_day=-10, to_day=-1)
NEW = new_certificate("New", from_day=1, to_day=10)
SERVER = new_certificate("proxy.example", issuer="Clinic", authority=False)
ITSELF = new_certificate("proxy.example", authority=False)


def read(tmp_path: Path, content: bytes) -> list[x509.Certificate]:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    return x509.load_pem_x509_certificates(read_certificates(file).encode())


def why(tmp_path: Path, content: bytes) -> Why:
    with pytest.raises(NoCertificate) as refused:
        read(tmp_path, content)
    return refused.value.why


@pytest.mark.parametrize(
    "content",
    [
        PEM,
        PEM.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + PEM,
        PEM.decode().encode("utf-16"),
        b"Bag Attributes\n  friendlyName: Klinik M\xfcnchen\nsubject=CN = Clinic\n" + PEM + b"end",
        PEM.replace(b"CERTIFICATE", b"X509 CERTIFICATE"),
        DER,
        b"".join(PEM.splitlines()[1:-1]),
        pkcs7.serialize_certificates([CLINIC], Encoding.DER),
        pkcs7.serialize_certificates([CLINIC], Encoding.PEM),
        PEM + OLD.public_bytes(Encoding.PEM) + SERVER.public_bytes(Encoding.PEM),
    ],
    ids=range(11),
)
def test_an_authority_is_read_in_every_form(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == [CLINIC]


def test_all_authorities_of_a_bundle_count(tmp_path: Path) -> None:
    both = [CLINIC, OTHER]
    assert read(tmp_path, PEM + OTHER.public_bytes(Encoding.PEM)) == both
    found = read(tmp_path, pkcs7.serialize_certificates(both, Encoding.DER))
    assert sorted(found, key=hash) == sorted(both, key=hash)


def test_a_server_that_vouches_for_itself_counts(tmp_path: Path) -> None:
    assert read(tmp_path, ITSELF.public_bytes(Encoding.DER)) == [ITSELF]


def private_key() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Why.NOTHING),
        (b"no certificate", Why.NOTHING),
        (bytes(100), Why.NOTHING),
        (PEM[:-60], Why.NOTHING),
        (private_key(), Why.NOTHING),
        (OLD.public_bytes(Encoding.DER), Why.EXPIRED),
        (NEW.public_bytes(Encoding.PEM), Why.TOO_EARLY),
        (SERVER.public_bytes(Encoding.PEM), Why.NO_AUTHORITY),
    ],
)
def test_a_file_that_vouches_for_nobody_says_why(
    tmp_path: Path, content: bytes, expected: Why
) -> None:
    assert why(tmp_path, content) is expected


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "none.pem", Why.MISSING), (tmp_path, Why.FOLDER)):
        with pytest.raises(NoCertificate) as refused:
            read_certificates(path)
        assert refused.value.why is expected


def test_trust_takes_it_and_names_the_file_where_it_cannot(tmp_path: Path) -> None:
    file = tmp_path / "ca.der"
    file.write_bytes(DER)
    assert trust(file).verify_mode is ssl.CERT_REQUIRED
    file.write_bytes(OLD.public_bytes(Encoding.DER))
    with pytest.raises(Refused) as refused:
        trust(file)
    problem = refused.value.problem
    assert problem.failure is Failure.POLICY_INVALID
    assert problem.details == f"extra_ca: {file}: {Why.EXPIRED.value}"
