"""What one process counts, in Prometheus' text format 0.0.4.

Every label has its values named beforehand; what is not among them is counted as "other". So no
name, address or secret can become one, and the number of series is bounded.
"""

import math
import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Final, NamedTuple

from portal.platform.limits import Limit
from portal.platform.storage_failures import StorageFailure

OTHER: Final = "other"
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[str, ...]

_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 660)
"""The last is longer than a device waits for news."""
_DATABASE_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5)
_ESCAPED: Final = str.maketrans({"\\": r"\\", "\n": r"\n"})
_QUOTED: Final = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})


class Sample(NamedTuple):
    """One line."""

    name: str
    labels: Mapping[str, str]
    value: float


class Family(NamedTuple):
    """All series of one name."""

    name: str
    kind: str
    """counter, gauge or histogram."""
    help: str
    samples: tuple[Sample, ...]


def gauge(name: str, help_: str, value: float, **labels: str) -> Family:
    """One value of this moment."""
    return Family(name, "gauge", help_, (Sample(name, labels, value),))


class _Labelled:
    """Series by their labels, whose values are known."""

    def __init__(self, name: str, help_: str, **labels: Collection[str]) -> None:
        self._name = name
        self._help = help_
        self._names = tuple(labels)
        self._known = tuple(frozenset(values) for values in labels.values())

    def _bounded(self, values: Labels) -> Labels:
        pairs = zip(values, self._known, strict=True)
        return tuple(value if value in known else OTHER for value, known in pairs)

    def _named(self, values: Labels) -> dict[str, str]:
        return dict(zip(self._names, values, strict=True))


class Counter(_Labelled):
    """Counts what happened; for the event loop's thread only."""

    def __init__(self, name: str, help_: str, **labels: Collection[str]) -> None:
        super().__init__(name, help_, **labels)
        # A series that begins at 0 shows its first event as an increase.
        first = sorted(self._known[0]) if len(self._known) == 1 else ()
        self._counts: dict[Labels, float] = {(value,): 0 for value in first}

    def add(self, *values: str, number: float = 1) -> None:
        """Count for these values of the labels, in their order."""
        key = self._bounded(values)
        self._counts[key] = self._counts.get(key, 0) + number

    @property
    def family(self) -> Family:
        """What was counted."""
        samples = (Sample(self._name, self._named(key), n) for key, n in self._counts.items())
        return Family(self._name, "counter", self._help, tuple(samples))


class Histogram(_Labelled):
    """Counts durations in seconds; for the event loop's thread only."""

    def __init__(
        self, name: str, help_: str, bounds: tuple[float, ...], **labels: Collection[str]
    ) -> None:
        super().__init__(name, help_, **labels)
        self._bounds = bounds
        self._series: dict[Labels, list[float]] = {}

    def observe(self, seconds: float, *values: str) -> None:
        """Count one of so many seconds for these values of the labels."""
        key = self._bounded(values)
        series = self._series.get(key)
        if series is None:
            # One for each bound, one for all above, and the sum.
            series = self._series[key] = [0] * (len(self._bounds) + 2)
        series[bisect_left(self._bounds, seconds)] += 1
        series[-1] += seconds

    @property
    def family(self) -> Family:
        """What was counted."""
        samples = (
            sample
            for key, series in self._series.items()
            for sample in self._samples(self._named(key), series)
        )
        return Family(self._name, "histogram", self._help, tuple(samples))

    def _samples(self, labels: Mapping[str, str], series: list[float]) -> Iterator[Sample]:
        *counts, total = series
        so_far: float = 0
        for bound, count in zip((*self._bounds, math.inf), counts, strict=True):
            so_far += count
            yield Sample(f"{self._name}_bucket", {**labels, "le": _number(bound)}, so_far)
        yield Sample(f"{self._name}_sum", labels, total)
        yield Sample(f"{self._name}_count", labels, so_far)


class Measures:
    """Those of one portal, made once by the composition root."""

    def __init__(self) -> None:
        self.started_at = time.time()
        self.refusals = Counter(
            "portal_rate_limit_refusals_total",
            "What was refused because it came too often, by the limit's name without rate_.",
            limit=[limit.name.lower() for limit in Limit],
        )
        self.failures = Counter(
            "portal_storage_failures_total",
            "Reads and writes that disk or database have failed, by the reason.",
            reason=[failure.name.lower() for failure in StorageFailure],
        )
        self.database = Histogram(
            "portal_database_seconds",
            "Reads and writes from asking to the answer; a write ends when it is durable.",
            _DATABASE_SECONDS,
            kind=("read", "write"),
        )

    def refused(self, limit: Limit) -> None:
        """Something was one too many."""
        self.refusals.add(limit.name.lower())

    @property
    def families(self) -> tuple[Family, ...]:
        """What was counted since the start."""
        return self.refusals.family, self.failures.family, self.database.family


class RequestMeasures:
    """Requests by the pages and messages that there are."""

    def __init__(self, routes: Collection[str]) -> None:
        self.open = 0
        """Requests that are being answered, long polls among them."""
        statuses = [str(status.value) for status in HTTPStatus]
        self._requests = Counter(
            "portal_http_requests_total",
            "Requests by page or message, and by status; none where the client went first.",
            route=routes,
            status=[*statuses, "none"],
        )
        self._seconds = Histogram(
            "portal_http_request_seconds",
            "How long requests took, waiting included.",
            _REQUEST_SECONDS,
            route=routes,
        )

    def count(self, route: str, status: str, seconds: float) -> None:
        """A request is over."""
        self._requests.add(route, status)
        self._seconds.observe(seconds, route)

    @property
    def families(self) -> tuple[Family, ...]:
        """What was counted since the start."""
        name, help_ = "portal_http_requests_open", "Requests that are being answered."
        return self._requests.family, self._seconds.family, gauge(name, help_, self.open)


def exposition(families: Iterable[Family]) -> str:
    """The text that Prometheus reads."""
    return "".join(f"{line}\n" for family in families for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {family.help.translate(_ESCAPED)}"
    yield f"# TYPE {family.name} {family.kind}"
    for name, labels, value in family.samples:
        pairs = (f'{label}="{text.translate(_QUOTED)}"' for label, text in labels.items())
        inside = ",".join(pairs)
        yield f"{name}{{{inside}}} {_number(value)}" if inside else f"{name} {_number(value)}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(value)
