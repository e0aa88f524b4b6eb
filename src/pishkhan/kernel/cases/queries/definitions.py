"""Published processes: the active one of a service, and any by its identifier, cached for ever."""

import json
from functools import lru_cache

from django.db import connection

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
    with connection.cursor() as cursor:  # every new case asks, hence by hand
        cursor.execute(
            "SELECT id FROM cases_definition WHERE service = %s AND is_active", [service]
        )
        row = cursor.fetchone()
    if row is None:
        raise UnknownProcess(service=service)
    return int(row[0])


def process_now(service: str) -> Process:
    """The process that a new case of `service` would take; raises UnknownProcess. One query."""
    return process_of(active_definition(service))
