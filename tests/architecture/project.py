"""What the tests of the architecture look at: files under version control, our models, our pages."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from django.apps import apps


ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "pishkhan"


@cache
def tracked_files():
    """Every file that git knows or would add, as a path from the root."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git of the PATH
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name.decode() for name in told.stdout.split(b"\0") if name]
    return [Path(name) for name in names if (ROOT / name).is_file()]


@cache
def read(path):
    """The text of a file given from the root, or "" if it is not text."""
    try:
        return (ROOT / path).read_text()
    except UnicodeDecodeError:
        return ""


def files(*suffixes, under=""):
    """Tracked files with one of the suffixes, below a folder."""
    return [p for p in tracked_files() if p.suffix in suffixes and str(p).startswith(under)]


@cache
def our_models():
    """Every concrete model of ours."""
    return [m for m in apps.get_models() if m.__module__.startswith("pishkhan.")]


@cache
def kernel_levels():
    """The components of the kernel, each with its level; a higher number is nearer the ground."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["id"] == "kernel")
    return {
        name.strip(" ()"): level
        for level, layer in enumerate(layers)
        for name in layer.replace("|", ":").split(":")
    }


@cache
def tree_of(path):
    """The syntax tree of a Python file."""
    return ast.parse(read(path))
