"""Every word a person reads, in bokmål, nynorsk and English: one Fluent folder per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

FALLBACKS = {"nb": ("nb", "en"), "nn": ("nn", "nb", "en"), "en": ("en", "nb")}
"""Language -> where to look for a sentence, in order."""

DEFAULT_LANGUAGE = "nb"
_FOLDER = Path(__file__).parent


class Words:
    """The sentences of one language."""

    def __init__(self, language: str, bundles: tuple[Any, ...]) -> None:
        self.language = language
        self._bundles = bundles

    def format(self, message_id: str, **args: Any) -> str:
        """The sentence `message_id` (`id` or `id.attribute`), or the id itself where no language has it."""
        return self.find(message_id, **args) or message_id

    def find(self, message_id: str, **args: Any) -> str | None:
        """The same, or None where no language has it."""
        name, _, attribute = message_id.partition(".")
        for bundle in self._bundles:
            if not bundle.has_message(name):
                continue
            message = bundle.get_message(name)
            pattern = message.attributes.get(attribute) if attribute else message.value
            if pattern is not None:
                sentence, _errors = bundle.format_pattern(pattern, args)
                return str(sentence)
        return None


@cache
def words(language: str) -> Words:
    """The words of `language` (`nb`, `nn`, `en`; anything else: bokmål)."""
    chosen = language if language in FALLBACKS else DEFAULT_LANGUAGE
    return Words(chosen, tuple(_bundle(name) for name in FALLBACKS[chosen]))


def preferred_language(accept_language: str) -> str:
    """Which of the three an `Accept-Language` header asks for first; bokmål when none."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = {"no": "nb"}.get(tag.split("-")[0].lower(), tag.split("-")[0].lower())
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if language in FALLBACKS and quality > 0:
            wanted.append((quality, language))
    return max(wanted, key=lambda entry: entry[0])[1] if wanted else DEFAULT_LANGUAGE


@cache
def _bundle(language: str) -> Any:
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((_FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
