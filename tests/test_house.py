"""What linters cannot say about the house: sizes, scope, commits, templates, who imports whom."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.access.scope import GRANTS, Permission
from app.model import entry, fields, particulars

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
PAGES = sorted((ROOT / "templates" / "pages").rglob("*.html"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST_LINES, MOST_FUNCTION_LINES = 300, 45

# Lists, not logic: splitting them would scatter what has to be read side by side.
LONG_LISTS = {
    "app/model/entry.py": "every field of an entry with its column and its words",
    "app/model/particulars.py": "every field of what hangs on an entry",
    "app/sample/disputes.py": "invented disputes, one record each",
}

# Reads without a scope, each with the reason why nothing of a report can leak through it.
SCOPE_FREE = {
    "app/areas/queries.py": "names, codes and boundaries of regions are public",
    "app/editions/queries.py::building": "ids only, for the worker that has no actor",
    "app/editions/queries.py::with_pins": "for the worker that builds an edition, no actor",
}

# `safe` and Markup: each place with the reason why no outside text can reach it.
UNESCAPED = {
    "templates/parts/icons.html": "paths of icons are constants in the same file",
    "app/web/pictures.py": "SVG of app.outputs.picture, which escapes every name it writes",
}


def name_of(path: Path) -> str:
    """Path as the lists above write it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """Parsed module."""
    return ast.parse(path.read_text())


def functions(module: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in it, however deep."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(module) if isinstance(node, kinds)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining much is not being long."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


# --- sizes -------------------------------------------------------------------------------------


def test_files_fit_on_a_few_screens() -> None:
    long = {
        name_of(path): lines
        for path in MODULES
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
        and "/vocabulary/" not in name_of(path)
        and name_of(path) not in LONG_LISTS
    }
    assert long == {}


def test_functions_fit_on_one_screen() -> None:
    long = {
        f"{name_of(path)}::{function.name}": length(function)
        for path in MODULES
        for function in functions(tree(path))
        if length(function) > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in MODULES
        if not re.match(r'""".*\S', path.read_text().split("\n", 1)[0])
    ]
    assert silent == []


def test_no_drawer_for_odds_and_ends() -> None:
    names = {"utils", "util", "helpers", "misc", "common"}
    assert [name_of(path) for path in MODULES if path.stem in names] == []


# --- database ----------------------------------------------------------------------------------


def test_only_the_door_commits() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if path != APP / "db.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted(APP.rglob("queries.py")), ids=name_of)
def test_reads_take_a_scope(path: Path) -> None:
    if name_of(path) in SCOPE_FREE:
        pytest.skip(SCOPE_FREE[name_of(path)])
    open_doors = []
    for function in tree(path).body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        arguments = [argument.arg for argument in function.args.args]
        listed = f"{name_of(path)}::{function.name}" in SCOPE_FREE
        if "session" in arguments and arguments[:2] != ["session", "scope"] and not listed:
            open_doors.append(function.name)
    assert open_doors == []


def test_list_of_scope_free_reads_is_not_stale() -> None:
    for place in SCOPE_FREE:
        file, _, function = place.partition("::")
        names = {found.name for found in functions(tree(ROOT / file))}
        assert not function or function in names, place


def test_statements_are_never_pieced_together() -> None:
    """`text()` takes a constant: a value travels as a parameter."""
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == "text" or _is_sqlalchemy_text(node.func))
        and not all(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert found == []


def _is_sqlalchemy_text(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "text"
        and getattr(function.value, "id", "") in {"sa", "sqlalchemy"}
    )


# --- people ------------------------------------------------------------------------------------


def test_every_permission_is_asked_for_and_given() -> None:
    code = "\n".join(path.read_text() for path in MODULES if path != APP / "access" / "scope.py")
    asked = {name for name in Permission.__members__ if re.search(rf"Permission\.{name}\b", code)}
    assert asked == set(Permission.__members__)
    assert set().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize("module", [entry, particulars], ids=lambda m: m.__name__)
def test_every_field_is_explained_and_guarded(module: object) -> None:
    found = [
        field
        for listed in vars(module).values()
        if isinstance(listed, tuple) and listed and isinstance(listed[0], fields.Field)
        for field in listed
    ]
    assert found
    for field in found:
        assert field.spec.heading, field.name
        assert len(field.spec.help) >= 10, f"{field.name}: no help"
        assert field.spec.help.endswith("."), f"{field.name}: help is not a sentence"
        assert isinstance(field.spec.exposure, fields.Exposure), field.name


# --- web ---------------------------------------------------------------------------------------


def test_handlers_are_not_coroutines() -> None:
    """Heavy work in a coroutine stops everybody; only life cycle and middleware may be one."""
    found = [
        f"{name_of(path)}::{function.name}"
        for path in MODULES
        for function in functions(tree(path))
        if isinstance(function, ast.AsyncFunctionDef)
        and function.name not in {"lifespan", "__call__", "startup", "receive", "send"}
        and not function.name.endswith("_middleware")
    ]
    assert found == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_stand_in_the_frame(path: Path) -> None:
    text = path.read_text()
    assert re.search(r'{%-?\s*extends\s+"(base|pages/[\w-]+|parts/[\w-]+)\.html"', text)
    assert re.search(r"{%-?\s*block\s+title\b", text), "no title"


def test_nothing_is_put_on_a_page_unescaped() -> None:
    code = {path: path.read_text() for path in (*TEMPLATES, *MODULES)}
    found = {
        name_of(path)
        for path, text in code.items()
        if re.search(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", text)
    }
    assert found == set(UNESCAPED)


def test_pages_obey_the_content_policy() -> None:
    """No inline script, style or handler: the policy would refuse them anyway."""
    inline = re.compile(
        r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:|<script(?![^>]*\bsrc=)", re.IGNORECASE
    )
    found = {
        f"{name_of(path)}: {hit.group(0)}"
        for path in TEMPLATES
        for hit in inline.finditer(re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL))
    }
    assert found == set()


def test_one_module_composes_with_folium() -> None:
    found = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if any(name.split(".")[0] in {"folium", "branca"} for name in imported(node))
    }
    assert found == {"app/outputs/folium_map.py"}


