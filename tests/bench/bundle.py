"""Size of the built app, and its start to a usable page against the start from source."""

import statistics
import subprocess
import tempfile
from pathlib import Path

from tests.bench.figures import Figure, parser_of, tell
from tests.bench.screen import Program, screen
from tests.bench.start import programs, silent_keyring

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
        Figure("usable, × source", _ratio(options.rounds), goal=1.05),
    ]
    tell(figures, as_json=options.json)


def _ratio(rounds: int) -> float:
    """Of the times until the page can be used; both take turns."""
    with tempfile.TemporaryDirectory() as name, silent_keyring() as bus:
        folders = [Path(name, "source"), Path(name, "bundle")]
        both: list[Program] = []
        for folder, built in zip(folders, (None, str(_FOLDER / _FOLDER.name)), strict=True):
            folder.mkdir()
            both.append(programs(folder, bus, built)[0][_PAGE])
        with screen(Path(name)) as shown:
            pages = [shown.learn(program) for program in both]
            ratios = []
            for _ in range(rounds):
                source, bundle = (
                    shown.start(program, page).usable
                    for program, page in zip(both, pages, strict=True)
                )
                ratios.append(bundle / source)
    return statistics.median(ratios)
