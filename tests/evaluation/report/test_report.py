"""What stands in the report."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from pontozo.evaluation.report import report_html
from pontozo.evaluation.results import Conclusion, Confusion, Evaluation
from pontozo.wording import LANGUAGES
from pontozo.wording.evaluation import words
from tests.evaluation.report.samples import (
    EVERY,
    HOSTILE,
    coverage,
    criteria,
    disagreement,
    evaluation,
    fairness,
    many_questions,
    nothing_at_all,
    nothing_scored,
    part,
)
from tests.strategies import stored_texts

#: What has no end.
VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Text and elements of a page, as a reader of HTML finds them; fails where elements do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.said.append(" ")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(found: Evaluation, language: str = "en") -> Page:
    return Page(report_html(found, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", EVERY.values(), ids=EVERY.keys())
def test_every_evaluation_gives_a_sound_page(made: Callable[[], Evaluation], language: str) -> None:
    told = page(made(), language)
    assert told.all("html")[0]["lang"] == language
    ids = [attributes["id"] for _, attributes in told.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {name for _, each in told.elements for name in (each.get("aria-labelledby") or "").split()}
    linked = {(each["href"] or "").removeprefix("#") for each in told.all("a")}
    assert named | linked <= set(ids)
    assert not re.search(r"\b(nan|None)\b|Interval\(|Undefined", told.text)


@pytest.mark.parametrize("made", EVERY.values(), ids=EVERY.keys())
def test_nothing_is_asked_of_anywhere(made: Callable[[], Evaluation]) -> None:
    told = page(made())
    kinds = {tag for tag, _ in told.elements}
    assert not kinds & {"script", "img", "iframe", "object", "embed", "video", "audio", "form", "base", "source"}
    assert all((each["href"] or "").startswith("#") for each in told.all("a"))
    assert [each["href"] for each in told.all("link")] == ["data:,"]
    assert not [name for _, each in told.elements for name in each if name.startswith("on") or name == "src"]


def test_the_same_evaluation_gives_the_same_page() -> None:
    assert report_html(evaluation(), "en") == report_html(evaluation(), "en")


def test_the_grader_stands_beside_people_and_baselines() -> None:
    text = page(evaluation()).text
    for row in (
        "The grader 194 63% (57% to 69%) 88% (82% to 94%) 0.74 (0.68 to 0.80) 21% (15% to 27%) −0.04 (−0.10 to +0.02)",
        "without answers it has learnt from, or blank ones 182 63% (57% to 69%) 88% (82% to 94%) 0.71 (0.65 to 0.77)",
        "without blank answers 184",
        "Two raters with each other 120 63% (57% to 69%) 88% (82% to 94%) 0.81 (0.75 to 0.87)",
        "The grader with the first rater, same answers 120 63% (57% to 69%) 88% (82% to 94%) 0.75 (0.69 to 0.81)",
        "Baseline: word overlap 194 63% (57% to 69%) 88% (82% to 94%) 0.50 (0.44 to 0.56)",
        "word overlap +0.24 (+0.18 to +0.30) 0.001",
        "3-way (correct, contradictory, incorrect) 600 80% (74% to 86%) 0.71 (0.65 to 0.77) 0.79 (0.73 to 0.85)",
    ):
        assert row in text


def test_what_is_missing_in_the_figures_is_counted() -> None:
    text = page(evaluation()).text
    assert "Compared: 200 answers to 5 questions. The grader left 6 answers unscored." in text
    assert "5 answers: Nothing readable stands in the answer" in text
    assert "A further 4 answers could not be measured" in text
    assert "learnt from 12 answers among these" in text


def test_a_reason_of_another_package_is_told_as_it_is() -> None:
    assert "2 answers: a code of another package" in page(nothing_at_all()).text


def test_the_confusion_matrix_frames_equal_scores() -> None:
    cells = [
        each["class"] or "" for each in page(evaluation()).all("td") if re.match("s[0-5]", each.get("class") or "")
    ]
    assert [place for place, kind in enumerate(cells) if "exact" in kind] == [0, 5, 10]
    assert [kind.split()[0] for kind in cells[:4]] == ["s4", "s1", "s1", "s1"]
    assert cells[-1] == "s0"


def test_labels_of_scores_have_the_languages_decimal_sign() -> None:
    assert "0,5" in page(evaluation(), "hu").text
    shares = replace(evaluation().confusion, of_points=False)
    told = page(evaluation(confusion=shares)).text
    assert "shares of the question’s maximum" in told
    assert "Framed: the same range." in told
    assert "Framed: the same score." in page(evaluation()).text


def test_where_there_is_no_baseline_that_is_said() -> None:
    assert "too few different ones" in page(evaluation(baselines=())).text
    learnt = Conclusion("too little", {"answers": 0, "questions": 5})
    assert "no answer is left that decides" in page(evaluation(baselines=(), conclusion=learnt)).text
    assert "There are no baselines" not in page(evaluation()).text


def test_the_raters_are_told_by_how_many_they_are() -> None:
    people = evaluation().people
    assert people is not None
    assert (
        "scored by two raters or more, up to 3; the table has the first two of each answer" in page(evaluation()).text
    )
    assert (
        "120 answers were scored by two raters. Krippendorff" in page(evaluation(people=replace(people, raters=2))).text
    )


def test_few_questions_are_said_beside_the_figures() -> None:
    of_few = evaluation(overall=part("all", unit="answer"))
    assert "There are fewer than ten questions: the intervals speak of these questions only." in page(of_few).text
    assert "There are fewer than ten questions" not in page(evaluation()).text


def test_totals_alone_are_told_how_to_be_more() -> None:
    text = page(evaluation(labels=(), criteria=())).text
    assert "columns headed “outcome_1”, “outcome_2” and so on" in text
    assert "outcome_1" not in page(evaluation()).text


def test_of_few_answers_qwk_and_smd_are_dashes() -> None:
    few, enough = part("Szeged", answers=12, unscored=3), part("Pécs", answers=12, unscored=2)
    text = page(evaluation(columns={"school": (few, enough)})).text
    assert "Szeged 5 12 3 55% 52% 63% (57% to 69%) – – " in text
    assert "Pécs 5 12 2 55% 52% 63% (57% to 69%) 0.74 (0.68 to 0.80) −0.04" in text
    assert "QWK and SMD of fewer than 10 scored answers mean nothing" in text
    assert "scored answers mean nothing" not in page(evaluation()).text


def test_of_many_questions_all_are_in_the_table() -> None:
    text = page(many_questions()).text
    assert "Shown are the 40 questions with the widest differences" in text
    assert all(f"question {place}" in text for place in range(300))


def test_criteria_with_mistakes_are_told_with_what_was_taken_for_what() -> None:
    text = page(evaluation()).text
    assert "names both ends" in text
    assert "18 of 40" in text
    assert "met → missing: 12" in text
    assert "never got wrong" not in text
    assert "No criterion was got wrong." in page(evaluation(criteria=criteria()[2:])).text
    assert "Shown are 20 of 30 with mistakes." in page(evaluation(criteria=criteria()[:1] * 30)).text


def test_what_it_could_grade_alone_is_told() -> None:
    text = page(evaluation()).text
    assert "the grader’s own threshold, 60%: 52% graded alone, 8.0% of these with another score" in text
    assert "up to 61% of the answers can be graded alone at a QWK of 0.80 or more, with at least 30 answers" in text
    assert "so it is optimistic" in text
    never = replace(coverage(), at_qwk_80=0.0)
    told = page(evaluation(coverage=never)).text
    assert "There is no share of the answers, with at least 30 of them, that can be graded alone" in told
    assert "optimistic" not in told


def test_without_confidence_that_is_said() -> None:
    told = page(evaluation(coverage=None, reliability=None))
    assert told.text.count("The grader says of no score how sure it is.") == 2
    assert len(told.all("svg")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_told_in_words_and_in_a_table(language: str) -> None:
    text = page(evaluation(), language).text
    assert all(sentence in text for sentence in fairness().told(language))
    assert words(language).say("h fairness") not in page(evaluation(fairness=None), language).text


def test_a_disagreement_shows_both_scores_the_guide_and_the_evidence() -> None:
    html = report_html(evaluation(), "en")
    text = Page(html).text
    for said in ("Person 4, grader 2.5, of 4", "Anna", "62%", "How does a queue differ", "first in, first out",
                 "mistake, costs points", "does not count", "−1 of 1", "In part: “who came first"):  # fmt: skip
        assert said in text
    assert '<mark class="several">t in front,</mark><sup>[1]</sup>' in html
    assert "(a blank answer)" in text


def test_where_nothing_differs_that_is_said() -> None:
    assert "On no answer does the grader differ from people." in page(evaluation(disagreements=())).text


def test_where_nothing_could_be_compared_that_is_said_of_each_section() -> None:
    told = page(nothing_at_all())
    assert told.text.count("No answer could be compared.") == 4
    assert told.all("svg") == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_student_writes_is_shown_as_it_stands(hostile: str) -> None:
    told = page(evaluation(disagreements=(disagreement(hostile, findings=()),)))
    assert hostile in "".join(told.said)


@settings(max_examples=40)
@given(stored_texts(), stored_texts())
def test_any_text_leaves_the_page_sound(text: str, name: str) -> None:
    found = evaluation(
        disagreements=(disagreement(text, question=name, answer=name),),
        questions=(replace(evaluation().questions[0], name=name), nothing_scored(name)),
        columns={name: (nothing_scored(text),)},
        confusion=Confusion((), False, ()),
        coverage=None,
        reliability=None,
    )
    told = page(found)
    assert {tag for tag, _ in told.elements}.isdisjoint({"script", "img"})
    assert not text.strip() or text in "".join(told.said)
