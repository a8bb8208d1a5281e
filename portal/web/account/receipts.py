"""`/receipts`: proofs of the changes that were approved for a provider."""

from typing import Final

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from portal.domain.logins.sessions import Session
from portal.domain.providers.permissions import Action as Permission
from portal.domain.providers.permissions import NotPermitted, require
from portal.domain.providers.providers import find_provider
from portal.domain.providers.receipts import Receipt, find_receipt, latest_receipts, read_receipt
from portal.platform.language import german_time
from portal.web.account.access import own_provider, permitted
from portal.web.context import WebContext

RECEIPTS: Final = "/receipts"


class ReceiptRoutes:
    """The list, one receipt, and its file."""

    def __init__(self, context: WebContext) -> None:
        self._context = context

    @property
    def routes(self) -> list[BaseRoute]:
        context, see = self._context, Permission.SEE_RECEIPTS
        return [
            Route(RECEIPTS, permitted(context, see, self.receipts), methods=["GET"]),
            Route(f"{RECEIPTS}/{{id}}", permitted(context, see, self.receipt), methods=["GET"]),
            Route(f"{RECEIPTS}/{{id}}/file", permitted(context, see, self.file), methods=["GET"]),
        ]

    async def receipts(self, _request: Request, session: Session) -> Response:
        """The last ones."""
        provider = own_provider(session)
        found = await self._context.database.read(lambda c: latest_receipts(c, provider))
        return self._context.pages.page(
            "users/receipts.html", session=session, receipts=found, when=german_time
        )

    async def receipt(self, request: Request, session: Session) -> Response:
        """One, with what its own bytes prove; made to be printed."""
        receipt, id_ = await self._find(request, session), own_provider(session)
        provider = await self._context.database.read(lambda c: find_provider(c, id_))
        return self._context.pages.page(
            "users/receipt.html",
            session=session,
            provider=session.provider if provider is None else provider.name,
            receipt=receipt,
            proven=read_receipt(receipt.file),
            when=german_time,
        )

    async def file(self, request: Request, session: Session) -> Response:
        """What `portal receipts verify` takes."""
        receipt = await self._find(request, session)
        name = f'attachment; filename="beleg-{receipt.id}.json"'
        headers = {"content-disposition": name, "cache-control": "no-store"}
        return Response(receipt.file, media_type="application/json", headers=headers)

    async def _find(self, request: Request, session: Session) -> Receipt:
        id_ = request.path_params["id"]

        def find(connection: Connection) -> Receipt | None:
            return find_receipt(connection, id_)

        receipt = await self._context.database.read(find)
        if receipt is None:
            raise NotPermitted
        require(session, Permission.SEE_RECEIPTS, receipt.provider_id)
        return receipt
