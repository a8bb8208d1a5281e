"""The portal's whole pipeline in this process, and a device that says made-up things to it."""

import asyncio
import atexit
import tempfile
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from crypto import envelope
from crypto.encoding import b64url, parse_object
from crypto.errors import CryptoError
from crypto.keyset import read_key_set
from crypto.sealing import seal
from crypto.statements import Kind, Slot
from portal.api.long_polls import HeldAnswer
from portal.api.pipeline import MESSAGES
from portal.composition import build_context, device_pipeline
from portal.domain.accounts import accounts, codes
from portal.platform.database.migration import migrate
from portal.platform.keys.key_ring import create_keys
from portal.platform.settings import Settings
from tests.fuzz.targets import parted
from tests.support.clock import ManualClock
from tests.support.device import PIN, Device, PortalProblem
from tests.support.portal_server import CHEAP_CODES, WIDE_RATES

URL: Final = "http://127.0.0.1:8642"
LOGIN: Final = "max@abc.de"

_NAMES: Final = tuple(MESSAGES)
_KINDS: Final = tuple(Kind)
_ENDED: Final = ("revoked", "suspect", "locked", "unknown-device")


async def _nowhere(_message: object) -> None:
    """Nothing is sent while an answer is held back."""


class Whole:
    """A portal without sockets."""

    def __init__(self) -> None:
        folder = tempfile.TemporaryDirectory()
        data = Path(folder.name)
        database_url = f"sqlite:///{data / 'portal.sqlite'}"
        settings = Settings(URL, database_url, data, code_cost=CHEAP_CODES, rates=WIDE_RATES)
        migrate(database_url)
        self.loop = asyncio.new_event_loop()
        self.keys, self.clock = create_keys(data, URL), ManualClock()
        context = build_context(settings, self.keys, self.clock)
        self.database, self.codes = context.database, context.codes
        # Whoever waits for news is answered at once.
        context.notifier.close()
        self.pipeline = device_pipeline(context)
        self.write(self._account)
        self.device = InProcess(self)
        atexit.register(self._close, folder)

    def write(self, work: Any) -> Any:
        return self.loop.run_until_complete(self.database.write(work))

    def answer(self, data: bytes) -> bytes:
        """One answer: it never raises, and what it gives is signed and names these bytes."""
        held = HeldAnswer({"client": ("127.0.0.1", 50_000)}, _nowhere)
        signed = self.loop.run_until_complete(self.pipeline.answer(data, held))
        response = envelope.read_response(signed.data, self.keys.signing.public, request=data)
        assert signed.status == (response.b["status"] if response.m == "problem" else 200)
        return signed.data

    def issue_code(self) -> str:
        code = codes.new_code()
        hashed = self.codes.make(code)

        def store(connection: Any) -> None:
            account = accounts.get_account(connection, LOGIN)
            codes.store_code(connection, account.id, hashed, self.clock.now())

        self.write(store)
        return code

    def _account(self, connection: Any) -> None:
        accounts.create_account(
            connection,
            login=LOGIN,
            name="Max",
            provider="P",
            ik=None,
            cleared=True,
            now=self.clock.now(),
        )

    def _close(self, folder: tempfile.TemporaryDirectory[str]) -> None:
        self.database.close()
        self.codes.close()
        self.loop.close()
        folder.cleanup()


class InProcess(Device):
    """An active device that needs no network."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        super().__init__(URL, client=SimpleNamespace(close=lambda: None))  # type: ignore[arg-type]
        text = whole.keys.key_set
        self._key_set = read_key_set(text, aud=URL, root=None, lowest_seq=0)
        self.activate(LOGIN, whole.issue_code())
        self.confirm()

    def post(self, data: bytes) -> Any:
        return SimpleNamespace(content=self._whole.answer(data))


@cache
def whole() -> Whole:
    return Whole()


def exchange(data: bytes) -> None:
    """The first byte says how far inside the rest is put."""
    portal = whole()
    if not data:
        return
    way = _WAYS[data[0] % len(_WAYS)]
    made = way(portal.device, data[1:])
    if made is None:
        return
    answer = portal.answer(made)
    try:
        portal.device.sent = made
        portal.device.take(answer)
    except PortalProblem as problem:
        if problem.name in _ENDED and made is not data:
            portal.device = InProcess(portal)


def _raw(_device: Device, data: bytes) -> bytes | None:
    return data


def _signed(device: Device, data: bytes) -> bytes | None:
    """Any header, any payload, a signature that holds."""
    header, payload = parted(data)
    text = f"{b64url(header)}.{b64url(payload)}"
    return f"{text}.{b64url(device.key.sign(text.encode()))}".encode()


def _body(device: Device, data: bytes) -> bytes | None:
    """A true envelope around any body."""
    if not data:
        return None
    try:
        body = parse_object(data[1:])
    except CryptoError:
        return None
    return _sized(device, _NAMES[data[0] % len(_NAMES)], body)


def _statement(device: Device, data: bytes) -> bytes | None:
    """Any statement with a proof of the right PIN."""
    if not data:
        return None
    body = device.proof(data[1:], PIN)
    return _sized(device, _NAMES[data[0] % len(_NAMES)], body)


def _content(device: Device, data: bytes) -> bytes | None:
    """A true statement of any kind with any content, for any message."""
    if len(data) < 2:
        return None
    request = device.request(_NAMES[data[0] % len(_NAMES)])
    kind = _KINDS[data[1] % len(_KINDS)]
    try:
        content = parse_object(data[2:])
    except CryptoError:
        return None
    from crypto.encoding import dump_object

    statement = dump_object({"t": kind.value, **vars(Slot.of(request)), **content})
    return device.signed(request, device.proof(statement, PIN))


def _sealed(device: Device, data: bytes) -> bytes | None:
    """Any bytes under a true seal, beside a true statement."""
    if not data:
        return None
    message, kind, content = (
        ("pinchange", Kind.PINCHANGE, {"pv": str(device.pin_version + 1)}),
        ("rotate", Kind.ROTATE, {"new": "0" * 32}),
        ("activate", Kind.ACTIVATE, {}),
    )[data[0] % 3]
    info = f"pa/v1/{message}|{device.dev}".encode()
    sealed = b64url(seal(data[1:], device.key_set.seal_to[1], info))
    if message == "activate":
        return _sized(device, message, {"sealed": sealed}, offer_key=True)
    from crypto.statements import make_statement

    request = device.request(message)
    statement = make_statement(kind, Slot.of(request), **content)
    return device.signed(request, device.proof(statement, PIN) | {"sealed": sealed})


def _sized(
    device: Device, message: str, body: dict[str, Any], *, offer_key: bool = False
) -> bytes | None:
    request = device.request(message, **({"n": ""} if offer_key else {}))._replace(b=body)
    return envelope.sign_request(request, device.key, offer_key=offer_key)


_WAYS: Final = (_raw, _signed, _body, _statement, _content, _sealed)
