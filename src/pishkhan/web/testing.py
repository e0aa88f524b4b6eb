"""Browsers of the cast, signed in, for the tests of pages."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from pishkhan.web.people import PERSON, SECOND_FACTOR


def a_browser(*, checks_forms: bool = False) -> Client:
    """A browser of nobody known; failures are answered with their page, not raised."""
    return Client(raise_request_exception=False, enforce_csrf_checks=checks_forms)


def signed_in_person(client: Client, person_id: int) -> Client:
    """The browser after the one-time code of this person."""
    _remember(client, PERSON, str(person_id))
    return client


def signed_in_staff(client: Client, account_id: int) -> Client:
    """The browser after password and second factor of this member of staff."""
    client.force_login(get_user_model().objects.get(pk=account_id))
    _remember(client, SECOND_FACTOR, True)  # noqa: FBT003 - a value of the session
    return client


def _remember(client: Client, name: str, value: object) -> None:
    session = client.session
    session[name] = value
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
