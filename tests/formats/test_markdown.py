"""Markdown as people write it, and what is said of what cannot be understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.formats import read, write_data
from pontozo.gradebook import Gradebook
from tests.formats.helpers import faults, texts_of

EDITED = """\
# Teszt, 2. csoport

Ez csak bevezető, nem kérdés.

## index ##

* language: hu
* maximum: 3

Mire jó az index?

| a | b |
|---|---|
| 1 | 2 |

1. sorold fel
2. indokold

```sql
## nem cím
SELECT 1;
```

### Értékelési útmutató #

1. 2 pont: gyorsabb keresés
   + vagy: nem kell végigolvasni
2. 1 pont: minden beszúrás lassabb

### VÁLASZOK

#### t-01

+ diák: Ágota
+ pont: 2,5
+ értékelő: Anna

Gyorsabb lesz.

Második bekezdés.

#### t-02 ####
* diák: Bence

> a
>
> - b

#### t-03

>

#### t-04
válasz lista és jel nélkül
"""
TEXT = """\
Mire jó az index?

| a | b |
|---|---|
| 1 | 2 |

1. sorold fel
2. indokold

```sql
## nem cím
SELECT 1;
```"""


def saved(folder: Path, text: str, name: str = "a.md") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.md", "a.markdown", "a.txt", "a"])
def test_what_people_edit_is_read(tmp_path: Path, end: str, name: str) -> None:
    gradebook = read(saved(tmp_path, EDITED.replace("\n", end), name))
    (question,) = gradebook.questions.values()
    assert (question.id, question.text, question.language) == ("index", TEXT, "hu")
    assert question.maximum == 3
    assert [each.wordings for each in question.criteria] == [
        ("gyorsabb keresés", "nem kell végigolvasni"),
        ("minden beszúrás lassabb",),
    ]
    assert [(answer.id, answer.student, answer.text, answer.ratings) for answer in gradebook.answers] == [
        ("t-01", "Ágota", "Gyorsabb lesz.\n\nMásodik bekezdés.", (Rating("Anna", 2.5),)),
        ("t-02", "Bence", "a\n\n- b", ()),
        ("t-03", "", "", ()),
        ("t-04", "", "válasz lista és jel nélkül", ()),
    ]


@pytest.mark.parametrize("title", ["Guide", "guide", "Scoring guide", "Útmutató", "Értékelési útmutató"])
@pytest.mark.parametrize("answers", ["Answers", "ANSWERS", "Válaszok"])
def test_headings_are_known_in_both_languages(tmp_path: Path, title: str, answers: str) -> None:
    text = f"## a\n\nWhy?\n\n### {title}\n\n1 point: because\n\n### {answers}\n\n#### 1\n\n> so\n"
    assert texts_of(read(saved(tmp_path, text))) == ["so"]


def test_a_question_without_an_id_is_called_after_its_content_and_keeps_its_answers(tmp_path: Path) -> None:
    text = "##\n\nWhy?\n\n### Guide\n\n1 point: because\n\n### Answers\n\n#### 1\n\n> a\n\n####\n\n> b\n"
    gradebook = read(saved(tmp_path, text))
    (question,) = gradebook.questions
    assert question.startswith("q-")
    assert [(answer.id, answer.question) for answer in gradebook.answers] == [("1", question), ("line 15", question)]


def test_what_is_left_blank_is_not_said(tmp_path: Path) -> None:
    text = "## a\n\n- language:\n- maximum:\n\nWhy?\n\n### Guide\n\n1 point: because\n"
    (question,) = read(saved(tmp_path, text)).questions.values()
    assert question.language is None
    assert question.maximum == 1


def test_values_in_the_list_of_an_answer_may_be_json(tmp_path: Path) -> None:
    text = (
        "## a\n\nWhy?\n\n### Guide\n\n1 point: because\n\n### Answers\n\n#### 1\n\n"
        '- ratings: [{"rater": "Anna", "score": 1}, {"rater": "Béla", "outcomes": ["met"]}]\n'
        '- "odd: name": " x "\n- n: 2.5\n- yes: true\n- nothing: null\n- code: `a: b`\n\n> so\n'
    )
    (answer,) = read(saved(tmp_path, text)).answers
    assert answer.ratings == (Rating("Anna", 1), Rating("Béla", None, {"1": "met"}))
    further = {"odd: name": " x ", "n": 2.5, "yes": True, "nothing": None, "code": "`a: b`"}
    assert {name: answer.extra[name] for name in further} == further


GOOD = "## a\n\nWhy?\n\n### Guide\n\n1 point: because\n\n### Answers\n\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Only text\n",
            ["a.md: holds no questions; write a heading '## id' for each, and below it '### Guide'"],
        ),
        (
            "### Guide\n\n1 point: because\n\n" + GOOD,
            ["a.md, line 1: stands above the first question; write its heading, '## id', before it"],
        ),
        (
            "## a\n\nWhy?\n",
            ["a.md, line 1 (a): has no guide; write '### Guide' and below it the criteria with their points"],
        ),
        (
            "## a\n\nWhy?\n\n### Guide\n\n### Answers\n",
            ["a.md, line 5: is empty; write a line for each thought, such as '1 point: …'"],
        ),
        (
            GOOD + "### Notes\n\n#### 1\n\n### Guide\n",
            [
                "a.md, line 11: 'Notes' is not known here, or stands twice; "
                "there may be 'Guide' and 'Answers' ('Útmutató', 'Válaszok')",
                "a.md, line 15: 'Guide' is not known here, or stands twice; "
                "there may be 'Guide' and 'Answers' ('Útmutató', 'Válaszok')",
            ],
        ),
        (
            "## a\n\nWhy?\n\n#### 1\n\n> so\n\n### Guide\n\n1 point: because\n",
            ["a.md, line 5: is no heading that is known here; answers stand below '### Answers'"],
        ),
        (
            GOOD + "#### 1\n\n> so\n\n##### more\n",
            ["a.md, line 15: is no heading that is known here; answers stand below '### Answers'"],
        ),
        (
            GOOD + "so\n\n#### 1\n\n> so\n",
            ["a.md, line 9: has text that is no answer's; write '#### id' before each answer"],
        ),
        (
            "## a\n\n- lang: en\n- in English\n- maximum: 1\n- maximum: 1\n\nWhy?\n\n### Guide\n\n1 point: because\n",
            [
                "a.md, line 3, field 'lang': is not known of a question; there may be language and maximum",
                "a.md, line 4, field 'in English': is not known of a question; there may be language and maximum",
                "a.md, line 6, field 'maximum': stands twice; remove one of the two",
            ],
        ),
        (
            "## a\n\n- language: en\nWhy?\n\n### Guide\n\n1 point: because\n",
            ["a.md, line 4, field 'Why?': stands right below a list; leave a blank line between the two"],
        ),
        (
            "## a\n\n- language: english\n\nWhy?\n\n### Guide\n\n1 point: because\n",
            ["a.md, line 1 (a), field 'language': must be a language code such as en or hu, not 'english'"],
        ),
        (
            "## a\n\n- maximum: 2\n\nWhy?\n\n### Guide\n\n1 point: because\n",
            ["a.md, line 1 (a), field 'maximum': says 2, but its criteria add up to 1; correct one of the two"],
        ),
        (
            "## a\n\n- maximum: lots\n\nWhy?\n\n### Guide\n\n1 point: because\n",
            ["a.md, line 1 (a), field 'maximum': must be a number, not 'lots'"],
        ),
        (
            "## a\n\nWhy?\n\n### Guide\n\n1 point: because\nTotal: 2 points\n",
            ["a.md, line 1 (a), field 'Guide': says 2, but its criteria add up to 1; correct one of the two"],
        ),
        (
            "## a\n\nWhy?\n\n### Guide\n\n1 point: because\n\nperhaps\n",
            [
                "a.md, line 9: has no points; write '1 point: …' ('1 pont: …'), or '1 point each:' above its list "
                "(the guide says: 'perhaps')"
            ],
        ),
        (
            "## a\n\nWhy?\n\n### Guide\n\n1 point: because\n\n## a\n\nHow?\n\n### Guide\n\n1 point: so\n",
            ["a.md, line 9 (a), field 'id': another question has the id 'a'; give each its own"],
        ),
        (
            GOOD + "#### 1\n\n- student\n- pont: jó\n\n> so\n",
            ["a.md, line 13, field 'student': must be 'name: value'"],
        ),
        (
            GOOD + "#### 1\n\n- pont: jó\n\n> so\n\n#### 2\n\n- pont: 2\n\n> so\n",
            [
                "a.md, line 11, field 'pont': must be a number, not 'jó'; leave it empty where nobody has scored",
                "a.md, line 17, field 'pont': score 2 is more than the question's maximum, 1",
            ],
        ),
        (
            GOOD + "#### 1\n\n- student: A\n- group: x\n  - deep: y\n- student: B\n- id: 2\n\n> so\n",
            [
                "a.md, line 15, field 'deep: y': must be 'name: value'",
                "a.md, line 17, field 'id': is told by the headings and by the text below; remove this line, "
                "or give it another name",
                "a.md, line 16, field 'student': stands twice; remove one of the two",
            ],
        ),
        (
            GOOD + "#### 1\n\n- student: A\nso it is\n\n> so\n",
            ["a.md, line 14, field 'so it is': stands right below a list; leave a blank line between the two"],
        ),
        (
            GOOD + "#### 1\n\n- student: A\n\n#### 2\n\n> so\n",
            [
                "a.md, line 11, field 'answer': has no text; write it as a quotation, lines that begin with '>', "
                "a blank one as '>' alone"
            ],
        ),
        (
            GOOD + "#### 1\n\n> so\n\n#### 1\n\n> so\n",
            ["a.md, line 15, field 'id': the id '1' stands twice for question 'a'; give each answer its own"],
        ),
    ],
)
def test_bad_input_is_one_clear_sentence_with_its_line(tmp_path: Path, text: str, said: list[str]) -> None:
    assert faults(saved(tmp_path, text), None) == said


def test_written_as_a_person_would_write_it(tmp_path: Path) -> None:
    questions = [
        Question("Why?", [Criterion("because", 2), Criterion("therefore")], id="q1", language="en"),
        Question("Miért?\n\nKét mondatban.", [Criterion(["mert", "ugyanis"])], id="q2", language="hu"),
    ]
    rating = Rating("Anna", "2.5", {"1": "met", "2": "partial"})
    answers = [
        Answer("so\n\nit is", "q1", "t-01", student="Ágota", ratings=[rating]),
        Answer("```\nint a;", "q1", "t-02", extra={"note": "a: b", "n": 1}),
        Answer("", "q2", "t-01"),
    ]
    assert write_data(tmp_path / "a.md", Gradebook.of(questions, answers)) == ()
    assert (tmp_path / "a.md").read_text("utf-8") == WRITTEN


WRITTEN = """\
## q1

