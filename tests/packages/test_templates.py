"""The policy's templates lie beside the packages, for whoever has no copy of the project."""

import hashlib
import zipfile

import pytest

import package
from authenticator.policy.catalogue import policy_values
from policy_files import ARCHIVE, templates

pytestmark = pytest.mark.only_on("linux", reason="packages for Linux")


@pytest.mark.usefixtures("made_for_linux")
def test_the_archive_of_templates_is_made_with_the_packages_and_has_a_checksum() -> None:
    file = package.TARGET / ARCHIVE
    with zipfile.ZipFile(file) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == templates(policy_values())
    sums = package.SUMS.read_text("utf-8").splitlines()
    assert f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {ARCHIVE}" in sums