def imported(node: ast.AST) -> list[str]:
    """Names of the modules an import statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


def test_time_comes_from_the_clock() -> None:
    clock = APP / "cli" / "console.py"  # the one place that asks the machine
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if path != clock
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and getattr(node.value, "id", "") in {"date", "datetime"}
    ]
    assert found == []


def test_settings_alone_read_the_environment() -> None:
    allowed = {
        "app/areas/reader_process.py",  # shuts GDAL's doors in a process of its own
        "app/cli/kept.py",  # hands it on to its children
    }
    found = {
        name_of(path)
        for path in MODULES
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text())
    }
    assert found <= allowed


# --- who imports whom --------------------------------------------------------------------------


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of pyproject.toml on the package in a folder."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    return subprocess.run(
        [program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_import_contracts_are_kept() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout


PLANTED = {
    "a stage reaches up": ("app/model/quarter.py", "import app.reports.tally", "Data flow"),
    "a drawer appears": ("app/utils.py", '"""Odds and ends."""', "Data flow"),
    "siblings turn in a ring": ("app/model/area_code.py", "import app.model.base", "No rings"),
    "a stage knows the web": ("app/reports/tally.py", "import fastapi", "Only the web"),
    "pages pull pandas": ("app/web/__init__.py", "import pandas", "Heavy map"),
    "reading needs a database": ("app/intake/columns.py", "import app.db", "Reading a workbook"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_import_contracts_bite(planted: str, tmp_path: Path) -> None:
    file, line, contract = PLANTED[planted]
    no_caches = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(APP, tmp_path / "app", ignore=no_caches)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as handle:
        handle.write(f"\n{line}\n")
    run = lint_imports(tmp_path)
    assert run.returncode != 0
    assert re.search(rf"{contract}.* BROKEN", run.stdout), run.stdout


def test_web_process_stays_light() -> None:
    """Importing the portal must not load the map libraries: a second and 90 MB per process."""
    program = "import sys, app.main; print(*sorted({'geopandas', 'pandas', 'folium', 'pyogrio'}"
    program += " & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []
