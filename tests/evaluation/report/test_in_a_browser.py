"""The report as a browser shows it, at home and on a phone, on screen and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pontozo.evaluation.report import report_html
from pontozo.wording import LANGUAGES
from pontozo.wording.evaluation import conclusion_told, words
from tests.evaluation.report.samples import ANSWER, EVERY, HOSTILE, disagreement, evaluation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium; .ci/run installs it")
LAPTOP, PHONE = (1280, 800), (360, 740)

#: The lowest contrast of any text with what is behind it (WCAG 2.2, 1.4.3), and where.
CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).slice(0, 3).map(c => c / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  let lowest = [99, ''];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const style = getComputedStyle(element);
    const text = element.closest('svg') ? style.fill : style.color;
    const [a, b] = [light(text), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < lowest[0]) lowest = [contrast, element.outerHTML.slice(0, 80)];
  }
  return lowest;
}"""
#: What a screen reader would stumble over.
STUMBLES = """() => {
  const found = [];
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) found.push('skips a level: ' + heading.textContent);
    if (!heading.textContent.trim()) found.push('an empty heading');
    level = own;
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  for (const mark of ['header', 'nav', 'main', 'footer'])
    if (document.querySelectorAll('body > ' + mark).length !== 1) found.push('not one ' + mark);
  for (const table of document.querySelectorAll('table'))
    if (!table.caption || !table.caption.textContent.trim()) found.push('no caption: ' + table.outerHTML.slice(0, 80));
  for (const cell of document.querySelectorAll('th'))
    if (!cell.scope || !cell.textContent.trim()) found.push('no scope or empty: ' + cell.outerHTML);
  for (const row of document.querySelectorAll('tbody tr'))
    if (row.querySelectorAll('th[scope=row]').length !== 1) found.push('not one head: ' + row.outerHTML);
  for (const drawing of document.querySelectorAll('svg'))
    if (drawing.getAttribute('role') !== 'img' || (drawing.getAttribute('aria-label') || '').length < 40)
      found.push('no text alternative: ' + drawing.id);
  for (const region of document.querySelectorAll('[role=region], section, article, nav')) {
    const name = document.getElementById(region.getAttribute('aria-labelledby'));
    if (!region.ariaLabel && !(name && name.textContent.trim())) found.push('no name: ' + region.id);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without its own cell for each page it also runs as root, as in a container.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Opened:
    """A page that was opened, with all that it asked for and complained of."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path.as_uri())
        self.own = path.as_uri()


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Iterator[OpenReport]:
    opener = OpenReport(browser, tmp_path)
    yield opener
    opener.close()


