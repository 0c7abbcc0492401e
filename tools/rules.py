"""What the code never does, read from its syntax, so that no spelling and no comment hides it.

Each function takes a house and returns findings, one line each; none means kept.
"""

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from tools.house import PRODUCT, House, Source

BROAD_EXCEPTS_MAX = 4
# Where the parts meet: here imports may wait until they are needed, which keeps the start short and
# the till separable, and here chance enters.
COMPOSED_AT = ("pos_member/cli", "pos_member/bootstrap", "pos_member/__main__")
COLOURS_AT = "ui/theme/tokens.py"

# Written so that this file does not find itself.
_UNFINISHED = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|\bfor[ ]now\b|NotImplemente[d]Error")
_HEX_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
_DOWNLOAD = re.compile(r"https?://[^ \"]*(?:/simple/|/packages/|[.]whl|[.]tgz|[.]deb)")
_SLEEPERS = {"sleep", "qSleep", "qWait", "msleep", "usleep"}
_LOADERS = {"import_module", "__import__"}


def late_imports(house: House) -> list[str]:
    """Find imports inside functions and by string, which hide cycles and layers."""
    return [
        f"{source.place}:{line}: imports where it is called"
        for source in house.product
        if not source.place.startswith(COMPOSED_AT)
        for line in sorted({*_inner_imports(source), *_imports_by_name(source)})
    ]


def _inner_imports(source: Source) -> Iterator[int]:
    for function in source.functions:
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node.lineno


