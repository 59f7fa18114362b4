"""Mark the submissions of a homework site with a saved Pontozó grader.

    python marker.py --grader my-grader --questions questions.yaml < submissions.jsonl > marks.jsonl

A submission comes as a line of JSON, as this site has it: {"submission": 101, "task": "…", "text": "…"}. Its mark goes
out as one. All submissions are checked before the first is marked. Ends with 0, or with 2 and a sentence on standard
error where something cannot be used; then no mark was written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pontozo import Answer, Grade, Grader, Question, load_grader
from pontozo.errors import UserError
from pontozo.formats import read


@dataclass(frozen=True)
class Submission:
    """What a pupil handed in, and the task it was handed in for."""

    number: int
    task: str
    text: str


class SubmissionError(Exception):
    """A line that is no submission."""


def main() -> int:
    """Mark what comes on standard input; the exit code."""
    arguments = _arguments()
    try:
        grader = load_grader(arguments.grader)
        _check_pin(grader, arguments.pin)
        questions = read(arguments.questions).questions
        submissions = list(submissions_in(sys.stdin.buffer, questions))
    except (UserError, SubmissionError) as error:
        print(f"marker: {error}", file=sys.stderr)
        return 2
    print(f"marker: {len(submissions)} to mark, by {grader.name}", file=sys.stderr)
    for mark in marks(grader, questions, submissions):
        # Bytes: what the console's encoding lacks must not end the marking.
        sys.stdout.buffer.write(json.dumps(mark, ensure_ascii=False).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Mark submissions with a saved grader.")
    parser.add_argument("--grader", default="probe", help="the grader's folder, or the name of one that ships")
    parser.add_argument("--questions", type=Path, required=True, help="questions with their guides, YAML or JSON")
    parser.add_argument("--pin", default="", help="the grader's full name; refuse any other")
    return parser.parse_args()


def _check_pin(grader: Grader, pin: str) -> None:
    """A grader's name ends with the beginning of its hash: trained anew, it is another grader."""
    if pin and grader.name != pin:
        raise UserError(f"the grader is {grader.name}, but {pin} is wanted; give its folder, or change --pin")


def submissions_in(lines: Iterable[bytes], questions: Mapping[str, Question]) -> Iterator[Submission]:
    """The submission of each line; SubmissionError names the first line that holds none."""
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        submission = _submission(line)
        if submission is None:
            raise SubmissionError(f'line {place} is no submission: the number "submission", the texts "task", "text"')
        if submission.task not in questions:
            raise SubmissionError(f"line {place}: there is no question {submission.task!r}; add it to the questions")
        yield submission


def _submission(line: bytes) -> Submission | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    match found:
        case {"submission": int(number), "task": str(task), "text": str(text)}:
            return Submission(number, task, text)
    return None


def marks(
    grader: Grader, questions: Mapping[str, Question], submissions: Sequence[Submission]
) -> Iterator[dict[str, Any]]:
    """A mark for each submission, in their order, as they are made."""
    pairs = ((questions[each.task], Answer(each.text, question=each.task, id=str(each.number))) for each in submissions)
    for submission, grade in zip(submissions, grader.grade_many(pairs), strict=True):
        yield mark_of(submission, grade)


def mark_of(submission: Submission, grade: Grade) -> dict[str, Any]:
    """What this site keeps of a grade. Without a score it is not marked, which is never a zero."""
    return {
        "submission": submission.number,
        "score": grade.score,
        "of": grade.max_score,
        "criteria": [
            {
                "criterion": finding.wording,
                "outcome": finding.outcome,
                "earned": finding.earned,
                "evidence": list(finding.evidence),
            }
            for finding in grade.findings
        ],
        "comment": grade.comment,
        "confidence": grade.confidence,
        "look": grade.needs_person,
        "because": [reason.text for reason in grade.review],
        "grader": grade.grader,
        "guide": grade.revision,
    }


if __name__ == "__main__":
    sys.exit(main())
