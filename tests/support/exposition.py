"""Reads Prometheus' text format 0.0.4, strictly: whatever breaks its rules is an AssertionError.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import re
from typing import Final

Labels = tuple[tuple[str, str], ...]
Series = dict[tuple[str, Labels], float]

_NAME: Final = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL: Final = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)')
_SAMPLE: Final = re.compile(
    rf"({_NAME})(?:\{{(.*)\}})? (-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?|\+Inf|NaN)"
)
_META: Final = re.compile(rf"# (HELP|TYPE) ({_NAME}) (.+)")


def read_exposition(text: str) -> Series:
    """All series with their values."""
    assert text.endswith("\n")
    kinds: dict[str, str] = {}
    found: Series = {}
    helped: set[str] = set()
    for line in text.splitlines():
        if meta := _META.fullmatch(line):
            word, name, rest = meta.groups()
            assert not any(_family(series, kinds) == name for series, _ in found), line
            if word == "HELP":
                assert name not in helped, f"{name} has two lines of HELP"
                helped.add(name)
            else:
                assert name in helped, f"{name} has no help"
                assert rest in {"counter", "gauge", "histogram"}, line
                assert name not in kinds, f"{name} comes twice"
                kinds[name] = rest
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample, line
        name, inside, value = sample.groups()
        assert _family(name, kinds) == list(kinds)[-1], f"{name} is not behind its TYPE"
        series = name, _labels(inside or "")
        assert series not in found, f"{series} comes twice"
        found[series] = float(value)
    _check_counters(found, kinds)
    _check_histograms(found, kinds)
    return found


def _family(name: str, kinds: dict[str, str]) -> str:
    for suffix in ("_bucket", "_sum", "_count"):
        if kinds.get(base := name.removesuffix(suffix)) == "histogram":
            return base
    return name


def _labels(inside: str) -> Labels:
    pairs = _LABEL.findall(inside)
    assert "".join(match.group() for match in _LABEL.finditer(inside)) == inside, inside
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), inside
    return tuple(sorted(pairs))


def _check_counters(found: Series, kinds: dict[str, str]) -> None:
    for (name, _), value in found.items():
        if kinds.get(name) == "counter":
            assert name.endswith("_total"), name
            assert value >= 0, name


def _check_histograms(found: Series, kinds: dict[str, str]) -> None:
    for base in (name for name, kind in kinds.items() if kind == "histogram"):
        buckets: dict[Labels, list[tuple[float, float]]] = {}
        for (name, labels), value in found.items():
            if name == f"{base}_bucket":
                others = tuple(pair for pair in labels if pair[0] != "le")
                buckets.setdefault(others, []).append((float(dict(labels)["le"]), value))
        for labels, series in buckets.items():
            assert series == sorted(series), f"{base}: bounds and counts must not fall"
            assert [count for _, count in series] == sorted(count for _, count in series)
            assert series[-1] == (float("inf"), found[f"{base}_count", labels])
            assert (f"{base}_sum", labels) in found
