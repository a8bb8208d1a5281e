"""`python linux_texts.py DIR VERSION EPOCH`: the small files of the Linux packages.

Started by the package's command, with the project on its path. Below DIR/usr/share: desktop entry,
AppStream metainfo, man pages, copyright, changelog and an example of the policy. Times inside are
EPOCH (seconds since 1970), so that the same sources give the same bytes.
"""

import gzip
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from authenticator.branding import load_branding
from authenticator.components import Component, components
from authenticator.desktop.url_scheme import desktop_entry
from crypto.app_link import SCHEME
from linux_package import FOLDER, LAUNCHER, PACKAGE, read_description
from system_libraries import SystemLibrary, system_libraries

ROOT = Path(__file__).resolve().parents[2]
_TEMPLATES = ROOT / "packaging" / "linux"
_ORIGINS = ROOT / "build" / "bundle" / "origins.json"
_GENERIC = {"": "Second factor", "[de]": "Zweiter Faktor"}
_KEYWORDS = {"": "2FA;login;PIN;AOK;", "[de]": "2FA;Anmeldung;PIN-Code;AOK;"}
_COMMON = ("Apache", "GPL")
"""What a licence's name begins or ends with that every Debian has in its common-licenses."""


def write_texts(target: Path, version: str, epoch: int) -> None:
    """Write all of them below `target`."""
    share = target / "usr" / "share"
    values = _values(version, epoch)
    files = {
        f"applications/{PACKAGE}.desktop": system_entry(),
        f"metainfo/{values['id']}.metainfo.xml": _filled("metainfo.xml", _escaped(values)),
        f"doc/{PACKAGE}/copyright": _filled("copyright", values | _materials()),
        f"doc/{PACKAGE}/examples/policy.toml": _filled("policy.example.toml", {}),
    }
    packed = {
        f"man/man1/{PACKAGE}.1.gz": _filled(f"{PACKAGE}.1", values),
        f"man/de/man1/{PACKAGE}.1.gz": _filled(f"{PACKAGE}.de.1", values),
        f"doc/{PACKAGE}/changelog.gz": (ROOT / "CHANGELOG.md").read_text("utf-8"),
    }
    for name, text in files.items():
        _write(share / name, text.encode())
    for name, text in packed.items():
        _write(share / name, gzip.compress(text.encode(), 9, mtime=0))


def system_entry() -> str:
    """The desktop entry for all users: the one that the app writes for one, and words to find it
    by."""
    entry = desktop_entry((LAUNCHER,), load_branding().product)
    more = [f"GenericName{language}={text}" for language, text in _GENERIC.items()]
    more += [f"Keywords{language}={text}" for language, text in _KEYWORDS.items()]
    return entry + "".join(f"{line}\n" for line in more)


def _values(version: str, epoch: int) -> dict[str, str]:
    branding, description = load_branding(), read_description()
    return {
        "id": "de.aok.zweifaktor",
        "name": PACKAGE,
        "folder": FOLDER,
        "licence": description.licence,
        "product": branding.product,
        "portal": branding.portal,
        "portal_address": branding.portal_address,
        "publisher": branding.publisher,
        "technical_email": branding.support.technical_email,
        "scheme": SCHEME,
        "version": version,
        "date": datetime.fromtimestamp(epoch, UTC).date().isoformat(),
    }


def _materials() -> dict[str, str]:
    shipped = components()
    rare = (component for component in shipped if not _is_common(component))
    libraries = system_libraries(json.loads(_ORIGINS.read_text("utf-8")))
    return {
        "table": "\n".join(f"{c.name} {c.version}: {c.licence}" for c in shipped),
        "libraries": "\n".join(_line(library) for library in libraries),
        "texts": "\n\n".join(_text(component) for component in rare),
    }


def _line(library: SystemLibrary) -> str:
    return f"{library.file}: {library.package} {library.version} (source: {library.source})"


def _is_common(component: Component) -> bool:
    return any(word in component.licence for word in _COMMON)


def _text(component: Component) -> str:
    return f"{component.name} {component.version}\n\n{component.text}"


def _escaped(values: Mapping[str, str]) -> dict[str, str]:
    return {name: escape(text) for name, text in values.items()}


def _filled(name: str, values: Mapping[str, str]) -> str:
    return Template((_TEMPLATES / name).read_text("utf-8")).substitute(values)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


if __name__ == "__main__":
    write_texts(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
