"""The laid-out tree as a Debian package (Debian Policy 4.6; deb(5), deb-control(5))."""

import gzip
import hashlib
import shutil
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from linux_package import PACKAGE, POLICY, SOURCES, Description, settle
from processes import succeed

ARCHITECTURE = "amd64"
# What a policy was is no more of use; whoever removes without purging keeps it.
_POSTRM = f"""\
#!/bin/sh
set -e
if [ "$1" = purge ]; then
    rm -rf {POLICY}
fi
"""


def file_name(version: str) -> str:
    """Of the package; `version` is the program's and the package's own number, joined by "-"."""
    return f"{PACKAGE}_{version}_{ARCHITECTURE}.deb"


def build(tree: Path, description: Description, version: str, epoch: int, target: Path) -> None:
    """Write the package to `target`; `tree` gets what only this format has."""
    share = tree / "usr" / "share"
    overrides = share / "lintian" / "overrides" / PACKAGE
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(SOURCES / "lintian-overrides", overrides)
    changes = changelog(description, version, epoch).encode()
    own_changes = share / "doc" / PACKAGE / "changelog.Debian.gz"
    own_changes.write_bytes(gzip.compress(changes, 9, mtime=0))
    settle(tree, epoch)
    files = {path.relative_to(tree): path for path in sorted(tree.rglob("*")) if _is_file(path)}
    sums = "".join(f"{_md5(path)}  {name}\n" for name, path in files.items())
    size = sum(-(-path.stat().st_size // 1024) for path in files.values())
    meta = tree / "DEBIAN"
    meta.mkdir()
    (meta / "control").write_text(control(description, version, size), "utf-8")
    (meta / "md5sums").write_text(sums, "utf-8")
    (meta / "postrm").write_text(_POSTRM, "utf-8")
    settle(tree, epoch)
    (meta / "postrm").chmod(0o755)
    # xz takes ten times as long for a tenth less; lintian refuses zstd.
    words = ["--root-owner-group", "-Zgzip", "-z6", "--build"]
    succeed(["dpkg-deb", *words, tree, target], env={"SOURCE_DATE_EPOCH": str(epoch)})


def control(description: Description, version: str, size: int) -> str:
    """The control file.

    Args:
        size: installed, in KiB.
    """
    libraries = {library.deb for library in description.libraries.values()}
    lines = "".join(f" {line}\n" for line in description.text.splitlines())
    return (
        f"Package: {PACKAGE}\n"
        f"Version: {version}\n"
        f"Architecture: {ARCHITECTURE}\n"
        f"Maintainer: {description.publisher} <{description.email}>\n"
        f"Installed-Size: {size}\n"
        f"Depends: {', '.join(sorted({*libraries, *description.requires['deb']}))}\n"
        f"Recommends: {', '.join(description.recommends['deb'])}\n"
        f"Section: {description.section}\n"
        "Priority: optional\n"
        f"Homepage: {description.homepage}\n"
        f"Description: {description.summary}\n{lines}"
    )


def changelog(description: Description, version: str, epoch: int) -> str:
    """The package's own; what is new for users is in the program's."""
    date = format_datetime(datetime.fromtimestamp(epoch, UTC))
    return (
        f"{PACKAGE} ({version}) stable; urgency=medium\n\n"
        f"  * {description.version}, see changelog.gz beside this file.\n\n"
        f" -- {description.publisher} <{description.email}>  {date}\n"
    )


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
