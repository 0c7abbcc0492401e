"""A document is read strictly, and what is wrong is named by its path."""

from collections.abc import Callable

import pytest

from pos_member.domain.errors import Damaged
from pos_member.domain.shape import INTEGER_MAX, TEXT_MAX, Shape

DOCUMENT = Shape(
    {
        "text": "ä",
        "empty": "",
        "number": 5,
        "yes": True,
        "none": None,
        "hash": "00ff",
        "part": {"inner": {"x": 1}},
        "list": [{"n": 1}, {"n": 2}],
        "words": ["a", "b"],
        "mixed": ["a", 1],
    }
)


def test_what_fits_is_returned() -> None:
    assert DOCUMENT.text("text") == "ä"
    assert DOCUMENT.integer("number", least=5, most=5) == 5
    assert DOCUMENT.truth("yes") is True
    assert DOCUMENT.hex("hash", 2) == "00ff"
    assert DOCUMENT.choice("text", ("ä", "b")) == "ä"
    assert DOCUMENT.part("part").part("inner").integer("x") == 1
    assert DOCUMENT.parts("list", lambda part: part.integer("n"), most=2) == (1, 2)
    assert DOCUMENT.texts("words", most=2) == ("a", "b")
    assert DOCUMENT.raw("number") == 5
    assert DOCUMENT.raw("absent") is None
    assert DOCUMENT.has("yes")
    assert not DOCUMENT.has("none")
    assert not DOCUMENT.has("absent")
    assert Shape({"a": 1, "b": 2}).names() == ("a", "b")
    Shape({"a": 1}).only("a", "b")


WRONG: list[tuple[Callable[[], object], str, str]] = [
    (lambda: Shape([]), "(whole)", "must be an object"),
    (lambda: DOCUMENT.part("list"), "list", "must be an object"),
    (lambda: DOCUMENT.part("part").part("absent"), "part.absent", "must be an object"),
    (lambda: DOCUMENT.text("empty"), "empty", "must be a text"),
    (lambda: DOCUMENT.text("number"), "number", "must be a text"),
    (lambda: DOCUMENT.text("text", longest=0), "text", "must be at most 0 characters"),
    (lambda: DOCUMENT.choice("text", ("a", "b")), "text", "must be one of a, b"),
    (lambda: DOCUMENT.integer("yes"), "yes", "must be an integer"),
    (lambda: DOCUMENT.integer("text"), "text", "must be an integer"),
    (lambda: DOCUMENT.integer("number", most=4), "number", "must be 0..4"),
    (lambda: DOCUMENT.integer("number", least=6), "number", f"must be 6..{INTEGER_MAX}"),
    (lambda: DOCUMENT.truth("number"), "number", "must be true or false"),
    (lambda: DOCUMENT.hex("hash", 3), "hash", "must be 3 bytes in hex"),
    (lambda: Shape({"h": "zz"}).hex("h", 1), "h", "must be 1 bytes in hex"),
    (lambda: DOCUMENT.parts("text", len, most=2), "text", "must be a list"),  # type: ignore[arg-type]
    (lambda: DOCUMENT.texts("words", most=1), "words", "must hold at most 1"),
    (lambda: DOCUMENT.texts("mixed", most=9), "mixed", "must be a list of texts"),
    (lambda: DOCUMENT.parts("mixed", lambda p: p, most=9), "mixed[0]", "must be an object"),
    (lambda: Shape({"b": 1, "a": 1}).only("c"), "a", "is not known here"),
]


@pytest.mark.parametrize(("read", "path", "why"), WRONG)
def test_what_does_not_fit_is_named_by_its_path(
    read: Callable[[], object], path: str, why: str
) -> None:
    with pytest.raises(Damaged) as found:
        read()
    assert found.value.code == "shape"
    assert found.value.values == {"path": path, "why": why}


def test_a_text_has_a_bound_of_its_own() -> None:
    with pytest.raises(Damaged):
        Shape({"t": "x" * (TEXT_MAX + 1)}).text("t")
