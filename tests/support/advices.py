"""Payment advices for tests: deliveries as an AOK makes them, and advices that are there.

put_delivery(folder, [announced(reference="2026-1", amount="12.50")])
deliver(portal, [announced(ik=ik)])       # as the command takes them
add_advices(portal, provider, 1000)       # rows alone, many at once
"""

import itertools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import Connection, insert, select

from portal.domain.advices.deliveries import Report
from portal.domain.advices.metadata import FIELDS, NAMESPACE, OPTIONAL
from portal.domain.advices.storage import DocumentStorage
from portal.domain.advices.tables import ADVICES, Counted, Folder, Group, count
from portal.domain.providers.tables import PROVIDER_IKS
from tests.support.portal_server import RunningPortal

IK = "260326822"
SENDERS = ("AOK Bayern", "AOK Hessen", "AOK PLUS", "AOK Nordost")
_numbers = itertools.count(1)


def pdf(words: str = "Zahlungsavis") -> bytes:
    """A PDF of one page that says these lines; different words make another document."""
    lines = " ".join(f"({line}) Tj T*" for line in words.splitlines())
    text = f"BT /F1 16 Tf 26 TL 60 780 Td {lines} ET".encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(file)
    file += b"xref\n0 6\n0000000000 65535 f \n" + table
    return file + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % end


def announced(**changes: str) -> dict[str, str]:
    """What is said of one advice; its document is made by `put_delivery`."""
    number = next(_numbers)
    return {
        "ik": IK,
        "reference": f"2026-{number}",
        "sender": "AOK Bayern",
        "issued": "2026-11-28",
        "from": "2026-11-01",
        "to": "2026-11-15",
        "amount": "12480.55",
        "currency": "EUR",
        "invoices": "42",
        "file": f"avis-{number}.pdf",
    } | changes


def put_delivery(
    folder: Path,
    advices: list[dict[str, str]],
    name: str = "avise.xml",
    document: Callable[[dict[str, str]], bytes] = lambda advice: pdf(advice["reference"]),
) -> list[dict[str, str]]:
    """Metadata and documents, as complete as the metadata says; returns what the metadata says."""
    said = []
    for advice in advices:
        made = document(advice)
        said.append({"size": str(len(made))} | advice)
        (folder / advice["file"]).write_bytes(made)
    text = as_xml(said) if name.endswith(".xml") else as_csv(said)
    (folder / name).write_text(text, encoding="utf-8")
    return said


def as_xml(advices: Iterable[dict[str, str]]) -> str:
    return f'<advices xmlns="{NAMESPACE}">{"".join(map(_element, advices))}</advices>'


def _element(said: dict[str, str]) -> str:
    def attributes(*names: str) -> str:
        return "".join(f" {name}={quoteattr(said[name])}" for name in names if name in said)

    names = ("ik", "reference", "sender", "issued", "invoices")
    texts = "".join(f"<{name}>{escape(said[name])}</{name}>" for name in names if name in said)
    return (
        f"<advice>{texts}<period{attributes('from', 'to')}/>"
        f"<amount{attributes('currency')}>{said.get('amount', '')}</amount>"
        f"<document{attributes('file', 'size', 'sha256')}/></advice>"
    )


def as_csv(advices: Iterable[dict[str, str]]) -> str:
    names = (*FIELDS, *OPTIONAL)
    lines = [";".join(advice.get(name, "") for name in names) for advice in advices]
    return "\r\n".join([";".join(names), *lines, ""])


def deliver(portal: RunningPortal, folder: Path, advices: list[dict[str, str]]) -> Report:
    """Let a running portal take a delivery."""
    folder.mkdir(exist_ok=True)
    put_delivery(folder, advices)
    return portal.run(portal.app.maintenance.advices.importer.take(folder))


def provider_of(portal: RunningPortal, login: str) -> int:
    return int(portal.query("SELECT provider_id FROM accounts WHERE login = :l", l=login)[0][0])


def add_advices(
    portal: RunningPortal, provider: int, number: int, *, ik: str = IK, **changes: Any
) -> list[int]:
    """Current advices with one and the same document, the newest last; their ids."""
    storage = DocumentStorage(portal.app.maintenance.advices.importer.storage.folder)
    folder = portal.settings.data
    source = folder / "one.pdf"
    source.write_bytes(pdf())
    with source.open("rb") as file:
        stored = storage.store(file, portal.clock.now())
    source.unlink()
    rows = [_row(each, provider, ik, portal.clock.now()) for each in range(number)]
    rows = [row | {"digest": stored.digest, "size": stored.size} | changes for row in rows]

    def add(connection: Connection) -> list[int]:
        connection.execute(insert(ADVICES), rows)
        count(connection, map(_counted, rows))
        references = select(ADVICES.c.id).order_by(ADVICES.c.id.desc()).limit(number)
        return sorted(connection.execute(references).scalars())

    return portal.write(add)


def clear_ik(
    portal: RunningPortal, provider: int, ik: str = IK, institution: str = "Praxis am Markt"
) -> None:
    """Give a provider a further IK number, as a clerk would."""
    row = {
        "provider_id": provider,
        "ik": ik,
        "institution": institution,
        "state": "cleared",
        "added_at": portal.clock.now(),
    }
    portal.write(lambda connection: connection.execute(insert(PROVIDER_IKS), row))


def listed(text: str) -> list[str]:
    """References in a page's list, in its order."""
    return re.findall(r'<td class="reference">([^<\s]+)', text)


def _row(each: int, provider: int, ik: str, now: int) -> dict[str, Any]:
    # Ten a day, back from 28 November 2026.
    month, day = divmod(each // 10, 28)
    year, month = 2026 - (month // 11), 11 - month % 11
    issued = f"{year}-{month:02d}-{28 - day:02d}"
    return {
        "provider_id": provider,
        "folder": Folder.CURRENT.value,
        "ik": ik,
        "sender": SENDERS[each % len(SENDERS)],
        "reference": f"R-{next(_numbers)}",
        "issued_on": issued,
        "period_from": issued,
        "period_to": issued,
        "amount_cents": 100 + each,
        "currency": "EUR",
        "invoices": 1 + each % 50,
        "received_at": now,
    }


def _counted(row: dict[str, Any]) -> Counted:
    group = Group(
        row["provider_id"], Folder(row["folder"]), row["issued_on"][:7], row["ik"], row["sender"]
    )
    return Counted(group, row["amount_cents"], row["invoices"])
