"""Published processes: the active one of a service, and any by its identifier, cached for ever."""

import json
from functools import lru_cache

from pishkhan.kernel.cases.errors import UnknownProcess
from pishkhan.kernel.cases.models import Definition
from pishkhan.kernel.cases.rules.parsing import parse
from pishkhan.kernel.cases.rules.process import Process


@lru_cache(maxsize=512)
def process_of(definition_id: int) -> Process:
    """The process of a definition; immutable, so it is parsed once in each worker."""
    return parse(json.loads(Definition.objects.get(id=definition_id).body))[0]


def active_definition(service: str) -> int:
    """The identifier of the version new cases take; raises UnknownProcess. One query."""
    found = Definition.objects.filter(service=service, is_active=True).values_list("id", flat=True)
    definition_id = found.first()
    if definition_id is None:
        raise UnknownProcess(service=service)
    return definition_id


def process_now(service: str) -> Process:
    """The process that a new case of `service` would take; raises UnknownProcess. One query."""
    return process_of(active_definition(service))
