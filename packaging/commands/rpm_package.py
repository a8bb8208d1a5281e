"""The laid-out tree as an RPM package, for Fedora, RHEL, SUSE and their like.

Needs are told by soname, which every RPM system knows, and by names that all of them share.
Menus, icons and openers are brought up to date by the systems' own file triggers.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from linux_package import FOLDER, LAUNCHER, PACKAGE, POLICY, Description
from processes import Word, succeed

ARCHITECTURE = "x86_64"
_LOADER = "ld-linux-x86-64.so.2"
# Nothing is stripped, compiled or linked to anew: the tree is what was tested.
_AS_IT_IS = """\
%global __os_install_post %{nil}
%global debug_package %{nil}
%global _build_id_links none
%global source_date_epoch_from_changelog 0
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost localhost
%global _binary_payload w9.zstdio
"""


def file_name(version: str) -> str:
    """Of the package; `version` is the program's and the package's own number, joined by "-"."""
    return f"{PACKAGE}-{version}.{ARCHITECTURE}.rpm"


def build(tree: Path, description: Description, version: str, epoch: int, target: Path) -> None:
    """Write the package to `target`."""
    with TemporaryDirectory() as name:
        scratch = Path(name)
        spec = scratch / f"{PACKAGE}.spec"
        spec.write_text(spec_file(tree, description, version, epoch), "utf-8")
        places = {"_topdir": scratch, "_rpmdir": scratch / "made", "_rpmfilename": target.name}
        defines = [w for key, value in places.items() for w in ("--define", f"{key} {value}")]
        words: list[Word] = ["-bb", "--quiet", "--target", f"{ARCHITECTURE}-linux"]
        succeed(["rpmbuild", *words, *defines, spec], env={"SOURCE_DATE_EPOCH": str(epoch)})
        (scratch / "made" / target.name).replace(target)


def spec_file(tree: Path, description: Description, version: str, epoch: int) -> str:
    """The spec file of a package with the files of `tree`."""
    number, _, release = version.rpartition("-")
    needs = [*sonames(description), *description.requires["rpm"]]
    relations = [f"Requires: {need}" for need in needs]
    relations += [f"Recommends: {name}" for name in description.recommends["rpm"]]
    date = datetime.fromtimestamp(epoch, UTC).strftime("%a %b %d %Y")
    who = f"{description.publisher} <{description.email}>"
    return (
        f"{_AS_IT_IS}"
        f"Name: {PACKAGE}\nVersion: {number}\nRelease: {release}\n"
        f"Summary: {description.summary}\nLicense: {description.licence}\n"
        f"URL: {description.homepage}\nVendor: {description.publisher}\nPackager: {who}\n"
        f"AutoReqProv: no\n{chr(10).join(relations)}\n\n"
        f"%description\n{description.text}\n\n"
        f'%install\nmkdir -p "%{{buildroot}}"\ncp -a "{tree}/." "%{{buildroot}}/"\n\n'
        f"%files\n{chr(10).join(listed(tree))}\n\n"
        f"%changelog\n* {date} {who} - {version}\n- {description.version}\n"
    )


def sonames(description: Description) -> list[str]:
    """What the binaries load, as RPM's own generator writes it."""
    return [
        f"{name}({symbol})(64bit)"
        for name, library in sorted(description.libraries.items())
        if name != _LOADER
        for symbol in library.symbols or ("",)
    ]


def listed(tree: Path) -> list[str]:
    """The lines below %files: folders of our own, and single files where others have theirs."""
    share = sorted((tree / "usr" / "share").rglob("*"))
    files = [path.relative_to(tree) for path in share if path.is_file()]
    own = [path.relative_to(tree) for path in share if path.is_dir() and PACKAGE in path.parts]
    return [
        "%defattr(-,root,root,-)",
        FOLDER,
        LAUNCHER,
        f"%dir {POLICY}",
        *(f"%dir /{path}" for path in own),
        *(f"{_attribute(path)}/{path}" for path in files),
    ]


def _attribute(path: Path) -> str:
    if "man" in path.parts:
        language = re.search(r"man/(\w\w)/", str(path))
        return f"%lang({language[1]}) %doc " if language else "%doc "
    return "%doc " if "doc" in path.parts else ""
