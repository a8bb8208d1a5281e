"""What the demo writes about links, and how it takes that back."""

from pathlib import Path

import pytest

from authenticator.desktop.url_scheme import desktop_entry
from tests.support.demo.links import Registration, choice, registered_links, with_choice

MIME = "x-scheme-handler/aokzweifaktor"
INSTALLED = f"""[Added Associations]
{MIME}=other.desktop;

[Default Applications]
text/html=firefox.desktop
{MIME}=aok-2faktor.desktop;other.desktop;
x-scheme-handler/mailto=mail.desktop
"""


def test_what_was_chosen_is_read_from_the_defaults_alone() -> None:
    assert choice(INSTALLED) == "aok-2faktor.desktop;other.desktop"
    assert choice(f"[Added Associations]\n{MIME}=a.desktop\n") == ""
    assert choice("") == ""


def test_one_line_is_changed_and_put_back() -> None:
    demo = with_choice(INSTALLED, "demo.desktop")
    assert choice(demo) == "demo.desktop"
    assert with_choice(demo, choice(INSTALLED)).splitlines() == [
        line.removesuffix("other.desktop;") + "other.desktop"
        if line.startswith(f"{MIME}=aok")
        else line
        for line in INSTALLED.splitlines()
    ]
    assert MIME not in with_choice(demo, "").partition("[Default Applications]")[2]


@pytest.mark.only_on("linux", reason="other desktops have no desktop entries")
class TestOnADesktop:
    @pytest.fixture(autouse=True)
    def places(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("DATA", "CONFIG"):
            monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
            (tmp_path / name).mkdir()
        (tmp_path / "8642").mkdir()

    @pytest.fixture
    def chosen(self, tmp_path: Path) -> Path:
        return tmp_path / "CONFIG" / "mimeapps.list"

    def test_an_installed_apps_links_are_its_own_again(self, tmp_path: Path, chosen: Path) -> None:
        chosen.write_text(INSTALLED)
        entry = tmp_path / "DATA" / "applications" / "aok-2faktor.desktop"
        entry.parent.mkdir()
        entry.write_text(desktop_entry(["/opt/aok-2faktor/aok-2faktor"], "AOK 2-Faktor App"))
        with registered_links(tmp_path / "8642", ["env", "A=1", "app"], "App") as leads_here:
            assert leads_here
            assert choice(chosen.read_text()).startswith("aok-2faktor-demo-8642.desktop")
            text = (entry.parent / "aok-2faktor-demo-8642.desktop").read_text()
            assert "Exec=env A=1 app --open-link %u" in text
        assert choice(chosen.read_text()) == choice(INSTALLED)
        assert [path.name for path in entry.parent.glob("*.desktop")] == [entry.name]

    def test_what_a_killed_demo_left_is_taken_back_by_the_next(
        self, tmp_path: Path, chosen: Path
    ) -> None:
        folder = tmp_path / "8642"
        chosen.write_text(INSTALLED)
        Registration(folder).register(desktop_entry(["killed"], "App"))
        with registered_links(folder, ["next"], "App"):
            assert choice(chosen.read_text()).startswith("aok-2faktor-demo-8642.desktop")
        assert choice(chosen.read_text()) == choice(INSTALLED)
        assert list(folder.iterdir()) == []

    def test_what_was_chosen_meanwhile_stays(self, tmp_path: Path, chosen: Path) -> None:
        with registered_links(tmp_path / "8642", ["app"], "App"):
            chosen.write_text(f"[Default Applications]\n{MIME}=new.desktop\n")
        assert choice(chosen.read_text()) == "new.desktop"

    def test_where_nothing_was_registered_nothing_is_left(
        self, tmp_path: Path, chosen: Path
    ) -> None:
        with registered_links(tmp_path / "8642", ["app"], "App"):
            pass
        assert MIME not in chosen.read_text()
