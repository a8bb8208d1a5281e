"""When .venv is made anew and when it is left alone."""

from pathlib import Path

import pytest

import environment


@pytest.fixture
def installations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The programs that were started for it; a .venv in a folder of its own."""
    started: list[str] = []
    for name, path in {
        "ROOT": tmp_path,
        "PINS": tmp_path / "dev.txt",
        "PYTHON": tmp_path / ".venv" / "python",
        "_STAMP": tmp_path / ".venv" / "stamp",
    }.items():
        monkeypatch.setattr(environment, name, path)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr("environment.venv.create", lambda *_, **__: environment.PYTHON.touch())
    monkeypatch.setattr(environment, "succeed", lambda words: started.append(Path(words[0]).name))
    environment.PINS.write_text("a==1")
    return started


def test_it_is_made_once(installations: list[str]) -> None:
    environment.prepare()
    environment.prepare()
    assert installations == ["python", environment.program("uv").name]


def test_other_pins_are_installed_into_it(installations: list[str]) -> None:
    environment.prepare()
    environment.PINS.write_text("a==2")
    environment.prepare()
    assert installations.count("python") == 2


def test_it_is_made_anew_when_its_python_is_gone(installations: list[str]) -> None:
    environment.prepare()
    environment.PYTHON.unlink()
    environment.prepare()
    assert installations.count("python") == 2


def test_an_installation_that_failed_is_tried_again(
    installations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as offline:
        offline.setattr(environment, "succeed", lambda _words: pytest.fail("no network"))
        with pytest.raises(pytest.fail.Exception):
            environment.prepare()
    environment.prepare()
    assert installations.count("python") == 1
