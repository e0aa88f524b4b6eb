"""Publishing a process: check it, freeze it in a row, make it the active version."""

import hashlib
import json

from django.db import transaction
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pishkhan.foundation import clock
from pishkhan.kernel.audit import api as audit
from pishkhan.kernel.cases.errors import BadDefinition, DefinitionChanged
from pishkhan.kernel.cases.models import Definition
from pishkhan.kernel.cases.queries.definitions import process_of
from pishkhan.kernel.cases.registry import Registration, registration
from pishkhan.kernel.cases.rules.checks import Bound, faults_of
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.process import Process
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role


def check(service: str) -> Process:
    """Read and check the registered process file; raises BadDefinition naming every fault."""
    return _checked(registration(service))[0]


@transaction.atomic
def publish(service: str, *, by: Actor) -> Definition:
    """Publish the registered process of `service`; the same text again changes nothing.

    Where only the order of the keys is another, the published version takes the new order. Raises BadDefinition, or DefinitionChanged if the version was published with another text.
    """
    process, content = _checked(registration(service))
    body = json.dumps(content, ensure_ascii=False)
    checksum = hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    published = Definition.objects.filter(service=service, version=process.version).first()
    if published is not None:
        if published.checksum != checksum:
            raise DefinitionChanged(service=service, version=process.version)
        return _in_order(published, body)
    Definition.objects.filter(service=service, is_active=True).update(is_active=False)
    definition = Definition.objects.create(
        service=service,
        version=process.version,
        checksum=checksum,
        body=body,
        published_at=clock.now(),
        published_by=by.account_id,
    )
    audit.record(
        "cases.published",
        target="definition",
        target_id=definition.id,
        by=by,
        after={"service": service, "version": process.version, "checksum": checksum},
    )
    return definition


def _in_order(published: Definition, body: str) -> Definition:
    """The same content as the file orders it."""
    if published.body != body:
        published.body = body
        published.save(update_fields=["body"])
        process_of.cache_clear()
    return published


def _checked(known: Registration) -> tuple[Process, dict[str, object]]:
    body = _body(known)
    process, faults = parse(body)
    if not faults:
        faults = faults_of(
            process,
            Bound(
                effects=frozenset(known.effects),
                guards=frozenset(known.guards),
                decisions={name: rule.outcomes for name, rule in known.decisions.items()},
                roles=frozenset(role.value for role in Role),
            ),
        )
    if process.service != known.service:
        faults.insert(0, f"service: {process.service} ≠ {known.service}")
    if faults:
        raise BadDefinition(service=known.service, faults="\n".join(faults))
    return process, body


def _body(known: Registration) -> dict[str, object]:
    # YAML 1.2 (yes and no stay words) with duplicate keys refused: what ruamel does unasked.
    try:
        body = YAML(typ="safe", pure=True).load(known.process_path)
    except (YAMLError, OSError) as error:
        raise BadDefinition(service=known.service, faults=str(error)) from error
    if not isinstance(body, dict):
        raise BadDefinition(service=known.service, faults="process")
    return body
