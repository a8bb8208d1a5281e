"""Step 2, `/registration/certificate`: the form, the upload, and what comes next."""

import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from portal.domain.certificates import examination
from portal.domain.certificates.attachments import attachments_of, find_attachment
from portal.domain.certificates.file_types import ENDINGS, IMAGES, FileKind
from portal.domain.certificates.form import certificate_form
from portal.domain.certificates.multipart_upload import TooMuch, Unreadable
from portal.domain.certificates.refusals import MOST_BYTES, MOST_FILES, OURS, refusal_messages
from portal.domain.certificates.sandbox_client import Busy, Sandbox, SandboxFailure
from portal.domain.certificates.upload_slots import LimitReached, TooSlow
from portal.domain.certificates.uploads import Closed, Missing, NoFile, Stopping, Uploads
from portal.domain.institutions.directory import find_institution
from portal.domain.providers.permissions import Action, actor_of, is_permitted
from portal.domain.registration.progress import Progress, find_progress
from portal.domain.registration.registrations import Kind, Registration, State, needs_certificate
from portal.platform.asgi import Disconnected, address, body_pieces, header
from portal.platform.branding import load_branding
from portal.platform.language import marked, megabytes
from portal.platform.language import translated as _
from portal.platform.limits import Limit
from portal.platform.logs import support_code
from portal.web.context import WebContext
from portal.web.form_states import Kept
from portal.web.forms import Form, read_form
from portal.web.limits import enforce
from portal.web.registration.device import DEVICE
from portal.web.registration.status import STATUS

CERTIFICATE: Final = "/registration/certificate"
IKS: Final = "/iks"
"""Where a further IK number comes from, and where it leads back to."""
IK_GONE: Final = f"{IKS}?why=gone"
"""The same for one that was withdrawn meanwhile, or has expired."""
_Handler = Callable[[Request, Registration], Awaitable[Response]]
_HERE: Final = 2
_FORM: Final = Form(CERTIFICATE, CERTIFICATE, ())
_RETRY_SECONDS: Final = "60"
_MISSING: Final = "missing"
_REMOVED: Final = "removed"
_INTERRUPTED: Final = marked(
    "Das Hochladen wurde unterbrochen, es ist nichts gespeichert. "
    "Versuchen Sie es bitte noch einmal."
)
_REFUSALS: Final[dict[type[Exception], str]] = {
    NoFile: marked(
        "Sie haben noch keine Datei ausgewählt. Wählen Sie zuerst eine aus, und laden Sie sie dann "
        "hoch."
    ),
    LimitReached: marked(
        "Im Augenblick laden zu viele Personen gleichzeitig hoch, es ist nichts gespeichert. "
        "Versuchen Sie es bitte in einer Minute noch einmal."
    ),
    Stopping: marked(
        "Das Portal wird gerade neu gestartet, es ist nichts gespeichert. "
        "Versuchen Sie es bitte in einer Minute noch einmal."
    ),
    TooMuch: marked(
        "Das waren zu viele Daten, es ist nichts gespeichert. Alle Dateien zusammen "
        "dürfen höchstens 10 MB groß sein."
    ),
    TooSlow: marked(
        "Das Hochladen hat zu lange gedauert, es ist nichts gespeichert. Prüfen Sie Ihre "
        "Internetverbindung, oder verkleinern Sie die Datei."
    ),
}
_MISSING_SENTENCES: Final = {
    Missing.NEW_FILE: marked(
        "Seit der Rückfrage ist keine neue Datei dazugekommen. Laden Sie die neue "
        "Bescheinigung hoch, und wählen Sie dann „Weiter“."
    ),
    Missing.FILE: marked(
        "Es ist noch keine Datei da. Laden Sie die Bescheinigung hoch, "
        "oder wählen Sie „Später hochladen“."
    ),
}
_BROKEN_OFF = (Disconnected, LimitReached, NoFile, Stopping, TooMuch, TooSlow, Unreadable)
_STATUS: Final[dict[type[Exception], int]] = {LimitReached: 429, Stopping: 503}
_AS_FILE: Final = {"content-disposition": 'attachment; filename="Arbeitgeberbescheinigung.pdf"'}
_LOG: Final = logging.getLogger("portal.certificates")


