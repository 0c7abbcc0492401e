"""A text in both languages of the product: names that head office writes, sentences of a quote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the program in both languages of the product."""

    zh: str
    en: str

    def to_json(self) -> dict[str, str]:
        """Return the texts by language."""
        return {"zh": self.zh, "en": self.en}
