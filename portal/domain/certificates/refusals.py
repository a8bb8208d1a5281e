"""The messages for users whose file was not taken, and what to do then."""

from dataclasses import dataclass
from typing import Final

from portal.domain.certificates.file_types import ENDINGS, Reason
from portal.platform.language import marked as _
from portal.platform.language import translated

MOST_BYTES: Final = 10_000_000
"""All attachments of a registration together (requirement P7: 10 MB)."""
MOST_FILES: Final = 10
OURS: Final = frozenset({Reason.UNCHECKED, Reason.NOT_STORED})
"""What does not lie with the file: the same one may be taken later."""

_QUOTED: Final = _("„{name}“")
_TOO_MANY: Final = _(
    "{names} wären zu viel: Höchstens {files} Dateien sind möglich. "
    "Was in der Liste steht, ist gespeichert. Löschen Sie zuerst andere."
)
_SENTENCES: Final = {
    Reason.EMPTY: _("„{name}“ ist leer. Wählen Sie bitte eine Datei mit Inhalt."),
    Reason.TOO_BIG: _(
        "„{name}“ passt nicht mehr: Alle Dateien zusammen dürfen höchstens 10 MB groß sein. "
        "Verkleinern Sie die Datei, oder löschen Sie zuerst eine andere."
    ),
    Reason.TOO_MANY: _(
        "„{name}“ wäre eine Datei zu viel: Höchstens {files} sind möglich. "
        "Was in der Liste steht, ist gespeichert. Löschen Sie zuerst eine andere."
    ),
    Reason.KIND: _(
        "„{name}“ hat kein Format, das wir annehmen. Möglich sind: {endings}. "
        "Speichern Sie die Datei am besten als PDF."
    ),
    Reason.NAME: _(
        "„{name}“ ist etwas anderes, als der Dateiname sagt. Speichern Sie die Datei mit der "
        "richtigen Endung, am besten als PDF."
    ),
    Reason.BROKEN: _(
        "„{name}“ lässt sich nicht öffnen, sie ist beschädigt oder unvollständig. "
        "Speichern oder scannen Sie sie bitte neu."
    ),
    Reason.PASSWORD: _(
        "„{name}“ ist mit einem Kennwort geschützt. Speichern Sie die Datei bitte ohne "
        "Kennwort und laden Sie sie noch einmal hoch."
    ),
    Reason.ACTIVE: _(
        "„{name}“ enthält Makros, Skripte, eingebettete Dateien oder fremde Verknüpfungen. "
        "Drucken Sie die Datei in ein neues PDF und laden Sie dieses hoch."
    ),
    Reason.HIDDEN: _(
        "„{name}“ enthält noch eine andere Datei oder versteckten Code. "
        "Drucken Sie die Datei in ein neues PDF und laden Sie dieses hoch."
    ),
    Reason.HUGE: _(
        "„{name}“ wird beim Öffnen zu groß. Speichern Sie die Datei mit kleineren Bildern "
        "oder weniger Seiten."
    ),
    Reason.TOO_LONG: _(
        "„{name}“ konnten wir nicht prüfen, sie ist zu aufwendig. "
        "Drucken Sie die Datei in ein neues PDF und laden Sie dieses hoch."
    ),
    Reason.VIRUS: _(
        "„{name}“ wurde vom Virenscanner beanstandet und nicht gespeichert. "
        "Prüfen Sie bitte Ihren Computer und scannen Sie die Bescheinigung neu."
    ),
    Reason.UNCHECKED: _(
        "„{name}“ können wir im Augenblick nicht prüfen. "
        "Versuchen Sie es bitte in einigen Minuten noch einmal."
    ),
    Reason.NOT_STORED: _(
        "„{name}“ können wir im Augenblick nicht speichern, das liegt nicht an Ihrer Datei. "
        "Versuchen Sie es bitte in einer Stunde noch einmal."
    ),
}


@dataclass(frozen=True)
class Refusal:
    """One file that was not taken; `name` as it is shown."""

    name: str
    reason: Reason

    @property
    def sentence(self) -> str:
        """What happened and what to do, in the reader's language."""
        return translated(_SENTENCES[self.reason]).format(
            name=self.name, endings=", ".join(ENDINGS), files=MOST_FILES
        )


def refusal_messages(refused: list[Refusal]) -> list[str]:
    """A sentence for each file, but one for all that were too many."""
    many = [one.name for one in refused if one.reason is Reason.TOO_MANY]
    names = [translated(_QUOTED).format(name=name) for name in many]
    if len(names) < 2:
        return [one.sentence for one in refused]
    together = translated(_TOO_MANY).format(names=", ".join(names), files=MOST_FILES)
    return [*(one.sentence for one in refused if one.reason is not Reason.TOO_MANY), together]
