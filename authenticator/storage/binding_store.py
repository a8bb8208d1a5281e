"""Bindings with their keyring items: the profile file says which, the keyring holds the secret."""

from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.storage.keyring_item import KeyringItem
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import InDoubt, SecretStore


class BindingStore:
    """Keeps both halves in step. The entry in the profile is written first and removed last.

    So a crash can leave an entry without an item, which is recognised, and never an item that
    nobody knows of.
    """

    def __init__(self, profile: ProfileStore, secrets: SecretStore) -> None:
        self._profile = profile
        self._secrets = secrets

    def bindings(self) -> tuple[Binding, ...]:
        """All bindings, finished or not. Reads the profile file only."""
        return self._profile.bindings()

    def begin(self, binding: Binding, item: KeyringItem) -> None:
        """Write a new binding before its first request is sent.

        Raises:
            InDoubt: the item may be there; the entry is, so that the next start finds both.
            Refused: nothing was kept.
        """
        packed = item.pack()
        self._profile.put(binding)
        try:
            self._secrets.write(binding.id, packed)
        except InDoubt:
            raise
        except Refused:
            self._profile.remove(binding)
            raise

    def item(self, binding: Binding) -> KeyringItem | None:
        """The item, or None when there is surely none.

        Raises:
            Refused: it cannot be read just now, or is damaged.
        """
        packed = self._secrets.read(binding.id)
        return None if packed is None else KeyringItem.unpack(packed)

    def require_item(self, binding: Binding) -> KeyringItem:
        """The item of a finished binding.

        Raises:
            Refused: KEY_MISSING, or it cannot be read just now, or is damaged.
        """
        item = self.item(binding)
        if item is None:
            raise Refused(Failure.KEY_MISSING)
        return item

    def update(self, binding: Binding, item: KeyringItem) -> None:
        """Replace item and entry of a known binding."""
        self._secrets.write(binding.id, item.pack())
        self._profile.put(binding)

    def keep(self, binding: Binding, item: KeyringItem) -> None:
        """Replace the item of a binding that itself stays as it is.

        Raises:
            InDoubt: it is not known whether the keyring took it.
            Refused: the keyring did not take it.
        """
        self._secrets.write(binding.id, item.pack())

    def remove_replaced(self, binding: Binding) -> None:
        """Forget older bindings of the account that `binding` has just been activated for."""
        for other in self.bindings():
            if (other.aud, other.login) == (binding.aud, binding.login) and other.id != binding.id:
                self.remove(other)

    def remove(self, binding: Binding) -> None:
        """Forget secret and entry for good.

        Raises:
            Refused: one of them, or both, are still there.
        """
        self._profile.check()
        self._secrets.delete(binding.id)
        self._profile.remove(binding)