def _imports_by_name(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _called(node) in _LOADERS:
            yield node.lineno


def _called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def unseeded_chance(house: House) -> list[str]:
    """Find generators without a seed: what they draw cannot be played again."""
    return [
        f"{source.place}:{node.lineno}: a generator without a seed"
        for source in (*house.product, *house.tests)
        if not source.place.startswith(COMPOSED_AT)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _called(node) == "Random" and not node.args
    ]


def floats_in_domain(house: House) -> list[str]:
    """Find what could make a float near an amount: literals, ``float``, true division."""
    return [
        f"{source.place}:{node.lineno}: a float near an amount"
        for source in house.product
        if source.place.startswith("pos_member/domain/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.expr | ast.stmt) and _makes_a_float(node)
    ]


def _makes_a_float(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=float()):
            return True
        case ast.Name(id="float"):
            return True
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return True
    return False


def silenced_types_in_domain(house: House) -> list[str]:
    """Find places in the domain where the type checker was told to look away."""
    return [
        f"{source.place}:{number}: type: ignore"
        for source in house.product
        if source.place.startswith("pos_member/domain/")
        for number, line in enumerate(source.text.splitlines(), 1)
        if re.search(r"#\s*type:\s*ignore", line)
    ]


def broad_excepts(house: House) -> list[str]:
    """Find handlers for anything: few in all, each with its reason beside it.

    One that tidies up and raises again handles nothing and is no such handler.
    """
    places = [
        (source, node.lineno)
        for source in house.product
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    found = [
        f"{source.place}:{line}: handles anything and does not say why"
        for source, line in places
        if not any("#" in source.line(n) for n in (line - 1, line, line + 1))
    ]
    if len(places) > BROAD_EXCEPTS_MAX:
        listed = ", ".join(f"{source.place}:{line}" for source, line in places)
        found.append(f"{len(places)} broad excepts, at most {BROAD_EXCEPTS_MAX}: {listed}")
    return found


def _is_broad(handler: ast.ExceptHandler) -> bool:
    match handler.body[-1]:
        case ast.Raise(exc=None):
            return False
    match handler.type:
        case None:
            return True
        case ast.Tuple(elts=kinds):
            return any(_is_anything(kind) for kind in kinds)
        case kind:
            return _is_anything(kind)


def _is_anything(kind: ast.expr) -> bool:
    return isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}


def pretended_parts(house: House) -> list[str]:
    """Find mocks in the tests, and own code that a test replaces by something else.

    A limit (a constant, ``MAX_ROWS``) may be made small for a test: the code that keeps it is ours.
    """
    return [
        f"{source.place}:{line}: {what}"
        for source in house.tests
        for line, what in _pretended(source)
    ]


def _pretended(source: Source) -> Iterator[tuple[int, str]]:
    own = set(_own_names(source))
    for node in ast.walk(source.tree):
        if _is_mock(node):
            yield node.lineno, "a mock"
        elif isinstance(node, ast.Call) and (replaced := _replaced(node)):
            path = replaced.split(".")
            if path[0] in {*own, *PRODUCT} and not path[-1].isupper():
                yield node.lineno, f"replaces a part of our own: {replaced}"


def _replaced(call: ast.Call) -> str:
    """Return the dotted name that a ``setattr`` replaces."""
    names = [ast.unparse(argument).strip("'\"") for argument in call.args]
    match _called(call), call.args:
        case "setattr", [ast.Constant(), *_]:
            return names[0]
        case "setattr", [_, _, *_]:
            return ".".join(names[:2])
    return ""


def _is_mock(node: ast.AST) -> TypeGuard[ast.stmt]:
    match node:
        case ast.ImportFrom(module="unittest.mock" | "mock"):
            return True
        case ast.Import(names=names) | ast.ImportFrom(module="unittest", names=names):
            return any(alias.name.split(".")[-1] == "mock" for alias in names)
    return False


def _own_names(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PRODUCT:
            yield from (alias.asname or alias.name for alias in node.names)
        if isinstance(node, ast.Import):
            yield from (
                alias.asname or alias.name.split(".")[0]
                for alias in node.names
                if alias.name.split(".")[0] in PRODUCT
            )


def sleeping_tests(house: House) -> list[str]:
    """Find tests that wait for time to pass instead of for something to happen."""
    return [
        f"{source.place}:{node.lineno}: sleeps; wait on an event with a bound"
        for source in house.tests
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _sleeps(node)
    ]


def _sleeps(call: ast.Call) -> bool:
    if _called(call) in _SLEEPERS:
        return True
    match call.func:
        case ast.Attribute(value=ast.Name(id="qtbot"), attr="wait"):
            return True
    return False


def unfinished_words(house: House) -> list[str]:
    """Find words that promise what the code does not do yet."""
    return [
        f"{source.place}:{number}: {match.group()}"
        for source in (*house.product, *house.workshop, *house.tests)
        for number, line in enumerate(source.text.splitlines(), 1)
        if (match := _UNFINISHED.search(line))
    ]


def stray_colours(house: House) -> list[str]:
    """Find colours that no theme can change, because they stand outside the tokens."""
    return [
        f"{source.place}:{node.lineno}: {what}"
        for source in house.product
        if source.place.startswith("ui/") and source.place != COLOURS_AT
        for node in ast.walk(source.tree)
        if isinstance(node, ast.expr) and (what := _colour(node))
    ]


def _colour(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)) if found := _HEX_COLOUR.search(text):
            return found.group()
        case ast.Call(args=[ast.Constant(value=int()), *_]) if _called(node) == "QColor":
            return ast.unparse(node)
    return ""


def addresses(house: House) -> list[str]:
    """Find download addresses and paths of this machine in tracked texts."""
    here = [re.escape(f"{path}/") for path in _telling_paths(house.root.resolve())]
    telling = re.compile("|".join([_DOWNLOAD.pattern, *here]))
    return [
        f"{place}:{number}: {match.group()}"
        for place, text in house.tracked_texts()
        if not place.endswith(".svg")
        for number, line in enumerate(text.splitlines(), 1)
        if (match := telling.search(line))
    ]


def _telling_paths(root: Path) -> set[Path]:
    """Return folders whose names only make sense on this machine."""
    everywhere = {Path("/"), Path(tempfile.gettempdir()), Path("/home"), Path("/Users")}
    return {root, root.parent, Path.home()} - everywhere
