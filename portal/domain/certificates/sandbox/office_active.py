"""What of an Office document would do something when it is opened (ECMA-376, part 1)."""

import ipaddress
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote
from xml.parsers import expat

from portal.domain.certificates.file_types import Reason, Refused

Attributes = dict[str, str]
Begin = Callable[[str, Attributes], None]

_NAMESPACE_END: Final = "}"


class XmlReader:
    """Reads parts one after the other, up to a number of bytes and elements in all of them."""

    def __init__(self, most_bytes: int, most_elements: int) -> None:
        self._bytes_left = most_bytes
        self._elements_left = most_elements

    def read(
        self,
        part: bytes,
        begin: Begin,
        text: Callable[[str], None] | None = None,
        end: Callable[[str], None] | None = None,
    ) -> None:
        """Call `begin`, `text` and `end` for what is found, by names without their namespaces.

        Attributes keep theirs (`_attribute`): to take it from each would double the time.

        Raises:
            Refused
            ExpatError: it is no XML.
        """
        self._bytes_left -= len(part)
        if self._bytes_left < 0:
            raise Refused(Reason.HUGE)

        def start(name: str, attributes: Attributes) -> None:
            self._elements_left -= 1
            if self._elements_left < 0:
                raise Refused(Reason.HUGE)
            begin(_local(name), attributes)

        parser = expat.ParserCreate(namespace_separator=_NAMESPACE_END)
        parser.buffer_text = True
        parser.StartElementHandler = start
        # Without a document type there are no entities, and nothing grows or is fetched.
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.CharacterDataHandler = text
        parser.EndElementHandler = end and (lambda name: end(_local(name)))
        parser.Parse(part, True)


def _local(name: str) -> str:
    return name.rpartition(_NAMESPACE_END)[2]


def _attribute(attributes: Attributes, name: str) -> str:
    """The attribute of this name, in whichever namespace; "" without one."""
    return next((value for key, value in attributes.items() if _local(key) == name), "")


def _refuse_document_type(*_of_it: object) -> None:
    raise Refused(Reason.HIDDEN)


# --- relations

_HYPERLINK: Final = "/hyperlink"
"""Followed by a click only."""
_NEARBY: Final = ("/attachedTemplate", "/image", "/externalLinkPath", "/xlPathMissing")
"""Looked for when the document is opened, and done without when it is not there."""
_ACTIVE: Final = ("/oleObject", "/control", "/activeXControlBinary", "/vbaProject", "/wordVbaData")
_DRIVE: Final = re.compile(r"/*[A-Za-z]:")
_OWN_NETWORK: Final = re.compile(r"[a-z][\w-]*(?:(?:\.[\w-]+)*\.(?:local|lan|intern|internal))?")
"""Names of machines that nobody outside of a network has (RFC 6762, ICANN for `internal`)."""


def check_relation(attributes: Attributes) -> None:
    """
    Raises:
        Refused: opening the document would fetch something from elsewhere, or start it.
    """
    type_ = attributes.get("Type", "")
    if type_.endswith(_ACTIVE):
        raise Refused(Reason.ACTIVE)
    if attributes.get("TargetMode", "").lower() != "external" or type_.endswith(_HYPERLINK):
        return
    if not type_.endswith(_NEARBY) or not is_nearby(attributes.get("Target", "")):
        raise Refused(Reason.ACTIVE)


def is_nearby(target: str) -> bool:
    """Whether a template or picture lies on the reader's own disk or network, if anywhere.

    Company templates do, on those of who has written the document: at the clerk's desk there is
    nothing of that name. From elsewhere it would be fetched, and Windows logs in there first.
    """
    path = unquote(target).strip().replace("\\", "/")
    if path.lower().startswith("file:"):
        path = path[len("file:") :]
    if _DRIVE.match(path):
        return True
    if path.startswith("/"):
        return _is_own_network(path.lstrip("/").partition("/")[0])
    return ":" not in path


def _is_own_network(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host).is_private
    except ValueError:
        return _OWN_NETWORK.fullmatch(host.lower()) is not None


# --- fields of texts, formulas of sheets

_DDE_FIELD: Final = re.compile(r"DDE(?:AUTO)?\b", re.IGNORECASE)
_BEFORE_NAME: Final = " \t\r\n\xa0\"'"
_LONGEST_NAME: Final = 64
_QUOTED: Final = re.compile(r"""\"[^"]*"|'[^']*'""")
"""Strings, and names of sheets."""
_FIELD_TEXTS: Final = frozenset({"instrText", "delInstrText"})
_FORMULAS: Final = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
_LINKS: Final = frozenset({"ddeLink", "oleLink"})
_OTHER_ENCODING: Final = re.compile(
    rb"""\xfe\xff|\xff\xfe|\0|<\0|(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*["'](?!utf-8|us-ascii)""",
    re.IGNORECASE,
)


def may_act(part: bytes) -> bool:
    """Whether a part is worth parsing: names of elements stand in it as they are, but for
    encodings that hardly anybody uses.
    """
    if _OTHER_ENCODING.match(part):
        return True
    marks = (b"instr", b"ddeLink", b"oleLink", b"<![CDATA[")
    formulas = b"|" in part or b"&#" in part
    return any(mark in part for mark in marks) or (formulas and b"spreadsheetml" in part)


def refuse_commands(part: bytes, reader: XmlReader) -> None:
    """
    Raises:
        Refused: it has fields or formulas that start programs (DDE).
        ExpatError: it is no XML.
    """
    found = _Commands()
    reader.read(part, found.begin, found.text, found.end)


class _Commands:
    """Puts fields together again, which Word takes to pieces (ECMA-376, part 1, 17.16.18)."""

    def __init__(self) -> None:
        self._fields = [""]
        """The outermost, and those that have begun in it; the first is for what is in none."""
        self._formula: str | None = None
        self._in_field_text = False

    def begin(self, name: str, attributes: Attributes) -> None:
        if name in _LINKS:
            raise Refused(Reason.ACTIVE)
        if name == "fldSimple":
            _beginning_of_field(_attribute(attributes, "instr"))
        elif name == "fldChar":
            self._field_mark(_attribute(attributes, "fldCharType"))
        elif name in _FORMULAS:
            self._formula = ""
        self._in_field_text = name in _FIELD_TEXTS

    def text(self, text: str) -> None:
        if self._in_field_text:
            self._fields[-1] = _beginning_of_field(self._fields[-1] + text)
        if self._formula is not None:
            self._formula += text

    def end(self, name: str) -> None:
        self._in_field_text = False
        if name in _FORMULAS and self._formula is not None:
            formula, self._formula = self._formula, None
            if "|" in _QUOTED.sub("", formula):
                raise Refused(Reason.ACTIVE)

    def _field_mark(self, mark: str) -> None:
        if mark == "begin":
            # A field that another one gives its name: nobody writes so, but to hide the name.
            if len(self._fields) > 1 and not self._fields[-1]:
                raise Refused(Reason.ACTIVE)
            self._fields.append("")
        elif mark == "end" and len(self._fields) > 1:
            self._fields.pop()


def _beginning_of_field(code: str) -> str:
    begins = code.lstrip(_BEFORE_NAME)[:_LONGEST_NAME]
    if _DDE_FIELD.match(begins):
        raise Refused(Reason.ACTIVE)
    return begins
