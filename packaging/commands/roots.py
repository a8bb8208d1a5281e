"""Minimal roots of Debian, made by mmdebstrap and entered by bubblewrap; for root only."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from command import Trouble
from environment import ROOT
from kept import kept_folder
from processes import Word, succeed

ROOTS = kept_folder("bare", "AOK_BARE_ROOTS")
CHECKOUT = "/srv/checkout"
USER = 1000
"""Somebody without rights."""
_HOME = "/home/user"
_FIRST = ("git", "ca-certificates")
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
_CERTIFICATE_PLACES = (_CERTIFICATES, "/etc/ssl/certs")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NETWORK = ("/etc/resolv.conf", "/etc/hosts")
# What the machine says about the way to packages, whatever it is here.
_HANDED_ON = re.compile(
    r"(PIP|UV)_\w+|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|\w+_proxy", re.IGNORECASE
)
_APT_OPTIONS = re.compile(r"Acquire::(https?|Retries|ForceIP)\b.* \".+\";")


@dataclass(frozen=True)
class Root:
    """One folder that is a whole system."""

    release: str
    folder: Path

    def enter(
        self,
        words: Sequence[Word],
        *,
        user: int = 0,
        folder: str = CHECKOUT,
        shared: Sequence[tuple[Path, str]] = (),
    ) -> list[Word]:
        """The command that runs `words` in there, in `folder`, as that user.

        Args:
            shared: folders of the machine, each with its place in the root.
        """
        places: list[Word] = ["--bind", self.folder, "/", "--dev", "/dev", "--proc", "/proc"]
        scratch = ["--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run"]  # noqa: S108 (inside)
        apart = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent"]
        rights = ["ALL"] if user == 0 else ["CAP_SETUID", "CAP_SETGID"]
        apart += [word for right in rights for word in ("--cap-add", right)]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        home = ["--setenv", "HOME", _HOME if user else "/root"]
        scratch += [word for here, there in shared for word in ("--bind", str(here), there)]
        start = [*home, "--chdir", folder, *(become if user else []), *words]
        return ["bwrap", *places, *scratch, *apart, *_seen(), *_variables(), *start]

    def check_out(self) -> None:
        """The last commit of this checkout; a .venv that is there stays."""
        target = self.folder / CHECKOUT.removeprefix("/")
        git = ["git", "-c", "safe.directory=*"]
        if not target.exists():
            succeed([*git, "clone", "--quiet", "--no-hardlinks", ROOT, target])
        succeed([*git, "-C", target, "fetch", "--quiet", "--force", ROOT, "HEAD"])
        succeed([*git, "-C", target, "reset", "--quiet", "--hard", "FETCH_HEAD"])


def may_make_roots() -> bool:
    """Whether this is Debian, and the user is root."""
    return sys.platform == "linux" and os.geteuid() == 0 and _system("ID") == "debian"


def fresh_root(release: str, use: str = "") -> Root:
    """A root with nothing but Debian's essential packages, apt, git and certificates.

    It is made once for each state of the machine's apt sources.

    Args:
        use: what for; roots for other uses stay as they are.

    Raises:
        Trouble: this machine has no sources of Debian, or it cannot be made.
    """
    sources = _sources(release)
    wanted = repr((sources, _FIRST, list(_apt_options()))).encode()
    archive = ROOTS / f"{release}-{hashlib.sha256(wanted).hexdigest()[:16]}.tar"
    if not archive.exists():
        _make(release, sources, archive)
    root = kept_root(f"{release}{use}")
    shutil.rmtree(root.folder, ignore_errors=True)
    root.folder.mkdir()
    succeed(["tar", "-C", root.folder, "-xf", archive])
    with (root.folder / "etc" / "passwd").open("a", encoding="utf-8") as accounts:
        accounts.write(f"user:x:{USER}:{USER}::{_HOME}:/bin/sh\n")
    home = root.folder / _HOME.removeprefix("/")
    home.mkdir()
    os.chown(home, USER, USER)
    return root


def kept_root(name: str) -> Root:
    """The root of that release, and use, that was made last, with what was installed since."""
    return Root(name, ROOTS / name)


def _make(release: str, sources: str, archive: Path) -> None:
    options = [f"--aptopt={line}" for line in _apt_options()]
    kind = ["--variant=apt", f"--include={','.join(_FIRST)}", "--skip=check/qemu"]
    unfinished = archive.with_suffix(".unfinished.tar")
    listed = ROOTS / f"{release}.list"
    listed.write_text(sources)
    succeed(["mmdebstrap", "--quiet", *kind, *options, release, unfinished, listed])
    unfinished.rename(archive)


def _sources(release: str) -> str:
    """The machine's own sources of Debian, for another release of it."""
    form = "$(ORIGIN)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)"
    asked = ["apt-get", "indextargets", "--format", form, "Created-By: Packages"]
    lines = _output(asked).splitlines()
    found = [line.split("|")[1:] for line in lines if line.startswith("Debian|")]
    here = _system("VERSION_CODENAME")
    sources = {
        f"deb {uri} {codename.replace(here, release, 1)} {component}\n"
        for uri, codename, component in found
        if codename.partition("-")[0] == here
    }
    if not sources:
        raise Trouble("apt has no sources of Debian here; first: apt-get update")
    return "".join(sorted(sources))


def _system(key: str) -> str:
    """What os-release says of this machine."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return dict(line.partition("=")[::2] for line in lines).get(key, "")


def _apt_options() -> Iterator[str]:
    lines = _output(["apt-config", "dump"]).splitlines()
    return (line for line in lines if _APT_OPTIONS.fullmatch(line))


def _variables() -> list[Word]:
    given = {name: text for name, text in os.environ.items() if _HANDED_ON.fullmatch(name)}
    handed_on = {name: _elsewhere(text) for name, text in {**_pip_settings(), **given}.items()}
    values = {"PATH": _PATH, "LANG": "C.UTF-8"} | {n: text for n, text in handed_on.items() if text}
    return ["--clearenv", *(word for pair in values.items() for word in ("--setenv", *pair))]


def _pip_settings() -> dict[str, str]:
    """What pip's files say on this machine, as variables."""
    lines = _output([sys.executable, "-m", "pip", "config", "list"]).splitlines()
    pairs = (line.partition("=")[::2] for line in lines if not line.startswith(":env:"))
    return {
        f"PIP_{name.rpartition('.')[2].upper().replace('-', '_')}": str(ast.literal_eval(text))
        for name, text in pairs
    }


def _elsewhere(text: str) -> str:
    """A setting without folders of this machine, which the root does not have."""
    words = (word for word in text.split() if not word.startswith(("/", "file:")))
    return text if text in _CERTIFICATE_PLACES else " ".join(words)


def _seen() -> list[Word]:
    """The machine's way to the network, and whom it trusts there."""
    return [word for place in (*_NETWORK, _CERTIFICATES) for word in ("--ro-bind", place, place)]


def _output(words: Sequence[Word]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout
