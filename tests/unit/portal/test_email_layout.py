"""The HTML of the e-mails: says what the plain text says, and is drawn by every mail program."""

import re
from html.parser import HTMLParser

from tinyhtml5.parser import HTMLParser as StandardParser

from portal.domain.email.outbox import EmailKind
from portal.jobs.email.rendering import EmailRenderer
from portal.platform.branding import load_branding
from tests.support.emails import written
from tests.support.mail_server import LINK, html_of, text_of
from tests.unit.portal.test_email_rendering import every_email
from tests.unit.portal.test_email_rendering import renderer as renderer  # noqa: PLC0414

Given = dict[str, str]
VOID = {"meta", "br"}
# What Word, which draws for Outlook, does not know, leaves the e-mail readable; anything else is
# written for it, too.
UNKNOWN_TO_WORD = re.compile(r"(?:^|;)(?:display:(?:flex|grid)|position:|float:|background-image:)")


class Elements(HTMLParser):
    """The elements of a page in order, and the words that are read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Given]] = []
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found.append((tag, given))
        if tag not in VOID:
            silent = tag in {"head", "style"} or given.get("aria-hidden") == "true"
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self._open):
            self.words += re.findall(r"\w+", data)

    def of(self, name: str, style_class: str = "") -> list[Given]:
        """Attributes of the elements of a name, and of a class where one is given."""
        found = [given for tag, given in self.found if tag == name]
        return [each for each in found if style_class in ("", *each.get("class", "").split())]


@every_email
def test_both_forms_say_the_same(renderer: EmailRenderer, kind: EmailKind, language: str) -> None:
    mail = written(renderer, kind, language, reply_to="")
    above = re.findall(r"\w+", f"{load_branding().portal} {mail['Subject']}")
    text = re.findall(r"\w+", LINK.sub("", text_of(mail)))
    assert Elements(html_of(mail)).words == above + text


@every_email
def test_the_html_is_written_by_the_rules(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    """WHATWG HTML, chapter 13.2; tables and colours as attributes are what mail programs want."""
    parser = StandardParser()
    parser.parse(html_of(written(renderer, kind, language)))
    assert parser.errors == []


@every_email
def test_an_email_has_one_title_and_at_most_one_main_button(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    elements = Elements(html_of(written(renderer, kind, language)))
    assert len(elements.of("h1")) == 1
    assert len(elements.of("td", "button")) <= 1


@every_email
def test_outlook_draws_what_it_needs_from_cells_and_attributes(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    html = html_of(written(renderer, kind, language))
    elements = Elements(html)
    assert all("style" in given for tag, given in elements.found if tag in {"td", "p", "h1", "a"})
    assert all(given["role"] == "presentation" for given in elements.of("table"))
    for tag, given in elements.found:
        assert not UNKNOWN_TO_WORD.search(given.get("style", "")), tag
        if tag == "td" and "background:" in given["style"]:
            assert f"background:{given['bgcolor']}" in given["style"]
    for button in elements.of("td", "button"):
        assert "mso-padding-alt:12px 32px" in button["style"]
        assert "border:1px solid" in button["style"], "high contrast leaves no colour, but borders"
    assert '<!--[if mso]><table role="presentation" width="600"' in html
    assert "<o:PixelsPerInch>96</o:PixelsPerInch>" in html, "else cells shrink at 120 dpi"
    assert "mso-table-lspace: 0; mso-table-rspace: 0" in html
    assert "@media (forced-colors: active)" in html
    assert "<v:" not in html


@every_email
def test_every_colour_has_its_counterpart_in_dark(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    html = html_of(written(renderer, kind, language))
    style = html[html.rindex("<style>") : html.index("</style>", html.rindex("<style>"))]
    asked, outlook = style.split("@media (prefers-color-scheme: dark)")[1].split("[data-ogsb]", 1)
    for tag, given in Elements(html).found:
        for colour in re.findall(r"(?:^|;)(background|color):#", given.get("style", "")):
            rule = rf"\.({'|'.join(given.get('class', tag).split())})\b[^{{}}]*{{[^}}]*{colour}:"
            assert tag == "body" or re.search(rule, asked), (tag, given)
            assert tag == "body" or re.search(rule, outlook), (tag, given)
