"""Size of the built app, its memory, and its start to a usable page against that from source."""

import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure, parser_of, tell
from tests.bench.screen import Program, screen
from tests.bench.start import GOALS, programs, silent_keyring

_ROOT = Path(__file__).parents[2]
_FOLDER = _ROOT / "build" / "bundle" / "aok-2faktor"
_PAGE = "overview"


def main(words: list[str]) -> None:
    parser = parser_of("bundle", __doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(words)
    subprocess.run([_ROOT / "run", "bundle"], check=True, capture_output=True)
    unpacked = sum(file.lstat().st_size for file in _FOLDER.rglob("*") if file.is_file())
    packed = _FOLDER.with_suffix(".tar.xz").stat().st_size
    figures = [
        Figure("unpacked", unpacked / 1e6, "MB", goal=90),
        Figure("packed", packed / 1e6, "MB", goal=35),
        *_starts(options.rounds),
    ]
    tell(figures, as_json=options.json)


def _starts(rounds: int) -> Iterator[Figure]:
    """Source and bundle take turns until the overview can be used."""
    with tempfile.TemporaryDirectory() as name, silent_keyring() as bus:
        folders = [Path(name, "source"), Path(name, "bundle")]
        both: list[Program] = []
        for folder, built in zip(folders, (None, str(_FOLDER / _FOLDER.name)), strict=True):
            folder.mkdir()
            both.append(programs(folder, bus, built)[0][_PAGE])
        with screen(Path(name)) as shown:
            pages = [shown.learn(program) for program in both]
            pairs = []
            for _ in range(rounds):
                source, bundle = (
                    shown.start(program, page) for program, page in zip(both, pages, strict=True)
                )
                pairs.append((source, bundle))
    ratio = statistics.median(bundle.usable / source.usable for source, bundle in pairs)
    yield Figure("usable, × source", ratio, goal=1.05)
    for field in ("rss", "uss"):
        median = statistics.median(getattr(bundle, field) for _, bundle in pairs)
        yield Figure(f"{_PAGE}, {field}", median, "MiB", goal=GOALS[field])
