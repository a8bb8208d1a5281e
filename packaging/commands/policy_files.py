"""`python policy_files.py DIR | docs | zip DIR SECONDS`: what is made of the policy's values.

Started by `./run policy` and `./run package`, with the project on its path.
"""

import io
import sys
import textwrap
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from authenticator import __version__
from authenticator.config import Group, Wrong
from authenticator.policy.catalogue import PolicyValue, policy_values
from authenticator.policy.sources import PREFERENCE_DOMAIN
from authenticator.policy.words import GROUPS
from policy_admx import adml, admx
from policy_mac import manifest, profile, schema
from policy_words import GERMAN, LANGUAGES, explanation, told, toml

_ROOT = Path(__file__).resolve().parents[2]
GUIDE = _ROOT / "docs" / "administrators.md"
ARCHIVE = f"aok-2faktor-policy-templates-{__version__}.zip"
"""As the portal's download page knows it."""
BEGIN = "<!-- values: written by ./run policy docs -->"
END = "<!-- end of the values -->"
_WIDTH = 100
_LONG = 40
_HEADING = """\
# Richtlinie der AOK 2-Faktor App: /etc/aok-2faktor/policy.toml
#
# Nehmen Sie das Zeichen # vor den Zeilen weg, die gelten sollen. Die Datei und ihr Ordner gehören
# root, und nur root darf sie ändern. Was gilt, zeigt: aok-2faktor --show-policy
"""


def templates(values: Sequence[PolicyValue]) -> Mapping[str, bytes]:
    """All files by their path in the folder."""
    return {
        "windows/aok-2faktor.admx": admx(values),
        **{
            f"windows/{folder}/aok-2faktor.adml": adml(values, language)
            for folder, language in LANGUAGES.items()
        },
        f"macos/{PREFERENCE_DOMAIN}.mobileconfig": profile(),
        f"macos/{PREFERENCE_DOMAIN}.manifest.plist": manifest(values),
        f"macos/{PREFERENCE_DOMAIN}.schema.json": schema(values),
        "linux/policy.toml": example(values).encode(),
        "LIESMICH.txt": (_ROOT / "packaging" / "policy" / "LIESMICH.txt").read_bytes(),
    }


def archive(files: Mapping[str, bytes], epoch: int) -> bytes:
    """A ZIP of them; `epoch`: the time of all, in seconds since 1970. The same bytes each time."""
    written = io.BytesIO()
    # ZIP knows no time before 1980.
    date = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date)
            # Else it would depend on where it is made.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def example(values: Sequence[PolicyValue]) -> str:
    """A policy file that settles nothing and explains everything."""
    parts = [_HEADING]
    for group in Group:
        parts.append(f"\n# --- {GROUPS[group.value][GERMAN]} ---\n")
        for value in values:
            if value.traits.group is group:
                lines = textwrap.wrap(explanation(value, GERMAN), _WIDTH - 2)
                comment = "".join(f"# {line}\n" for line in lines)
                parts.append(f"\n{comment}#{value.name} = {toml(value.traits.example)}\n")
    return "".join(parts)


def tables(values: Sequence[PolicyValue]) -> str:
    """The values as the guide has them, one table for each group."""
    parts = []
    for group in Group:
        rows = [_row(value) for value in values if value.traits.group is group]
        parts.append(
            f"\n**{GROUPS[group.value][GERMAN]}**\n\n"
            "| Name | Wert | ohne ihn | falsch | Bedeutung |\n| --- | --- | --- | --- | --- |\n"
            + "".join(f"{row}\n" for row in rows)
        )
    return "".join(parts)


def guide(text: str, values: Sequence[PolicyValue]) -> str:
    """The guide with its tables anew."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{GUIDE.name} has no place for the tables: put {BEGIN} and {END} there")
    return f"{before}{BEGIN}\n{tables(values)}\n{END}{after}"


def _row(value: PolicyValue) -> str:
    said = told(value, GERMAN)
    cells = (
        f"`{value.name}`",
        _allowed(value),
        said.default or "–",
        "kein Start" if value.traits.wrong is Wrong.REFUSES else "gilt nicht",
        f"**{said.title}.** {said.text}",
    )
    return f"| {' | '.join(cells)} |"


def _allowed(value: PolicyValue) -> str:
    if value.base is bool:
        return "`true`, `false`"
    if value.choices:
        return ", ".join(f"`{number}`" for number in value.choices)
    text = str(value.traits.example)
    return f"z. B. `{text if len(text) < _LONG else f'{text[:8]}…'}`"


def main(word: str, *rest: str) -> None:
    """Write what is asked for."""
    values = policy_values()
    if word == "docs":
        GUIDE.write_text(guide(GUIDE.read_text("utf-8"), values), "utf-8")
        return
    if word == "zip":
        folder, epoch = rest
        Path(folder, ARCHIVE).write_bytes(archive(templates(values), int(epoch)))
        return
    for name, content in templates(values).items():
        file = Path(word, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        print(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
