"""The licence of a checkpoint, as the card beside its weights tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_CARD = "README.md"
_EDGE = "---"


def licence_of(model: str, revision: str = "") -> str:
    """The licence that the card of a checkpoint names, from its folder or the hub's cache; "" where none is known.

    Nothing is fetched, and a card that cannot be read is no reason to stop: the licence is then not known.
    """
    card = _card_of(model, revision)
    if card is None:
        return ""
    try:
        head = _head_of(card.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return ""
    # Of a licence that the hub has no code for, the card tells a name.
    named = head.get("license_name") if head.get("license") == "other" else head.get("license")
    return " ".join(named.split()) if isinstance(named, str) else ""


def _card_of(model: str, revision: str) -> Path | None:
    folder = Path(model)
    if folder.is_dir():
        return folder / _CARD
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(model, _CARD, revision=revision or None)
    except HFValidationError:
        return None
    return Path(found) if isinstance(found, str) else None


def _head_of(card: str) -> dict[str, Any]:
    """What stands in YAML between two edges at the beginning; nothing where that cannot be read."""
    import yaml

    before, _, rest = card.partition(_EDGE)
    head, edge, _ = rest.partition(f"\n{_EDGE}")
    if before.strip() or not edge:
        return {}
    try:
        # Deeply nested brackets make PyYAML run out of stack.
        found = yaml.safe_load(head)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