- language: en
- maximum: 3

Why?

### Guide

- 2 points: because
- 1 point: therefore

### Answers

#### t-01

- student: Ágota
- score: 2.5
- rater: Anna
- outcomes: met, partial

> so
>
> it is

#### t-02

- note: a: b
- n: 1

> ```
> int a;

## q2

- language: hu
- maximum: 1

Miért?

Két mondatban.

### Útmutató

- 1 pont: mert
  - vagy: ugyanis

### Válaszok

#### t-01

>
"""


@pytest.mark.parametrize(
    "text",
    [
        "```\nint a;",
        "<!-- a",
        "<script>",
        "- a: b",
        "* a: b",
        "    a",
        "### Guide",
        "a\n\n## b",
        "",
        " a",
        "a ",
        "a\rb",
        "> a",
    ],
)
def test_a_question_of_any_text_leaves_what_stands_below_it_whole(tmp_path: Path, text: str) -> None:
    # The maximum stands in the list above the text, unless no number in JSON holds it: then there is no list.
    for points in ("1", "1/3"):
        parts = [Criterion("because", points), Criterion("so", "1/997")][: 1 if points == "1" else 2]
        book = Gradebook.of([Question(text, parts, id="q")], [Answer("a", "q", "1")])
        write_data(tmp_path / "a.md", book)
        after = read(tmp_path / "a.md")
        assert after.questions == book.questions
        assert texts_of(after) == ["a"]


