"""Binding this device to a portal account (A3 to A6), so that it survives any interruption.

The keyring item is written before the first request and brought forward after each answer:
KEY_WRITTEN, PROVISIONAL, ACTIVE. Whatever is found at the next start can be finished or dropped.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, assert_never

from authenticator.config import Config
from authenticator.failures import Failure, Refused
from authenticator.model import Account, Binding, BindingState, PinRequired, Secret, Stage
from authenticator.network.access import Network
from authenticator.network.portal_client import PortalClient
from authenticator.services.activation_messages import activate_body, confirm_body
from authenticator.services.device_session import DeviceSession, IdempotentRequest
from authenticator.services.pin_proofs import (
    FIRST_PIN_VERSION,
    derive_pin_key,
    derive_twice,
)
from authenticator.services.pin_requests import PinRequest, PinRequests
from authenticator.services.portal_answers import read_account, read_status
from authenticator.storage import secret_store
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.profile_store import new_binding_id
from authenticator.storage.secret_store import SecretStore
from authenticator.terms import Terms
from crypto.encoding import b64url
from crypto.keys import ROOT_BYTES
from crypto.pin import SALT_BYTES, STANDARD_COST, PinCost
from crypto.protocol import CODE_TRIES, DeviceState, MessageName


@dataclass
class _Attempt:
    """One try at an activation, kept while its outcome is open."""

    login: str
    code: Secret
    pin: Secret
    binding: Binding
    item: KeyringItem
    session: DeviceSession
    activate: IdempotentRequest
    confirm: IdempotentRequest


class ActivationService:
    """Blocking; one activation at a time."""

    def __init__(
        self,
        config: Config,
        bindings: BindingStore,
        secret_store: SecretStore,
        terms: Callable[[], Terms],
        network: Network,
        *,
        cost: PinCost = STANDARD_COST,
    ) -> None:
        self._config = config
        self._bindings = bindings
        self._secret_store = secret_store
        self._terms = terms
        self._network = network
        self._cost = cost
        self._attempt: _Attempt | None = None
        self._wrong_codes: dict[str, int] = {}
        """How many were refused, by user name, since the app was started."""
        self._pin_requests = PinRequests()
        self._one_at_a_time = threading.Lock()
        """A user who stopped waiting may enter another code while the first is on its way."""

    def unfinished(self) -> Binding | None:
        """An activation that an earlier run did not finish. Reads the profile file only."""
        return next((each for each in self._bindings.bindings() if not each.activated), None)

    def probe(self) -> None:
        """Show that a key can be kept here, before a code is used up.

        Raises:
            Refused: with the reason.
        """
        secret_store.probe(self._secret_store)

    def activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        """Bind this device. Called again with the same values it goes on where it stopped.

        Args:
            login: user name as `read_login` gives it.
            code: 8 digits.
            pin: 6 digits.
            report: called with each stage as it begins.

        Raises:
            Refused: why it stopped; nothing is lost that could not be repeated.
        """
        with self._one_at_a_time:
            return self._activate(login, code, pin, report)

    def _activate(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> Account:
        attempt = self._attempt
        if attempt is None or (attempt.login, attempt.code, attempt.pin) != (login, code, pin):
            attempt = self._begin(login, code, pin, report)
        report(Stage.ASKING_PORTAL)
        try:
            if attempt.item.state is BindingState.KEY_WRITTEN:
                attempt.activate.carry_out()
                self._advance(attempt, BindingState.PROVISIONAL)
            report(Stage.CONFIRMING)
            account = read_account(attempt.confirm.carry_out().get("account"))
            self._advance(attempt, BindingState.ACTIVE)
        except Refused as refusal:
            raise self._after_refusal(attempt.binding, refusal) from refusal
        self._attempt = None
        self._wrong_codes.pop(login, None)
        return account

    def resume(self, binding: Binding) -> Account | PinRequired | None:
        """Find out how far an interrupted activation had come.

        Returns:
            The account when it was finished, `PinRequired` when only the confirmation is
            missing, None when nothing came of it; only then what lay here is discarded.

        Raises:
            Refused: the portal or the keyring cannot be asked just now; nothing was changed.
        """
        item = self._bindings.item(binding)
        if item is None:
            self.discard(binding)
            return None
        session = self._open_session(item)
        try:
            status = read_status(session.ask(MessageName.STATUS, lambda _: {}))
        except Refused as refusal:
            if refusal.problem.failure not in _NOTHING_CAME_OF_IT:
                raise
            self.discard(binding)
            return None
        match status.state:
            case DeviceState.PROVISIONAL:
                return PinRequired(binding.login)
            case DeviceState.REVOKED:
                self.discard(binding)
                return None
            case DeviceState.ACTIVE | DeviceState.SUSPECT | DeviceState.LOCKED:
                self._finish(binding, item)
                return status.account
            case _:
                assert_never(status.state)

    def confirm(self, binding: Binding, pin: Secret) -> Account:
        """Finish an interrupted activation with the PIN that was chosen then.

        Raises:
            Refused: PIN_WRONG, or why the portal was not reached.
        """
        item = self._bindings.require_item(binding)
        purpose = (MessageName.CONFIRM, binding.id)

        def make() -> PinRequest[Account]:
            session, key = self._open_session(item), derive_pin_key(pin, item)
            body = confirm_body(item, lambda: key, session)
            request = IdempotentRequest(session, MessageName.CONFIRM, body)
            return PinRequest(purpose, (pin,), request, lambda b: read_account(b.get("account")))

        try:
            account = self._pin_requests.carry_out(purpose, (pin,), make)
        except Refused as refusal:
            raise self._after_refusal(binding, refusal) from refusal
        self._finish(binding, item)
        return account

    def discard(self, binding: Binding) -> None:
        """Drop an activation that was never finished."""
        if not binding.activated:
            self._bindings.remove(binding)
        self._attempt = None

    def _begin(
        self, login: str, code: Secret, pin: Secret, report: Callable[[Stage], None]
    ) -> _Attempt:
        report(Stage.PREPARING_KEY)
        root, salt = secrets.token_bytes(ROOT_BYTES), secrets.token_bytes(SALT_BYTES)
        first_key, second_key = derive_twice(pin, root=root, salt=salt, cost=self._cost)
        client = PortalClient(
            self._config.portal, network=self._network, root=self._config.portal_root
        )
        roaming = self._config.roaming
        item = _new_item(client, login, root, salt, self._cost, roaming=roaming)
        key = first_key.result()
        report(Stage.WRITING_KEY)
        binding = Binding(new_binding_id(), client.aud, login, activated=False)
        self._bindings.begin(binding, item)
        session = DeviceSession(client, item.root)
        first = activate_body(item, code, self._terms(), key, session, roaming=roaming)
        second = confirm_body(item, second_key.result, session)
        self._attempt = _Attempt(
            login=login,
            code=code,
            pin=pin,
            binding=binding,
            item=item,
            session=session,
            activate=IdempotentRequest(session, MessageName.ACTIVATE, first, offer_key=True),
            confirm=IdempotentRequest(session, MessageName.CONFIRM, second),
        )
        return self._attempt

    def _open_session(self, item: KeyringItem) -> DeviceSession:
        client = PortalClient(
            item.aud, network=self._network, root=item.portal_root, lowest_seq=item.seq
        )
        return DeviceSession(client, item.root)

    def _advance(self, attempt: _Attempt, state: BindingState) -> None:
        attempt.item = replace(attempt.item, state=state)
        if state is BindingState.ACTIVE:
            self._finish(attempt.binding, attempt.item)
        else:
            self._bindings.update(attempt.binding, attempt.item)

    def _finish(self, binding: Binding, item: KeyringItem) -> None:
        finished = replace(binding, activated=True)
        active = replace(item, state=BindingState.ACTIVE, aid="")
        self._bindings.update(finished, active)
        self._bindings.remove_replaced(finished)

    def _after_refusal(self, binding: Binding, refusal: Refused) -> Refused:
        """Drop the key only when the portal has said itself that nothing came of the attempt."""
        failure = refusal.problem.failure
        if failure not in _NOTHING_CAME_OF_IT:
            return refusal
        self.discard(binding)
        refused = failure is Failure.ACTIVATION_REFUSED
        return self._wrong_code(binding.login) if refused else Refused(Failure.ATTEMPT_ENDED)

    def _wrong_code(self, login: str) -> Refused:
        """With the tries that remain at least: the portal tells nobody how many (ADR 22)."""
        wrong = self._wrong_codes.get(login, 0) % CODE_TRIES + 1
        self._wrong_codes[login] = wrong
        return Refused(Failure.ACTIVATION_REFUSED, tries_left=CODE_TRIES - wrong)


_NOTHING_CAME_OF_IT: Final = {
    Failure.ACTIVATION_REFUSED,
    Failure.DEVICE_UNKNOWN,
    Failure.DEVICE_REVOKED,
    Failure.REQUEST_ENDED,
}


def _new_item(
    client: PortalClient, login: str, root: bytes, salt: bytes, cost: PinCost, *, roaming: bool
) -> KeyringItem:
    keys = client.key_set()
    return KeyringItem(
        state=BindingState.KEY_WRITTEN,
        aud=client.aud,
        account=login,
        root=root,
        salt=salt,
        cost=cost,
        pin_version=FIRST_PIN_VERSION,
        aid=b64url(secrets.token_bytes(16)),
        portal_root=keys.root.thumbprint,
        seq=keys.seq,
        roaming=roaming,
    )
