"""The verdict in words, and how a language writes numbers."""

from __future__ import annotations

import json
import re
from importlib import resources
from math import nan

import pytest

from pontozo.evaluation.figures import FIGURES
from pontozo.evaluation.labels import LABEL_FIGURES
from pontozo.evaluation.results import Conclusion
from pontozo.wording import LANGUAGES
from pontozo.wording.evaluation import LET_THROUGH, conclusion_told, words
from tests.evaluation.report.samples import facts

LEVELS = ("too little", "no better", "help", "agrees", "as people")


def told(level: str, language: str = "en", **changes: float | str) -> str:
    return " ".join(conclusion_told(Conclusion(level, facts(**changes)), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_level_has_a_verdict_of_its_own(language: str) -> None:
    verdicts = {conclusion_told(Conclusion(level, facts()), language)[0] for level in LEVELS}
    assert len(verdicts) == len(LEVELS)


def test_the_verdict_says_what_to_do() -> None:
    assert "do not use it" in told("no better")
    assert "check every score" in told("help")


@pytest.mark.parametrize("level", ["agrees", "as people"])
def test_only_scores_that_are_mostly_right_are_let_through(level: str) -> None:
    through = "let the scores that it is sure of through"
    assert through in told(level, sure_wrong=LET_THROUGH)
    assert "every score all the same, since of those that it is sure of, 11% would be another" in told(
        level, sure_wrong=0.11
    )
    assert "since it is sure of none" in told(level, sure_share=0.0, sure_wrong=nan)
    silent = {name: value for name, value in facts().items() if not name.startswith("sure_")}
    unsure = " ".join(conclusion_told(Conclusion(level, silent), "en"))
    assert "since it does not say how sure it is" in unsure
    assert "there is none that could go through unchecked" in unsure
    assert all(through not in text for text in (told(level, sure_wrong=0.11), unsure, told("help"), told("no better")))


def test_what_it_is_sure_of_is_a_reason() -> None:
    assert "would let 52% of the answers through with no person; of these, 8.0% get another score" in told("help")
    assert "would let no answer through" in told("help", sure_share=0.0, sure_wrong=nan)


def test_groups_that_are_treated_unlike_the_reference_are_a_reason() -> None:
    assert "treats 1 group unlike the group of reference" in told("agrees", groups_apart=1)
    assert "treats 2 groups unlike" in told("agrees", groups_apart=2)
    assert "unlike the group of reference" not in told("agrees")


def test_few_questions_are_told_to_be_all_that_intervals_speak_of() -> None:
    assert "only 5 questions here, fewer than ten: the intervals speak of these only" in told("help", unit="answer")
    assert "fewer than ten" not in told("help")


def test_where_it_is_no_better_the_difference_is_told_with_its_chance() -> None:
    text = told("no better", more_qwk=0.1, more_qwk_low=-0.02, more_qwk_high=0.21, more_qwk_p=0.09)
    assert "reaches 0.50. The grader’s QWK differs from that by +0.10 (95% interval −0.02 to +0.21; p 0.090)" in text


def test_means_as_good_as_equal_are_neither_more_nor_less() -> None:
    assert "On average it gives as much as people (0.00 standard deviations" in told("help", smd=0.001, mean_gap=0.0004)


def test_people_who_all_give_the_same_leave_too_little() -> None:
    assert "people’s scores do not vary" in told("too little", answers=60, smd=nan)


def test_few_answers_are_the_reason() -> None:
    assert "Only 12 answers can decide" in told("too little", answers=12)
    assert "Only 1 answer can decide" in told("too little", answers=1)
    assert "Only" not in told("help")


def test_where_nothing_was_scored_no_figure_is_told() -> None:
    alone = conclusion_told(Conclusion("too little", {"answers": 0, "questions": 1}), "en")
    assert len(alone) == 2
    assert alone[1].startswith("No answer can decide")


def test_scores_that_do_not_vary_are_the_reason() -> None:
    assert "the scores do not vary" in told("too little", answers=60, qwk=nan, qwk_low=nan, qwk_high=nan)


def test_the_figures_that_decided_are_told() -> None:
    text = told("agrees", people_qwk=0.9, machine_qwk_on_same=0.71)
    assert "is 0.74 (95% interval 0.68 to 0.80), on 194 answers to 5 questions" in text
    assert (
        "“word overlap”) reaches 0.50. The grader’s QWK is higher by 0.24 (95% interval 0.18 to 0.30; p 0.001)" in text
    )
    assert "at a QWK of 0.90, and the grader with the first rater at 0.71" in text


def test_too_low_a_figure_and_a_lean_are_told() -> None:
    text = told("help", qwk=0.6, smd=-0.31, mean_gap=-0.093)
    assert "asks for a QWK of 0.70 or more" in text
    assert "On average it gives 9.3% of the maximum less than people: 0.31 standard deviations" in text
    assert "gives 12% of the maximum more than people: 0.31" in told("help", smd=0.31, mean_gap=0.12)
    assert "asks for a QWK" not in told("help", smd=0.31)


def test_what_cannot_be_told_is_no_number() -> None:
    text = told("no better", qwk=0.5, smd=nan, more_qwk_low=nan, people_qwk=nan)
    assert "nan" not in text.lower()
    assert "Whether the grader is better cannot be told" in text


def test_hungarian_has_decimal_commas() -> None:
    text = told("help", "hu", qwk=0.6)
    assert "értéke 0,60 (95%-os intervallum: 0,68 – 0,80; 194 válasz, 5 kérdés)" in text
    assert not re.search(r"\d\.\d", text)


def test_a_language_without_words_is_told_in_english() -> None:
    assert told("help", "de") == told("help", "en")


def test_numbers_say_what_they_are() -> None:
    english, hungarian = words("en"), words("hu")
    assert [english.percent(share) for share in (0, 0.004, 0.5, 0.996, 1, nan)] == [
        "0%", "0.4%", "50%", "99.6%", "100%", "–",
    ]  # fmt: skip
    assert [hungarian.signed(each) for each in (-0.126, 0.0, 0.5)] == ["−0,13", "+0,00", "+0,50"]
    assert (english.whole(9999), english.whole(12000), hungarian.whole(12000)) == ("9999", "12,000", "12\u00a0000")
    assert hungarian.points(2.5) == "2,5"
    assert [english.p_value(p) for p in (0.0, 0.0009, 0.001, 0.2371, nan)] == [
        "<0.001",
        "<0.001",
        "0.001",
        "0.237",
        "–",
    ]
    assert hungarian.p_value(0.0) == "<0,001"


def phrases(language: str) -> dict[str, str]:
    text = resources.files("pontozo.wording").joinpath(language, "evaluation-1.json").read_text("utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def test_the_languages_say_the_same_things() -> None:
    first, *others = (phrases(language) for language in LANGUAGES)
    for other in others:
        assert other.keys() == first.keys()
        assert {key: set(re.findall(r"{(\w+)}", text)) for key, text in other.items()} == {
            key: set(re.findall(r"{(\w+)}", text)) for key, text in first.items()
        }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_a_name(language: str) -> None:
    known = words(language).phrases
    assert [name for name in (*FIGURES, *LABEL_FIGURES, "prmse") if f"figure {name}" not in known] == []
