"""How the installers are made: the same each time, and signed."""

import datetime
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from command import Trouble
from tests.packages.windows.installers import Installers, make, make_program
from windows_package import make_signed, read_names, sign

PASSWORD = b"correct horse"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key with a certificate that is its own authority, for a year."""
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    builder = builder.public_key(private.public_key()).not_valid_before(begin)
    builder = builder.not_valid_after(begin + datetime.timedelta(days=365))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    certificate = builder.add_extension(usage, critical=False).sign(private, SHA256())
    (tmp_path / "authority.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "password").write_bytes(PASSWORD)
    file = tmp_path / "key.p12"
    lock = BestAvailableEncryption(PASSWORD)
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"", private, certificate, None, lock))
    return file


def verify(file: Path, authority: Path) -> int:
    words: list[str | Path] = ["osslsigncode", "verify", "-CAfile", authority, "-in", file]
    return subprocess.run(words, capture_output=True, check=False).returncode


def test_the_same_program_gives_the_same_installers(
    versions: tuple[Installers, Installers], tmp_path: Path
) -> None:
    again = make(tmp_path, "0.1.0")
    assert again.setup.read_bytes() == versions[0].setup.read_bytes()
    assert again.msi.read_bytes() == versions[0].msi.read_bytes()


def test_both_are_signed(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(tmp_path / "made", "0.1.0")
    authority = tmp_path / "authority.pem"
    assert verify(made.setup, authority) != 0
    monkeypatch.setenv("AOK_SIGN_PASSWORD_FILE", str(tmp_path / "password"))
    for file in (made.setup, made.msi):
        sign(file, key, read_names())
        assert verify(file, authority) == 0
    with made.setup.open("r+b") as program:
        program.seek(100_000)
        program.write(b"changed")
    assert verify(made.setup, authority) != 0


def test_the_program_is_signed_in_its_installers_only(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AOK_SIGN_PASSWORD_FILE", str(tmp_path / "password"))
    folder = make_program(tmp_path, "0.1.0")
    program = folder / read_names()["program"]
    before = program.read_bytes()
    for file in make_signed(folder, tmp_path, read_names(), 1_760_000_000, key):
        assert verify(file, tmp_path / "authority.pem") == 0
    assert program.read_bytes() == before
    (msi,) = tmp_path.glob("*.msi")
    subprocess.run(("msiextract", "-C", tmp_path / "unpacked", msi), check=True)
    (packed,) = (tmp_path / "unpacked").rglob(program.name)
    assert verify(packed, tmp_path / "authority.pem") == 0


def test_a_wrong_password_is_refused(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "made", "0.1.0")
    (tmp_path / "password").write_text("wrong")
    monkeypatch.setenv("AOK_SIGN_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(Trouble):
        sign(made.setup, key, read_names())
