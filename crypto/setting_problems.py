"""What can be wrong with a setting, and what to do: one sentence, and its parts for translation."""

import re
from enum import Enum
from typing import Final

# Compiled when first needed: the app's first page is not to wait for it.
_SYNTAX_LINE: Final = r"at line (\d+)"
_KEY_OF_LINE: Final = r"""\s*\[*\s*["']?([\w.-]+)"""
_TYPOGRAPHIC: Final = "[\u2018-\u201f\u00ab\u00bb]"
_BACKSLASH: Final = r"=\s*\"[^\"]*\\"


NEAREST: Final = "did you mean {name}?"
KNOWN: Final = "known are {name}"
NO_SECTIONS: Final = "there are no sections: leave this line out"


class SettingProblem(Exception):
    """A setting that cannot be used. Its text is one sentence without the file's name."""

    def __init__(
        self, sentence: str, *, key: str, line: int | None, remedy: str, name: str = ""
    ) -> None:
        """Args:
        sentence: for it and its remedy; "{remedy}" stands for that.
        key: name of the setting as it was written; empty where that is not known.
        line: in the document, from 1; None where it came from elsewhere.
        remedy: what to do; "{name}" stands for `name`.
        name: what only this problem has: the name that was meant, say.
        """
        self.key, self.line, self.remedy, self.name = key, line, remedy, name
        self.value = ""
        """As it may be shown."""
        super().__init__(sentence.replace("{remedy}", remedy.replace("{name}", name)))


class SyntaxFault(Enum):
    """What people do wrong in TOML, and what to do instead."""

    TWICE = "it is set twice: leave one out"
    BACKSLASH = "put a text with backslashes into single quotation marks, as in 'C:\\folder'"
    TYPOGRAPHIC = 'write straight quotation marks, as in "text"'
    NO_EQUALS_SIGN = "write name = value, one in each line"
    OPEN = "a quotation mark or bracket at the end is missing"
    OTHER = "put texts into quotation marks, and write true and false in small letters"


class InvalidToml(SettingProblem):
    """The document is not TOML. What is in the line is not repeated: it may be a password."""

    def __init__(self, error: ValueError, document: str) -> None:
        lines = document.splitlines()
        found = re.search(_SYNTAX_LINE, str(error))
        line = int(found[1]) if found else max(1, len(lines))
        text = lines[line - 1] if line <= len(lines) else ""
        named = re.match(_KEY_OF_LINE, text)
        key = named[1] if named else ""
        fault = _syntax_fault(str(error), text)
        sentence = f"{key}: " * bool(key) + "not valid TOML: {remedy}."
        super().__init__(sentence, key=key, line=line, remedy=fault.value)


def _syntax_fault(error: str, line: str) -> SyntaxFault:
    if re.search(_TYPOGRAPHIC, line):
        return SyntaxFault.TYPOGRAPHIC
    if re.search(_BACKSLASH, line):
        return SyntaxFault.BACKSLASH
    for words, fault in (
        ("Cannot overwrite", SyntaxFault.TWICE),
        ("Cannot declare", SyntaxFault.TWICE),
        ("Expected '='", SyntaxFault.NO_EQUALS_SIGN),
        ("Invalid statement", SyntaxFault.NO_EQUALS_SIGN),
        ("Expected newline", SyntaxFault.NO_EQUALS_SIGN),
        ("Unterminated", SyntaxFault.OPEN),
        ("Unclosed", SyntaxFault.OPEN),
        ("Illegal character '\\n'", SyntaxFault.OPEN),
        ("Illegal character '\\r'", SyntaxFault.OPEN),
    ):
        if words in error:
            return fault
    return SyntaxFault.OTHER


class UnknownKey(SettingProblem):
    """No setting has this name. The value is not repeated: it may be a password."""

    def __init__(
        self,
        key: str,
        known: tuple[str, ...],
        line: int | None = None,
        *,
        is_section: bool = False,
    ) -> None:
        if is_section:
            super().__init__(f"[{key}]: {{remedy}}.", key=key, line=line, remedy=NO_SECTIONS)
            return
        from difflib import get_close_matches

        near = get_close_matches(key.lower().replace("-", "_"), known, 1)
        remedy = NEAREST if near else KNOWN
        sentence = f"the setting {key!r} is unknown: {{remedy}}" + "." * (remedy is KNOWN)
        name = near[0] if near else ", ".join(sorted(known))
        super().__init__(sentence, key=key, line=line, remedy=remedy, name=name)


class ValueProblem(SettingProblem):
    """A value of the wrong type or form. `expected` says what to give instead."""

    def __init__(self, key: str, value: object, expected: str, line: int | None = None) -> None:
        shown = "" if value is None else _shown(value)
        said = f"is {shown}" if shown else "has a wrong value"
        super().__init__(f"{key} {said}: {{remedy}}.", key=key, line=line, remedy=expected)
        self.value = shown


def _shown(value: object) -> str:
    """With each backslash once, as in the single quotation marks of TOML, where that is clear."""
    is_clear = isinstance(value, str) and value.isprintable() and "'" not in value
    return f"'{value}'" if is_clear else repr(value)
