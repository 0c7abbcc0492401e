"""Checks a document against the part of JSON Schema that our published schemas use.

It knows its own bounds: a keyword it does not understand is an error, so that no rule of a schema
is ever passed over in silence.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_SILENT = {"$schema", "$defs", "title", "description", "default"}


class Schema:
    """A schema file and those beside it that it refers to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.root = json.loads(file.read_text("utf-8"))

    def errors(self, value: object) -> list[str]:
        """Return what is wrong with ``value``, each with its path; empty where nothing is."""
        return list(self._errors(self.root, value, "$"))

    def objects(self) -> Iterator[dict]:
        """Yield every object schema of the file."""
        waiting = [self.root]
        while waiting:
            each = waiting.pop()
            if isinstance(each, dict):
                if "properties" in each and isinstance(each["properties"], dict):
                    yield each
                waiting += each.values()
            elif isinstance(each, list):
                waiting += each

    def _errors(self, schema: dict, value: object, path: str) -> Iterator[str]:
        for keyword, rule in schema.items():
            if keyword in _SILENT:
                continue
            if keyword == "$ref":
                yield from self._referred(rule, value, path)
            elif keyword == "anyOf":
                if all(list(self._errors(each, value, path)) for each in rule):
                    yield f"{path}: fits none of {len(rule)}"
            else:
                yield from getattr(self, "_" + keyword)(rule, value, path, schema)

    def _referred(self, reference: str, value: object, path: str) -> Iterator[str]:
        file, _, place = reference.partition("#/")
        there = Schema(self.file.parent / file) if file else self
        target = there.root
        for step in place.split("/") if place else ():
            target = target[step]
        yield from there._errors(target, value, path)

    def _type(self, rule: str, value: object, path: str, _: dict) -> Iterator[str]:
        fits = isinstance(value, _TYPES[rule])
        if not fits or (rule == "integer" and isinstance(value, bool)):
            yield f"{path}: is no {rule}"

    def _const(self, rule: object, value: object, path: str, _: dict) -> Iterator[str]:
        if value != rule:
            yield f"{path}: is not {rule!r}"

    def _enum(self, rule: list, value: object, path: str, _: dict) -> Iterator[str]:
        if value not in rule:
            yield f"{path}: is none of {rule}"

    def _pattern(self, rule: str, value: object, path: str, _: dict) -> Iterator[str]:
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{path}: does not match {rule}"

    def _minLength(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:  # noqa: N802
        if isinstance(value, str) and len(value) < rule:
            yield f"{path}: is too short"

    def _maxLength(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:  # noqa: N802
        if isinstance(value, str) and len(value) > rule:
            yield f"{path}: is too long"

    def _minimum(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:
        if isinstance(value, int) and value < rule:
            yield f"{path}: is below {rule}"

    def _maximum(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:
        if isinstance(value, int) and value > rule:
            yield f"{path}: is above {rule}"

    def _minItems(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:  # noqa: N802
        if isinstance(value, list) and len(value) < rule:
            yield f"{path}: holds fewer than {rule}"

    def _maxItems(self, rule: int, value: object, path: str, _: dict) -> Iterator[str]:  # noqa: N802
        if isinstance(value, list) and len(value) > rule:
            yield f"{path}: holds more than {rule}"

    def _items(self, rule: dict, value: object, path: str, _: dict) -> Iterator[str]:
        for i, each in enumerate(value if isinstance(value, list) else ()):
            yield from self._errors(rule, each, f"{path}[{i}]")

    def _required(self, rule: list, value: object, path: str, _: dict) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (f"{path}.{key}: is missing" for key in rule if key not in value)

    def _properties(self, rule: dict, value: object, path: str, _: dict) -> Iterator[str]:
        for key, each in rule.items():
            if isinstance(value, dict) and key in value:
                yield from self._errors(each, value[key], f"{path}.{key}")

    def _additionalProperties(  # noqa: N802
        self, rule: object, value: object, path: str, schema: dict
    ) -> Iterator[str]:
        known = schema.get("properties", {})
        for key in value if isinstance(value, dict) else ():
            if key in known:
                continue
            if rule is False:
                yield f"{path}.{key}: is not known"
            elif isinstance(rule, dict):
                yield from self._errors(rule, value[key], f"{path}.{key}")
