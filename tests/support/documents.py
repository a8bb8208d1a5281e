"""Commands and names in the documents, as their readers copy them."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADMINISTRATORS = ROOT / "docs" / "administrators.md"
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")


def documents() -> list[Path]:
    """All that people read as Markdown."""
    folders = (ROOT, ROOT / "docs", ROOT / "docs" / "adr", ROOT / "packaging" / "citrix")
    return sorted(path for folder in folders for path in folder.glob("*.md"))


def fenced(text: str, language: str) -> list[str]:
    """What stands in fences that name this language."""
    return [textwrap.dedent(body) for _, name, body in _FENCE.findall(text) if name == language]


def unfenced(text: str) -> str:
    """The rest of it."""
    return _FENCE.sub("", text)


def inline(text: str) -> list[str]:
    """What stands between backticks in a sentence."""
    return _INLINE.findall(unfenced(text))


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


def windows_commands(text: str) -> Iterator[str]:
    """Lines for Windows' command prompt, without its remarks."""
    for block in fenced(text, "bat"):
        yield from (line for line in block.splitlines() if line and not line.startswith("rem "))
    yield from (code for code in inline(text) if IS_WINDOWS_COMMAND.match(code) and " " in code)


IS_WINDOWS_COMMAND = re.compile(
    r'(certutil|gpupdate|icacls|msiexec|reg|schtasks|setx|start /wait|[\w.-]+\.exe|mkdir "[A-Z]:'
    r'|"[A-Z]:\\)(?=\s|\\|[A-Z:])'
)