@pytest.mark.parametrize("value", ["[" * 3000, '["\\ud800"]', "[NaN]"])
def test_a_value_that_is_no_sound_json_is_text_or_mended(tmp_path: Path, value: str) -> None:
    text = f"## q\n\nWhy?\n\n### Guide\n\n- 1 point: a\n\n### Answers\n\n#### 1\n\n- z: {value}\n\n> x\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    write_data(tmp_path / "a.json", read(tmp_path / "a.md"))
    assert texts_of(read(tmp_path / "a.json")) == ["x"]


def test_a_question_without_text_is_a_fault_and_a_wrong_maximum_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## q\n\n### Guide\n\n- 1 point: a\n", "utf-8")
    assert faults(tmp_path / "a.md", None) == ["a.md, line 1 (q): has no text; write what is asked below its heading"]
    head = "## q\n\n- maximum: 5\n\nWhy?\n\n### Megoldókulcs\n\n- 1 point: a\n"
    text = f"{head}\n### Answers\n\n#### 1\n\n- score: 9\n\n> x\n"
    (tmp_path / "b.md").write_text(text, "utf-8")
    assert [each.split(":")[0] for each in faults(tmp_path / "b.md", None)] == [
        "b.md, line 1 (q), field 'maximum'",
        "b.md, line 13, field 'score'",
    ]
