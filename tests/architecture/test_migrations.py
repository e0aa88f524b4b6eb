"""Models, migrations and settings agree."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_checks_of_django_and_of_the_catalogue_find_nothing():
    call_command("check", fail_level="WARNING")


@pytest.mark.django_db
def test_no_model_waits_for_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
