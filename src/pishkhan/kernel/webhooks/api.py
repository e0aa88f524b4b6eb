"""Verbs of webhooks: announce in your transaction, keep the receivers, carry, sweep.

What a caller may count on: an announcement leaves if and only if the transaction that wrote it
commits; it is received at least once, always with the same id; a receiver that is dead, slow or
dishonest delays no other. Of one case the order is that of the steps while the receiver answers;
after a failure a later one may come first, and `sequence` tells.
"""

from pishkhan.kernel.webhooks.actions.announcing import WAKE_CHANNEL, announce, follow
from pishkhan.kernel.webhooks.actions.carrying import Courier, dispatch
from pishkhan.kernel.webhooks.actions.receivers import (
    MOST,
    create_endpoint,
    ping,
    redeliver,
    rotate_keys,
    rotate_secret,
    switch_off,
    switch_on,
)
from pishkhan.kernel.webhooks.actions.sweeping import purge, sweep
from pishkhan.kernel.webhooks.queries import (
    Overview,
    deliveries_of,
    delivery,
    endpoint,
    endpoints_of,
    overview,
)
from pishkhan.kernel.webhooks.rules.signing import headers as signed_headers


__all__ = [
    "MOST",
    "WAKE_CHANNEL",
    "Courier",
    "Overview",
    "announce",
    "create_endpoint",
    "deliveries_of",
    "delivery",
    "dispatch",
    "endpoint",
    "endpoints_of",
    "follow",
    "overview",
    "ping",
    "purge",
    "redeliver",
    "rotate_keys",
    "rotate_secret",
    "signed_headers",
    "sweep",
    "switch_off",
    "switch_on",
]
