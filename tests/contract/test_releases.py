"""The app and a portal that gives out a list of releases."""

import time
from pathlib import Path
from typing import Any

import pytest

from authenticator.failures import Failure, Refused
from authenticator.network.portal_client import PortalClient
from authenticator.services.releases import ReleaseService
from crypto.keys import PrivateKey
from crypto.releases import FILE_NAME, LIST_TYP, ROOT_TYP, SYSTEMS, signed_line
from tests.support.portal_server import running_portal

KEY = PrivateKey.generate()
EXPIRES = int(time.time()) + 86_400


def test_the_app_is_told_what_the_offline_keys_have_signed_and_nothing_else(
    tmp_path: Path,
) -> None:
    role = {"keys": [KEY.public.jwk], "threshold": 1}
    root: dict[str, Any] = {"version": 1, "expires": EXPIRES, "root": role, "releases": role}
    (tmp_path / "root.jws").write_text(signed_line(root, ROOT_TYP, KEY))
    folder = tmp_path / "downloads"
    folder.mkdir()
    with running_portal(tmp_path, downloads=folder) as portal:
        fetch = PortalClient(portal.url).document
        service = ReleaseService(fetch, tmp_path / "profile", root=tmp_path / "root.jws")
        with pytest.raises(Refused) as refused:
            service.newest()
        assert refused.value.problem.failure is Failure.FOREIGN_ANSWER
        (folder / FILE_NAME).write_text(listed(KEY))
        assert service.newest() == "99.1"
        (folder / FILE_NAME).write_text(listed(PrivateKey.generate()))
        assert service.newest() is None


def listed(key: PrivateKey) -> str:
    """A list with a file for each system."""
    files = [
        {"name": f"app-{system}", "system": system, "size": 1, "sha256": "0" * 64}
        for system in SYSTEMS
    ]
    release = {"version": "99.1", "percent": 100, "files": files}
    return signed_line({"version": 1, "expires": EXPIRES, "releases": [release]}, LIST_TYP, key)
