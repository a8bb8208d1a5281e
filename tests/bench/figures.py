"""What a bench found, how it is told, and what was agreed."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tests.bench.machine import machine


@dataclass(frozen=True)
class Figure:
    """One measured value; both limits are upper ones."""

    name: str
    value: float
    unit: str = ""
    agreed: float | None = None
    """Above it the bench ends with 1."""
    goal: float | None = None
    """What is wanted; nothing fails above it."""

    @property
    def exceeded(self) -> bool:
        return self.agreed is not None and self.value > self.agreed

    @property
    def line(self) -> str:
        """For a table."""
        limits = [
            f"{word} {limit:g}"
            for word, limit in (("agreed", self.agreed), ("goal", self.goal))
            if limit is not None
        ]
        return f"{self.name:32} {self.value:10.2f} {self.unit:14} {', '.join(limits)}".rstrip()


def parser_of(bench: str, description: str | None) -> argparse.ArgumentParser:
    """The options that each bench has."""
    parser = argparse.ArgumentParser(prog=f"./run bench {bench}", description=description)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def tell(figures: Sequence[Figure], *, as_json: bool) -> None:
    """Print them, and end with 1 where more was measured than was agreed."""
    if as_json:
        found = [asdict(figure) for figure in figures]
        print(json.dumps({"machine": machine(), "figures": found}))
    else:
        for name, value in machine().items():
            print(f"{name:32} {value}")
        for figure in figures:
            print(figure.line)
    names = [figure.name for figure in figures if figure.exceeded]
    if names:
        sys.exit(f"more than was agreed: {', '.join(names)}")
