"""The messages for users whose file was not taken, and what to do then."""

from dataclasses import dataclass
from typing import Final

from portal.domain.certificates.file_types import ENDINGS, ForeignFormat, Reason
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


_PICTURE: Final = _(
    "„{name}“ ist ein Bild im Format {format}, das wir nicht annehmen. "
    "Speichern Sie das Bild bitte als JPG, PNG oder PDF und laden Sie es noch einmal hoch."
)
_DOCUMENT: Final = _(
    "„{name}“ ist eine Datei im Format {format}, das wir nicht annehmen. "
    "Öffnen Sie die Datei bitte, speichern Sie sie als PDF und laden Sie dieses hoch."
)
_OLD: Final = _(
    "„{name}“ ist eine Datei im alten Format {format}, das wir nicht annehmen. Öffnen Sie sie "
    "bitte, speichern Sie sie ohne Kennwort als PDF oder {format}x und laden Sie diese hoch."
)
_TEMPLATE: Final = _(
    "„{name}“ ist eine Vorlage oder eine Bildschirmpräsentation. Öffnen Sie die Datei bitte, "
    "speichern Sie sie als PDF, docx, xlsx oder pptx und laden Sie diese hoch."
)
_ARCHIVE: Final = _(
    "„{name}“ ist ein Archiv im Format {format}. Entpacken Sie es bitte "
    "und laden Sie die Dateien daraus einzeln hoch."
)
_MAIL: Final = _(
    "„{name}“ ist eine E‑Mail. Speichern Sie bitte ihren Anhang als Datei und laden Sie diese hoch."
)
_VIDEO: Final = _(
    "„{name}“ ist ein Video. Scannen oder fotografieren Sie die Bescheinigung bitte "
    "und laden Sie das Bild hoch."
)
_FOREIGN: Final = {
    ForeignFormat.AVIF: (_PICTURE, "AVIF"),
    ForeignFormat.BMP: (_PICTURE, "BMP"),
    ForeignFormat.JPEG_2000: (_PICTURE, "JPEG 2000"),
    ForeignFormat.JPEG_XL: (_PICTURE, "JPEG XL"),
    ForeignFormat.PHOTOSHOP: (_PICTURE, "PSD"),
    ForeignFormat.WEBP: (_PICTURE, "WebP"),
    ForeignFormat.VIDEO: (_VIDEO, ""),
    ForeignFormat.OLD_WORD: (_OLD, "doc"),
    ForeignFormat.OLD_EXCEL: (_OLD, "xls"),
    ForeignFormat.OLD_POWERPOINT: (_OLD, "ppt"),
    ForeignFormat.APPLE: (_DOCUMENT, "Pages, Numbers, Keynote"),
    ForeignFormat.EBOOK: (_DOCUMENT, "EPUB"),
    ForeignFormat.OFFICE_TEMPLATE: (_TEMPLATE, ""),
    ForeignFormat.OPEN_DOCUMENT: (_DOCUMENT, "OpenDocument (odt, ods, odp)"),
    ForeignFormat.POSTSCRIPT: (_DOCUMENT, "PostScript"),
    ForeignFormat.RICH_TEXT: (_DOCUMENT, "RTF"),
    ForeignFormat.XPS: (_DOCUMENT, "XPS"),
    ForeignFormat.MAIL: (_MAIL, ""),
    ForeignFormat.GZIP: (_ARCHIVE, "GZ"),
    ForeignFormat.RAR: (_ARCHIVE, "RAR"),
    ForeignFormat.SEVEN_ZIP: (_ARCHIVE, "7Z"),
    ForeignFormat.ZIP: (_ARCHIVE, "ZIP"),
}


@dataclass(frozen=True)
class Refusal:
    """One file that was not taken; `name` as it is shown."""

    name: str
    reason: Reason
    foreign: ForeignFormat | None = None

    @property
    def sentence(self) -> str:
        """What happened and what to do, in the reader's language."""
        sentence, format_ = _SENTENCES[self.reason], ""
        if self.foreign is not None:
            sentence, format_ = _FOREIGN[self.foreign]
        return translated(sentence).format(
            name=self.name, format=format_, endings=", ".join(ENDINGS), files=MOST_FILES
        )


def refusal_messages(refused: list[Refusal]) -> list[str]:
    """A sentence for each file, but one for all that were too many."""
    many = [one.name for one in refused if one.reason is Reason.TOO_MANY]
    names = [translated(_QUOTED).format(name=name) for name in many]
    if len(names) < 2:
        return [one.sentence for one in refused]
    together = translated(_TOO_MANY).format(names=", ".join(names), files=MOST_FILES)
    return [*(one.sentence for one in refused if one.reason is not Reason.TOO_MANY), together]
