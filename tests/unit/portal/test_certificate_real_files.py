"""What programs and devices really write is taken, and its content decides how it is called."""

import pytest

from portal.domain.certificates.file_types import FileKind, decoded, named
from portal.domain.certificates.sandbox.detection import detect_type
from tests.support.uploads import real_files

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize("name", real_files.TAKEN)
def test_odd_but_good_files_are_taken_as_what_they_are(name: str) -> None:
    sent = real_files.TAKEN[name]
    kind = detect_type(sent.make())
    assert kind is sent.kind
    assert named(sent.name, kind, 100) == (sent.stored or sent.name)


@pytest.mark.parametrize("text", real_files.MENTIONS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_text_may_mention_what_programs_would_run(text: str, encoding: str) -> None:
    assert detect_type(text.encode(encoding)) is FileKind.TEXT


@pytest.mark.parametrize("name", [one for one in real_files.TEXTS if one != "list"])
def test_a_text_reads_the_same_in_every_encoding(name: str) -> None:
    assert decoded(real_files.TEXTS[name].make()) == real_files.TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_that_is_cut_within_a_letter_reads_right(encoding: str) -> None:
    line = "Größe: 12 € 😀\n"
    whole = (line * 20).encode(encoding)
    for length in range(100, len(whole)):
        beginning = decoded(whole[:length], whole=False)
        assert beginning.startswith(line)
        assert (line * 20).startswith(beginning)


@pytest.mark.parametrize(
    "text", ["„Praxis“ am Markt", "He said ”yes” – “Müller”", "Tomáš Šahin, Dušan Žák", "façade"]
)
def test_windows_is_not_taken_for_dos(text: str) -> None:
    assert decoded(text.encode("cp1252")) == text


@pytest.mark.parametrize("text", ["Für", "Wärme", "größer", "Straße für Ämter"])
def test_dos_is_not_taken_for_windows(text: str) -> None:
    assert decoded(text.encode("cp850")) == text
