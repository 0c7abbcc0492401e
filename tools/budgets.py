"""How big and how plain the code may be, and what of it has grown beyond that.

Each function takes a house and returns findings, one line each; none means kept. They count for
themselves rather than ask the linter, so that a ``noqa`` does not move a budget.
"""

import ast
import math
import re
from collections.abc import Iterator, Sequence

from tools.house import FunctionNode, House, Source

FILE_LINES_MAX = 400
FILE_LINES_P95 = 300
FUNCTION_LINES_MAX = 50
FUNCTION_LINES_P95 = 30
CYCLOMATIC_MAX = 8
POSITIONAL_MAX = 5

_DECISIONS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
)


def p95(values: Sequence[int]) -> int:
    """Return the value that 95 in 100 of ``values`` do not exceed; 0 for none."""
    return sorted(values)[math.ceil(len(values) * 95 / 100) - 1] if values else 0


def long_files(house: House) -> list[str]:
    """Find files longer than one room ought to be."""
    sources = (*house.product, *house.workshop, *house.tests)
    found = [
        f"{s.place}: {s.lines} lines, at most {FILE_LINES_MAX}"
        for s in sources
        if s.lines > FILE_LINES_MAX
    ]
    tall = p95([s.lines for s in house.product])
    if tall > FILE_LINES_P95:
        found.append(f"95 % of the product's files reach {tall} lines, at most {FILE_LINES_P95}")
    return found


def length(function: FunctionNode) -> int:
    """Return the lines of ``function`` from its ``def`` on, without its docstring."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return whole
    docstring = function.body[0]
    return whole - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def long_functions(house: House) -> list[str]:
    """Find functions that no longer fit on a screen."""
    lengths = [
        (length(function), f"{source.place}:{function.lineno} {function.name}")
        for source in (*house.product, *house.workshop)
        for function in source.functions
    ]
    found = [
        f"{where}: {lines} lines without docstring, at most {FUNCTION_LINES_MAX}"
        for lines, where in lengths
        if lines > FUNCTION_LINES_MAX
    ]
    tall = p95([lines for lines, _ in lengths])
    if tall > FUNCTION_LINES_P95:
        found.append(f"95 % of functions reach {tall} lines, at most {FUNCTION_LINES_P95}")
    return found


def cyclomatic(function: FunctionNode) -> int:
    """Count the ways through ``function``: one, and one more for each decision."""
    return 1 + sum(isinstance(node, _DECISIONS) for node in ast.walk(function))


def tangled_functions(house: House) -> list[str]:
    """Find functions with more ways through them than a reader can hold."""
    return [
        f"{source.place}:{function.lineno} {function.name}: cyclomatic {ways}, "
        f"at most {CYCLOMATIC_MAX}"
        for source in (*house.product, *house.workshop)
        for function in source.functions
        if (ways := cyclomatic(function)) > CYCLOMATIC_MAX
    ]


def _arguments(function: FunctionNode) -> list[ast.arg]:
    """Return what a caller may pass by position, without the object itself."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    bound = arguments and arguments[0].arg in {"self", "cls"}
    return arguments[1:] if bound else arguments


def wide_signatures(house: House) -> list[str]:
    """Find functions that take more by position than a caller can keep apart."""
    return [
        f"{source.place}:{function.lineno} {function.name}: {count} positional arguments, "
        f"at most {POSITIONAL_MAX}; make the rest keyword-only"
        for source in (*house.product, *house.workshop)
        for function in source.functions
        if (count := len(_arguments(function))) > POSITIONAL_MAX
    ]


def missing_annotations(house: House) -> list[str]:
    """Find functions with an argument or a result that has no type."""
    return [
        f"{source.place}:{function.lineno} {function.name}: no type for {', '.join(bare)}"
        for source in (*house.product, *house.workshop)
        for function in source.functions
        if (bare := list(_unannotated(function)))
    ]


def _unannotated(function: FunctionNode) -> Iterator[str]:
    rest = (function.args.vararg, function.args.kwarg)
    taken = [*_arguments(function), *function.args.kwonlyargs, *(a for a in rest if a)]
    yield from (argument.arg for argument in taken if argument.annotation is None)
    if function.returns is None:
        yield "the result"


def missing_docstrings(house: House) -> list[str]:
    """Find modules, and public classes and functions, that do not say what they are."""
    found = []
    for source in (*house.product, *house.workshop):
        if ast.get_docstring(source.tree) is None:
            found.append(f"{source.place}: the module says nothing of itself")
        found += [
            f"{source.place}:{node.lineno} {name}: no docstring"
            for name, node in _public(source.tree, "")
            if ast.get_docstring(node) is None
        ]
    return found


def _public(
    scope: ast.Module | ast.ClassDef, prefix: str
) -> Iterator[tuple[str, FunctionNode | ast.ClassDef]]:
    for node in scope.body:
        if not isinstance(node, FunctionNode | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, FunctionNode) and _speaks_elsewhere(node):
            continue
        yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from _public(node, f"{prefix}{node.name}.")


def _speaks_elsewhere(function: FunctionNode) -> bool:
    """Whether the words stand with another function: the getter, the overridden, the overloaded."""
    names = {ast.unparse(decorator) for decorator in function.decorator_list}
    return any(name.split(".")[-1] in {"overload", "override", "setter"} for name in names)


def unmirrored_modules(house: House) -> list[str]:
    """Find modules without a test file of their name in the mirrored folder."""
    tests = {source.place for source in house.tests}
    return [
        f"{source.place}: no {folder}/test_{name}.py"
        for source in house.product
        if mirrors(source)
        for folder, name in [mirror(source.place)]
        if not any(
            place.startswith((f"{folder}/test_{name}.", f"{folder}/test_{name}_"))
            for place in tests
        )
    ]


def mirrors(source: Source) -> bool:
    """Whether ``source`` is a module that owes a test file of its own.

    Packages' own files hold no code here; migrations are frozen history, tested as one path.
    """
    folder, _, name = source.place.rpartition("/")
    frozen = "/migrations" in folder and (name == "env.py" or re.match(r"v\d+_", name))
    return not frozen and not name.startswith("__")


def mirror(place: str) -> tuple[str, str]:
    """Return the folder and bare name under which the tests of ``place`` stand."""
    parts = place.removesuffix(".py").removeprefix("pos_member/").split("/")
    return "/".join(["tests", *parts[:-1]]), parts[-1]
