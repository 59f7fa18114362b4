"""Figures that others published of these sets and splits, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Published:
    """A system's figure of one kind ("2-way", "3-way": macro-F1) on a set, by split.

    Where one figure was told and not of which splits, it is `overall`. Figures stand as text: some are told as "about".
    """

    set: str
    figure: str
    system: str
    by_split: Mapping[str, str] = field(default_factory=dict)
    overall: str = ""


PUBLISHED = (
    Published(
        "SciEntsBank",
        "2-way",
        "best of the shared task (Dzikovska et al. 2013)",
        {"UA": "about .77", "UQ": "about .74", "UD": "about .71"},
    ),
    Published("SciEntsBank", "2-way", "GPT-4, no examples (Kortemeyer 2023)", overall="F1 .744, one figure"),
    Published(
        "SciEntsBank",
        "3-way",
        "RoBERTa-large + MNLI, 355M, tuned (Camus & Filighera 2020)",
        {"UA": ".783", "UQ": ".657", "UD": ".708"},
    ),
    Published(
        "SciEntsBank", "3-way", "BERT-base, tuned (Sung et al. 2019)", {"UA": ".720", "UQ": ".575", "UD": ".579"}
    ),
)
#: What share can be graded with no person at a QWK of .80 or more, on other sets.
ALONE = "CHiL(L)Grader, a language model of 7B parameters (2026), other sets: 35 to 65%"
#: By set, what an attack made pass elsewhere: the edit, and what is told of it.
ATTACKED: Mapping[str, tuple[str, str]] = {
    "Beetle": (
        "keyword echo",
        "published for Beetle: 11.5 to 18.8% of wrong answers pass (sentence embeddings under logistic regression), "
        "11.8% (a chat model)",
    )
}
