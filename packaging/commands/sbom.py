"""The command that says what app and portal are made of."""

from collections.abc import Sequence

import bundle
import environment
import package
from command import Command, Trouble
from environment import PYTHON, ROOT
from processes import say, succeed
from windows_bundle import windows_bundle

_FILES = ROOT / "packaging" / "commands" / "sbom_files.py"


def sbom(words: Sequence[str]) -> int:
    """Write the lists of materials beside the packages, and all checksums anew."""
    if words:
        raise Trouble("sbom takes no words")
    environment.prepare()
    bundle.bundle(["--no-archive"])
    epoch = package.source_date()
    windows_bundle(epoch)
    package.TARGET.mkdir(parents=True, exist_ok=True)
    variables = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    succeed([PYTHON, _FILES, package.TARGET, str(epoch)], env=variables)
    package.write_checksums()
    say(f"lists of materials are in {package.TARGET.relative_to(ROOT)}")
    return 0


COMMANDS = (Command("sbom", "", "list what app and portal are made of (CycloneDX)", sbom),)
