"""The checkout: no address of a registry, no path of a machine, tests beside what has logic."""

import ast
import re
from pathlib import Path

from tests.architecture.project import ROOT, SOURCE, files, read, tracked_files, tree_of


# Written in pieces, so that this file itself holds none of them.
HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com",
         "deb.debian" + ".org", "yarnpkg" + ".com"]  # fmt: skip
MACHINES = re.compile(r"/(?:work|root|home)/(?!\.\.)\w")
SHORT = 12  # statements: a module below that with no branch needs no test of its own
SINGLE = {"foundation", "web", "config"}  # one component each, not a folder of components
LOGIC = {"rules", "actions", "queries"}


def test_no_committed_file_names_a_package_registry():
    found = [f"{p}: {host}" for p in tracked_files() for host in HOSTS if host in read(p)]
    assert not found


def test_no_committed_file_names_a_path_of_one_machine():
    found = [f"{p}: {m.group()}" for p in tracked_files() for m in MACHINES.finditer(read(p))]
    assert not found


def test_the_lock_holds_hashes_and_only_those():
    lock = read(Path("requirements.lock"))
    assert "://" not in lock
    packages = re.findall(r"^[a-z0-9][^\n]*==.*(?:\n    .*)*", lock, re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_the_npm_lock_holds_no_address():
    assert '"resolved"' not in read(Path("package-lock.json"))


def test_the_readme_begins_with_exactly_two_commands():
    for name in ("README.md", "README.fa.md"):
        first = read(Path(name)).split("```")[1]
        commands = [line.split("#")[0].strip() for line in first.strip().splitlines()]
        assert commands == ["make run", "make test"], name


def test_every_decision_has_its_number_and_its_four_parts():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    for number, path in enumerate(records, start=1):
        assert path.name.startswith(f"{number:04}-"), path.name
        text = path.read_text()
        assert text.startswith(f"# {number}. "), path.name
        for part in ("Context", "Decision", "Consequences", "How we would notice"):
            assert f"\n## {part}" in text, (path.name, part)


def _has_logic(path):
    body = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.stmt)]
    branches = any(isinstance(n, ast.If | ast.For | ast.While | ast.Try | ast.Match) for n in body)
    return len(body) > SHORT and branches


def _is_tested(path):
    """By its own file, or by a test that names something of it or of what calls it."""
    component = Path(*path.parts[: 3 if path.parts[2] in SINGLE else 4])
    inside = [p for p in files(".py", under=f"{component}/") if "/migrations/" not in str(p)]
    tests = [p for p in inside if p.name.startswith("test_")]
    if any(test.name == f"test_{path.stem}.py" for test in tests):
        return True
    said = "\n".join(read(test) for test in tests)
    callers = [p for p in inside if "/tests/" not in str(p) and re.search(_imported(path), read(p))]
    return any(
        re.search(rf"\b{name}\b", said) for module in [path, *callers] for name in _public(module)
    )


def _imported(path):
    package, _, module = ".".join(path.with_suffix("").parts[1:]).rpartition(".")
    return rf"{package}\.{module} import|{package} import [^\n]*\b{module}\b"


def _public(path):
    defined = [n for n in tree_of(path).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    return [n.name for n in defined if not n.name.startswith("_")]


def test_what_has_logic_has_tests_beside_it():
    bare = [
        str(path)
        for path in files(".py", under="src/pishkhan")
        if "/tests/" not in str(path)
        and "/migrations/" not in str(path)
        and (LOGIC & {*path.parts, path.stem} or "foundation" in path.parts)
        and _has_logic(path)
        and not _is_tested(path)
    ]
    assert not bare


def test_there_is_no_module_without_a_name_of_its_own():
    vague = {"utils", "helpers", "common", "misc", "manager", "handler", "services", "util"}
    found = [str(p) for p in files(".py", under="src") if p.stem in vague]
    assert not found
    assert not list(SOURCE.rglob("signals.py"))
