"""A provider in memory, connected for each test; a declared message."""

import pytest

from pishkhan.kernel.notifications import ports, templates
from pishkhan.kernel.notifications.actions.dispatch import circuits
from pishkhan.kernel.notifications.spec import MessageTemplate
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.notifications.testing import MemoryProvider


EVENT = "test.answered"


@pytest.fixture(autouse=True)
def provider(monkeypatch):
    memory = MemoryProvider()
    monkeypatch.setattr(ports, "_connected", {})
    ports.connect(Channel.SMS, ports.Carrier(name="one", provider=memory))
    circuits.clear()
    yield memory
    circuits.clear()


@pytest.fixture(autouse=True)
def event():
    for channel in (Channel.SMS, Channel.INBOX):
        templates.declare(
            MessageTemplate(
                event=EVENT,
                channel=channel,
                language="fa",
                title="پاسخ نامه",
                text="پاسخ نامه {letter} در {url} آماده است.",
                optional=frozenset({"name"}),
                verbatim=frozenset({"url"}),
                samples={"letter": "172429/4", "url": "a.example"},
            )
        )
    return EVENT
