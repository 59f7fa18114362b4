"""What holds for every edit, whatever the question and the answer."""

from __future__ import annotations

import subprocess
import sys
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Question
from pontozo.evaluation.robustness import EDITS, GAMING, HARMLESS, MEANING, Duty, Edit
from pontozo.evaluation.robustness.phrases import LANGUAGES, phrases
from pontozo.formats import read
from pontozo.text.language import language_of
from pontozo.text.words import words
from tests.strategies import questions, stored_texts

_SNIPPETS = [
    "the heap is slower than the stack", "It isn't one, it cannot be 2.5", "a mutató nem lehet null", "pl. két elem",
    "új operátor; x = 3;", "1. first 2. second", "Because of that.", "std::vector<int>", "İs ıt ſo?", "∂≠ö", "\n- ",
]  # fmt: skip


def prose() -> st.SearchStrategy[str]:
    """Pieces of answers between anything that a file may hold."""
    return st.lists(st.sampled_from(_SNIPPETS) | stored_texts(), max_size=4).map(" ".join)


def languages() -> st.SearchStrategy[str]:
    return st.sampled_from(["en", "hu", "de"])


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
@given(question=questions(), answer=prose(), language=languages(), seed=st.integers(0, 3))
def test_an_edit_gives_another_text_or_says_that_it_cannot(
    edit: Edit, question: Question, answer: str, language: str, seed: int
) -> None:
    edited = edit(question, answer, language, seed)
    assert edited == edit(question, answer, language, seed)
    if edited is not None:
        assert edited.strip()
        assert edited != answer


@pytest.mark.parametrize("edit", GAMING, ids=lambda edit: edit.name)
@given(question=questions(), answer=prose(), language=languages(), seed=st.integers(0, 3))
def test_a_control_is_as_long_and_keeps_what_the_edit_keeps(
    edit: Edit, question: Question, answer: str, language: str, seed: int
) -> None:
    edited = edit(question, answer, language, seed)
    if edited is None:
        return
    control = edit.control(question, answer, language, edited, seed)
    assert len(control) == len(edited)
    assert control.startswith(answer) or not edit.keeps_answer
    assert control == edit.control(question, answer, language, edited, seed)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
@given(question=questions(), blank=st.sampled_from(["", " ", "\n\t"]), language=languages())
def test_nothing_is_made_of_a_blank_answer(edit: Edit, question: Question, blank: str, language: str) -> None:
    assert edit(question, blank, language) is None


@pytest.mark.parametrize("name", ["starter-en", "starter-hu"])
def test_each_edit_finds_something_to_do_in_real_answers(name: str) -> None:
    pairs = list(read(name).pairs())[::5]
    made = {
        edit.name: sum(edit(question, answer.text, language_of(question)) is not None for question, answer in pairs)
        for edit in EDITS
    }
    idle = {each for each, count in made.items() if not count}
    assert idle == ({"missing accents"} if name == "starter-en" else set())


def test_a_control_shares_no_word_with_the_question() -> None:
    question = Question("Where does the cat sleep?", [Criterion("on the sofa, behind a green fence")], language="en")
    (echo,) = [edit for edit in GAMING if edit.name == "keyword echo"]
    control = echo.control(question, "no idea", "en", "x" * 800)
    spoken = {word.lemma for word in words(control, "en") if word.is_content}
    assert not spoken & {"cat", "sleep", "sofa", "green", "fence"}
    assert "neighbour" not in spoken  # its sentence has the green bicycle
    assert "bakery" in spoken


def test_another_seed_draws_other_lots_and_another_process_the_same() -> None:
    question = Question("Why?", [Criterion("the array moves its elements", id="a")], id="q", language="en")
    (gibberish,) = [edit for edit in GAMING if edit.name == "gibberish"]
    here = gibberish(question, "a wrong answer", "en", 0)
    assert here != gibberish(question, "a wrong answer", "en", 1)
    program = (
        "from pontozo.domain import Criterion, Question; from pontozo.evaluation.robustness import GAMING\n"
        "question = Question('Why?', [Criterion('the array moves its elements', id='a')], id='q', language='en')\n"
        "print(next(e for e in GAMING if e.name == 'gibberish')(question, 'a wrong answer', 'en', 0))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == here


def test_edits_have_names_of_their_own_and_one_duty_a_table() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS)
    tables = {Duty.MUST_NOT_RAISE: GAMING, Duty.MUST_NOT_LOWER: HARMLESS, Duty.MUST_LOWER: MEANING}
    assert all(edit.duty is duty for duty, table in tables.items() for edit in table)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_holds_its_place_and_no_other(code: str) -> None:
    known = phrases(code)
    wanted = {"keywords": known.echo, "wording": known.denial, "answer": known.polite}
    for name, sentences in wanted.items():
        assert all([field for _, field, _, _ in Formatter().parse(each) if field] == [name] for each in sentences)
    assert all("{" not in each for each in (*known.neutral, *known.filler, *known.injection))
