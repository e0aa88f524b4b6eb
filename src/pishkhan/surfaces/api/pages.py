"""The description as a page for people: every operation with what it takes and gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pishkhan.foundation.text import gettext_noop
from pishkhan.kernel.clients.terms import KeyScope
from pishkhan.surfaces.api.description import Body, description
from pishkhan.web.pages import page
from pishkhan.web.sentences import translated


TITLES = {
    "services": gettext_noop("خدمت‌ها"),
    "requests": gettext_noop("درخواست‌ها"),
    "files": gettext_noop("فایل‌ها"),
    "following": gettext_noop("پیگیری درخواست‌ها"),
    "tasks": gettext_noop("کارهای کارکنان"),
}
SCOPES = {one.value: one.label for one in KeyScope}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter or a member of a body."""

    name: str
    place: str
    kind: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An operation."""

    code: str
    method: str
    path: str
    summary: str
    scope: str
    scope_label: str
    fields: tuple[Field, ...]
    gives: str
    gives_fields: tuple[Field, ...]

    @property
    def parts(self) -> list[str]:
        """The address in pieces, between which a narrow line may break."""
        return self.path.strip("/").split("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations about one thing."""

    code: str
    title: str
    operations: tuple[Drawn, ...]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """All operations, by what they are about."""
    drawn = list(_drawn(description()))
    groups = [
        Group(
            code=tag,
            title=translated(TITLES.get(tag, tag)),
            operations=tuple(one for each, one in drawn if each == tag),
        )
        for tag in dict.fromkeys(tag for tag, _one in drawn)
    ]
    return page(request, "api/documentation.html", {"groups": groups, "title": _("رابط برنامه‌ها")})


def _drawn(found: Body) -> Iterator[tuple[str, Drawn]]:
    for path, methods in _items(found["paths"]):
        for method, operation in _items(methods):
            gives, gives_fields = _given_back(found, operation)
            yield (
                _text(_list(operation.get("tags")), 0),
                Drawn(
                    code=str(operation["operationId"]),
                    method=method.upper(),
                    path=path,
                    summary=str(operation.get("description", "")),
                    scope=str(operation["x-scope"]),
                    scope_label=translated(SCOPES[str(operation["x-scope"])]),
                    fields=(*_parameters(operation), *_body(found, operation)),
                    gives=gives,
                    gives_fields=gives_fields,
                ),
            )


def _parameters(operation: Mapping[str, object]) -> Iterator[Field]:
    for one in _list(operation.get("parameters")):
        told = _map(one)
        yield Field(
            name=str(told["name"]),
            place=str(told["in"]),
            kind=_kind(_map(told["schema"])),
            is_required=bool(told.get("required")),
        )


def _body(found: Body, operation: Mapping[str, object]) -> Iterator[Field]:
    content = _map(_map(operation.get("requestBody")).get("content"))
    for media, told in content.items():
        schema = _map(_map(told).get("schema"))
        members = tuple(_members(found, schema, media))
        yield from members or [Field(name="-", place=media, kind="bytes", is_required=True)]


def _given_back(found: Body, operation: Mapping[str, object]) -> tuple[str, tuple[Field, ...]]:
    for status, told in _items(operation["responses"]):
        if status.startswith("2"):
            for media, content in _items(_map(told).get("content")):
                members = tuple(_members(found, _map(_map(content).get("schema")), media))
                return f"{status} {media}", members
            return status, ()
    return "", ()


def _members(found: Body, schema: Mapping[str, object], place: str) -> Iterator[Field]:
    told = _resolved(found, schema)
    required = _list(told.get("required"))
    for name, member in _items(told.get("properties")):
        yield Field(name=name, place=place, kind=_kind(_map(member)), is_required=name in required)


def _resolved(found: Body, schema: Mapping[str, object]) -> Mapping[str, object]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return _map(_map(_map(found["components"])["schemas"]).get(name)) if name else schema


def _kind(schema: Mapping[str, object]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(_map(one)) for one in _list(schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(str(one) for one in _list(schema["enum"]))
    if "const" in schema:
        return str(schema["const"]).lower()
    kind = str(schema.get("format") or schema.get("type", ""))
    return f"{_kind(_map(schema['items']))}[]" if "items" in schema else kind


def _items(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    for name, one in _map(value).items():
        yield str(name), _map(one)


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _text(values: list[object], place: int) -> str:
    return str(values[place]) if len(values) > place else ""
