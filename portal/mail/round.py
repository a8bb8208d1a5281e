"""The postman's rounds while the portal runs."""

import logging
from dataclasses import dataclass
from typing import Final

from portal.hub import Hub
from portal.mail.outbox import OUTBOX_BELL
from portal.mail.postman import Postman

_LOG: Final = logging.getLogger("portal")
_SECONDS: Final = 60


@dataclass(frozen=True)
class Post:
    """Sends letters as soon as they are written, and looks once a minute anyway."""

    postman: Postman | None
    hub: Hub

    async def for_ever(self) -> None:
        """Until the hub is closed."""
        if self.postman is None:
            _LOG.warning("mail_host is not set: letters are kept, and none is sent")
            return
        while not self.hub.closed:
            # Heard from before looking, so that no letter is missed.
            with self.hub.listen(OUTBOX_BELL) as bell:
                await self._deliver(self.postman)
                await bell.wait(_SECONDS)

    async def _deliver(self, postman: Postman) -> None:
        try:
            await postman.deliver(lambda: self.hub.closed)
        except Exception:
            _LOG.exception("letters could not be sent")
