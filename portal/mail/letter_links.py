"""Addresses in mails."""

from dataclasses import dataclass

from portal.mail.letters import Letter
from portal.registration.links import Links


@dataclass(frozen=True)
class LetterLinks:
    """Addresses that letters name; made here, so that none lies in the database."""

    links: Links
    letter: Letter

    @property
    def confirm(self) -> str:
        return self.links.confirm(self._registration, self.letter.to)

    @property
    def status(self) -> str:
        return self.links.status(self._registration, self.letter.to)

    @property
    def reset(self) -> str:
        return self.links.reset(self._registration)

    @property
    def home(self) -> str:
        return f"{self.links.public_url}/"

    @property
    def login(self) -> str:
        return f"{self.links.public_url}/login"

    @property
    def register(self) -> str:
        return f"{self.links.public_url}/registration/new"

    @property
    def lost(self) -> str:
        """Where somebody begins whose device is lost."""
        return f"{self.links.public_url}/reset"

    @property
    def desk(self) -> str:
        return f"{self.links.public_url}/desk"

    @property
    def _registration(self) -> str:
        if self.letter.registration_id is None:
            raise ValueError("the letter names no registration")
        return self.letter.registration_id