class OpenReport:
    """Opens reports in a browser that is offline."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._context = browser.new_context(offline=True)
        self._folder = folder

    def __call__(self, name: str, language: str = "en", size: tuple[int, int] = LAPTOP) -> Opened:
        path = self._folder / "report.html"
        path.write_text(report_html(EVERY[name](), language), "utf-8")
        return self.at(path, size)

    def at(self, path: Path, size: tuple[int, int] = LAPTOP) -> Opened:
        page = self._context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        return Opened(page, path)

    def close(self) -> None:
        self._context.close()


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_it_opens_with_nothing_asked_and_nothing_wrong(
    open_report: OpenReport, name: str, language: str, size: tuple[int, int]
) -> None:
    opened = open_report(name, language, size)
    assert opened.asked == [opened.own]
    assert opened.complaints == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_promised_is_seen(open_report: OpenReport, language: str, size: tuple[int, int]) -> None:
    page = open_report("ordinary", language, size).page
    sections = ["verdict", "beside", "confusion", "questions", "calibration", "coverage", "criteria", "column-1",
                "column-2", "column-3", "fairness", "disagreements", "reading"]  # fmt: skip
    assert page.locator("main > section").evaluate_all("all => all.map(each => each.id)") == sections
    assert all(page.locator(f"#{each} > h2").is_visible() for each in sections)
    for drawing in ("questions", "calibration", "coverage"):
        box = page.locator(f"#{drawing} svg").bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["x"] + box["width"] <= size[0]
    assert page.locator(".verdict").bounding_box()
    verdict = conclusion_told(evaluation().conclusion, language)
    assert all(sentence in page.locator("#verdict").inner_text() for sentence in verdict)


@pytest.mark.parametrize("name", EVERY)
def test_a_screen_reader_finds_its_way(open_report: OpenReport, name: str) -> None:
    assert open_report(name).page.evaluate(STUMBLES) == []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_all_text_stands_out_from_what_is_behind_it(open_report: OpenReport, size: tuple[int, int]) -> None:
    lowest, where = open_report("ordinary", size=size).page.evaluate(CONTRAST)
    assert lowest >= 4.5, where


def test_text_in_drawings_can_be_read_on_a_phone(open_report: OpenReport) -> None:
    page = open_report("ordinary", size=PHONE).page
    heights = page.locator("svg text").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= 8


def test_the_keyboard_reaches_the_verdict_first_and_every_wide_table(open_report: OpenReport) -> None:
    page = open_report("ordinary", size=PHONE).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#verdict"
    assert page.locator(".skip").is_visible()
    assert page.locator(".scroll:not([tabindex='0'])").count() == 0
    details = page.locator("#questions details")
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("table").is_visible()


def test_students_cannot_make_the_page_do_anything(open_report: OpenReport) -> None:
    opened = open_report("hostile")
    page = opened.page
    assert page.title() == f"{words('en').say('title')}: {HOSTILE[1]}"
    assert page.locator("script, img, svg[onload], article b").count() == 0
    # Without the numbers of criteria that stand behind evidence.
    page.locator(".answer sup").evaluate_all("all => all.forEach(each => each.remove())")
    assert page.locator(".answer").evaluate_all("all => all.map(each => each.textContent)") == list(HOSTILE)


def test_markup_does_nothing_even_where_the_page_allows_programs(open_report: OpenReport, tmp_path: Path) -> None:
    """The page forbids programs as well; here the text alone must do."""
    html = report_html(EVERY["hostile"](), "en")
    allowed = html.replace('http-equiv="Content-Security-Policy"', 'name="nothing"')
    assert allowed != html
    (tmp_path / "allowed.html").write_text(allowed, "utf-8")
    opened = open_report.at(tmp_path / "allowed.html")
    assert opened.page.title() != "taken"
    assert opened.asked == [opened.own]


def test_the_page_forbids_programs_and_pictures_from_elsewhere(open_report: OpenReport, tmp_path: Path) -> None:
    html = report_html(evaluation(), "en").replace("</main>", f"</main>{HOSTILE[0]}")
    (tmp_path / "spoilt.html").write_text(html, "utf-8")
    opened = open_report.at(tmp_path / "spoilt.html")
    assert opened.page.title() != "taken"
    assert any("Content Security Policy" in each for each in opened.complaints)


def test_writing_from_right_to_left_turns_nothing_else(open_report: OpenReport) -> None:
    page = open_report("hostile").page
    directions = page.locator(".answer").evaluate_all("all => all.map(each => getComputedStyle(each).direction)")
    assert directions.count("rtl") == 1
    assert page.locator("h3 bdi, dd bdi").count() > len(HOSTILE)
    isolated = page.locator("bdi, .answer, svg text").evaluate_all(
        "all => all.every(each => /isolate|plaintext/.test(getComputedStyle(each).unicodeBidi))"
    )
    assert isolated


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints(open_report: OpenReport, language: str) -> None:
    page = open_report("ordinary", language).page
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    tables, titles = page.locator("details table"), page.locator("summary")
    assert tables.count() == 4
    assert not any(tables.nth(place).is_visible() for place in range(4))
    page.emulate_media(media="print")
    long = [tables.nth(place).locator("tbody tr").count() > 15 for place in range(4)]
    assert sorted(long) == [False, False, False, True]
    assert [tables.nth(place).is_visible() for place in range(4)] == [not each for each in long]
    left_out = "each => getComputedStyle(each, '::after').content !== 'none'"
    assert [titles.nth(place).evaluate(left_out) for place in range(4)] == long
    assert not page.locator("nav").is_visible()


def test_on_paper_nothing_is_cut_at_the_side(open_report: OpenReport) -> None:
    """A4 less its margins is 182 mm: 688 pixels."""
    page = open_report("ordinary", "hu", (688, 900)).page
    page.emulate_media(media="print")
    is_wide = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1)"
    wide = page.locator(".scroll").evaluate_all(f"{is_wide}.map(each => each.getAttribute('aria-labelledby'))")
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") == 688


def test_an_answer_can_be_copied_with_its_marks(open_report: OpenReport, tmp_path: Path) -> None:
    path = tmp_path / "one.html"
    path.write_text(report_html(evaluation(disagreements=(disagreement(),)), "en"), "utf-8")
    page = open_report.at(path).page
    marked = page.locator("mark").evaluate_all("all => all.map(each => each.textContent)")
    assert "".join(marked) == ANSWER[:71] + ANSWER[74:99]
    assert page.locator("mark").first.evaluate("each => getComputedStyle(each).textDecorationLine") == "underline"