class CertificateRoutes:
    """The pages of the certificate."""

    def __init__(self, context: WebContext, uploads: Uploads, sandbox: Sandbox) -> None:
        self._context = context
        self._uploads = uploads
        self._sandbox = sandbox
        self._previews = examination.Previews(uploads.storage, sandbox)
        self._branding = load_branding()

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(CERTIFICATE, self._open(self.show), methods=["GET"]),
            Route(CERTIFICATE, self._open(self.upload), methods=["POST"]),
            Route(f"{CERTIFICATE}/form.pdf", self._open(self.form), methods=["GET"]),
            Route(f"{CERTIFICATE}/files/{{file}}/{{page:int}}.png", self.picture, methods=["GET"]),
            Route(f"{CERTIFICATE}/remove", self._open(self.remove), methods=["POST"]),
            Route(f"{CERTIFICATE}/next", self._open(self.go_on), methods=["POST"]),
        ]

    async def show(self, request: Request, registration: Registration) -> Response:
        """With `?missing`, as "Weiter" leads here, what is missing, if it still is."""
        forms, missing, removed = self._context.forms, None, _REMOVED in request.query_params
        if _MISSING in request.query_params:
            missing = await self._uploads.missing(registration.id)
        refused = forms.kept(request.scope, _FORM)
        said = [] if missing is None else [_(_MISSING_SENTENCES[missing])]
        return await self._page(request, registration, refused, said, removed=removed)

    async def form(self, request: Request, registration: Registration) -> Response:
        """The prefilled form."""
        await enforce(self._context, Limit.CERTIFICATE_FORMS_BY_ADDRESS, address(request.scope))
        read, uploader = self._context.database.read, self._uploader(request, registration)
        institution = await read(lambda c: find_institution(c, registration.ik))
        try:
            made = await certificate_form(
                self._sandbox, self._branding, registration, institution, uploader
            )
        except Busy as error:
            raise HTTPException(429, headers={"retry-after": _RETRY_SECONDS}) from error
        except SandboxFailure as error:
            _LOG.exception("the certificate form could not be made")
            raise HTTPException(500) from error
        return Response(made, media_type="application/pdf", headers=_AS_FILE)

    async def upload(self, request: Request, registration: Registration) -> Response:
        """Files, at most 10 MB of them in all."""
        context, scope = self._context, request.scope
        await enforce(context, Limit.UPLOADS_BY_ADDRESS, address(scope))
        await enforce(context, Limit.UPLOADS_BY_REGISTRATION, registration.id)
        kind, pieces = header(scope, b"content-type"), body_pieces(request.receive)
        try:
            refused = await self._uploads.take(
                registration, pieces, kind, self._uploader(request, registration)
            )
        except Closed:
            return _to(CERTIFICATE)
        except _BROKEN_OFF as problem:
            return await self._broken_off(request, registration, problem)
        if not refused:
            return _to(CERTIFICATE)
        sentences = refusal_messages(refused)
        reasons = {one.reason for one in refused}
        status = 503 if reasons <= OURS else 422
        return self._refused(request, sentences, ", ".join(sorted(reasons)), status)

    async def picture(self, request: Request) -> Response:
        """A page of an own file, the first is 1, while the registration is in the user's hands."""
        registration = await self._context.work(request.scope)
        if registration is None or not _is_due(registration) or registration.state != State.OPEN:
            raise HTTPException(404)
        await enforce(self._context, Limit.PICTURES_BY_REGISTRATION, registration.id)
        id_, file, page = registration.id, request.path_params["file"], request.path_params["page"]
        found = await self._context.database.read(lambda c: find_attachment(c, id_, file))
        if found is None:
            raise HTTPException(404)
        # Uploads of the same network do not wait for them.
        viewer = f"pictures {self._uploader(request, registration)}"
        try:
            made = await self._previews.page_picture(found, page - 1, viewer)
        except (examination.Missing, examination.NoPreview) as error:
            raise HTTPException(404) from error
        return Response(made, media_type="image/png")

    async def remove(self, request: Request, registration: Registration) -> Response:
        """An attachment of this registration; of another's nothing happens."""
        id_ = (await read_form(request)).get("attachment", "")
        removed = False
        with contextlib.suppress(Closed):
            removed = await self._uploads.remove(registration.id, id_)
        return _to(f"{CERTIFICATE}?{_REMOVED}=1" if removed else CERTIFICATE)

    async def go_on(self, _request: Request, registration: Registration) -> Response:
        """Hand in what was uploaded."""
        try:
            missing = await self._uploads.hand_in(registration.id)
        except Closed:
            return _to(IKS if registration.kind is Kind.IK else STATUS)
        if missing is None:
            if registration.kind is Kind.IK:
                return _to(f"{IKS}?done=handed-in&ik={registration.ik}")
            database = self._context.database
            return _to(_next_step(await database.read(lambda c: find_progress(c, registration))))
        return _to(f"{CERTIFICATE}?{_MISSING}=1#upload")

    def _uploader(self, request: Request, registration: Registration) -> str:
        """With whom it shares turns and places: its network, unless that is exempt from limits."""
        ip, limits = address(request.scope), self._context.limits
        return f"exempt {registration.id}" if limits.is_exempt(ip) else limits.subscriber(ip)

    def _open(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        """The handler for whoever has a certificate to hand in here; others learn where theirs is,
        an LE-Admin that the IK number's is gone.
        """

        async def endpoint(request: Request) -> Response:
            found = await self._context.work(request.scope)
            if found is not None:
                return await handler(request, found) if _is_due(found) else _to(STATUS)
            who = actor_of(await self._context.session(request.scope))
            return _to(IK_GONE if is_permitted(who, Action.MANAGE_IKS, own=True) else STATUS)

        return endpoint

    async def _broken_off(
        self, request: Request, registration: Registration, problem: Exception
    ) -> Response:
        sentence = _(_REFUSALS.get(type(problem), _INTERRUPTED))
        status = _STATUS.get(type(problem), 422)
        kept = self._told([sentence], type(problem).__name__, status)
        if isinstance(problem, Stopping):
            # Another request would come too late.
            response = await self._page(request, registration, kept)
        else:
            response = self._context.forms.shown_on(request.scope, CERTIFICATE, kept)
        # What is still coming is not read any more.
        response.headers["connection"] = "close"
        return response

    def _refused(
        self, request: Request, problems: Sequence[str], reasons: str, status: int
    ) -> Response:
        """Back to the page, which says why."""
        kept = self._told(problems, reasons, status)
        return self._context.forms.shown_on(request.scope, CERTIFICATE, kept)

    def _told(self, problems: Sequence[str], reasons: str, status: int) -> Kept:
        """What the page is to say, under a code that the log has too."""
        code = support_code(status)
        _LOG.info("%s: an upload was refused: %s", code, reasons)
        fields = {"problems": "\n".join(problems), "code": code, "status": str(status)}
        return Kept(fields, _FORM.action)

    async def _page(
        self,
        request: Request,
        registration: Registration,
        refused: Kept | None,
        problems: Sequence[str] = (),
        *,
        removed: bool = False,
    ) -> Response:
        id_, told = registration.id, {} if refused is None else refused.fields
        status = int(told.get("status", 200))
        database, is_further = self._context.database, registration.kind is Kind.IK
        files = await database.read(lambda c: attachments_of(c, id_))
        progress = await database.read(lambda c: find_progress(c, registration))
        page = self._context.pages.page(
            "certificates/certificate.html",
            status,
            session=await self._context.session(request.scope) if is_further else None,
            removed=removed,
            files=[(one, self._uploads.is_there(one)) for one in files],
            problems=problems or told.get("problems", "").splitlines(),
            code=told.get("code", ""),
            open=registration.state is State.OPEN,
            refused=registration.state is State.REFUSED,
            asked=registration.reason if registration.state is State.OPEN else "",
            later=_next_step(progress),
            progress=progress,
            step=_HERE,
            endings=ENDINGS,
            pictured={FileKind.PDF, *IMAGES},
            most_files=MOST_FILES,
            left=MOST_BYTES - sum(one.size for one in files),
            megabytes=megabytes,
        )
        if page.status_code in _STATUS.values():
            page.headers["retry-after"] = _RETRY_SECONDS
        return page


def _to(path: str) -> Response:
    return RedirectResponse(path, 303)


def _is_due(registration: Registration) -> bool:
    """Whether its address is confirmed, and it is to have a certificate."""
    return registration.confirmed_at is not None and needs_certificate(registration)


def _next_step(progress: Progress) -> str:
    """A reset is with the clerks before there is a new device; a further IK number needs none."""
    if progress.registration.kind is Kind.IK:
        return IKS
    waiting = progress.registration.kind is Kind.RESET or progress.has_device
    return STATUS if waiting else DEVICE
