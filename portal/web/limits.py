"""What a page says when something was done too often."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from portal.context import AppContext
from portal.platform.language import translated, translated_many
from portal.platform.limits import Exceeded, Limit


class TooMany(HTTPException):
    """Leads to the error page that says what was too often."""

    def __init__(self, exceeded: Exceeded) -> None:
        super().__init__(429, headers={"retry-after": str(exceeded.retry_after)})
        self.exceeded = exceeded


async def enforce(context: AppContext, limit: Limit, key: str) -> None:
    """Count a request.

    Raises:
        TooMany: it is one too many.
    """
    if exceeded := await context.limits.take(limit, key):
        raise TooMany(exceeded)


def sentence_about(exceeded: Exceeded) -> str:
    """What was too often, in the language of this request."""
    return translated(exceeded.limit.value.sentence)


def again_in(exceeded: Exceeded) -> str:
    """When it can be done again, in the language of this request."""
    minutes = -(-exceeded.retry_after // 60)
    return translated_many(
        "In %(number)d Minute können Sie es noch einmal versuchen.",
        "In %(number)d Minuten können Sie es noch einmal versuchen.",
        minutes,
    ) % {"number": minutes}


def refusal(exceeded: Exceeded) -> str:
    """Both sentences."""
    return f"{sentence_about(exceeded)} {again_in(exceeded)}"


def told(response: Response, exceeded: Exceeded | None) -> Response:
    """A page that says what was too often, if anything was, for programs too."""
    if exceeded is None:
        return response
    response.status_code = 429
    return with_retry_after(response, exceeded)


def with_retry_after(response: Response, exceeded: Exceeded) -> Response:
    """The same answer, for programs too (RFC 9110, 10.2.3)."""
    response.headers["retry-after"] = str(exceeded.retry_after)
    return response
