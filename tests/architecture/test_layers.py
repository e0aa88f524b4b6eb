"""What the import contracts cannot see: keys between tables, templates, names of addresses."""

import re

import pytest

from tests.architecture.project import SOURCE, files, kernel_levels, our_models, read


BLOCKS = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")


def component(model):
    """`kernel.cases`, `services.e_request` …"""
    return ".".join(model.__module__.split(".")[1:3])


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_point_down_the_layers_of_imports(model):
    levels = kernel_levels()
    mine, place = component(model).split(".")
    for field in model._meta.get_fields():
        target = field.related_model
        if not (field.is_relation and field.concrete) or target not in our_models():
            continue
        theirs, other = component(target).split(".")
        if component(model) == component(target):
            continue
        assert theirs == "kernel", f"{field} points at {target._meta.label}"
        assert mine != "kernel" or levels[place] < levels[other], f"{field} points up or sideways"


def owner_of(path):
    """The folder of the app that a template belongs to, as `services/e_request`."""
    parts = path.parts[2:]
    return "/".join(parts[: parts.index("templates")]) if "templates" in parts else parts[0]


def allowed_folders(owner):
    """First folders of template names that an app may extend or include."""
    name = owner.rpartition("/")[2]
    web = [*(SOURCE / "web" / "components").iterdir(), *(SOURCE / "web" / "templates").iterdir()]
    below = {folder.name for folder in web} | {"human_check", name}
    if owner.startswith("services/"):
        below |= {"portal", "desk", "track", "manage"}
    return below


def test_templates_use_only_those_below_them():
    trespasses = [
        f"{path}: {name}"
        for path in files(".html", under="src/pishkhan")
        for name in BLOCKS.findall(read(path))
        if "/" in name and name.split("/")[0] not in allowed_folders(owner_of(path))
    ]
    assert not trespasses


def test_services_know_no_neighbour_by_name():
    names = [p.name for p in (SOURCE / "services").iterdir() if (p / "service.py").exists()]
    for path in files(".py", ".html", ".yaml", under="src/pishkhan/services/"):
        own = path.parts[3]
        for other in names:
            assert other == own or f"services.{other}" not in read(path), path
