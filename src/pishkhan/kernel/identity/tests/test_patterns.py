"""How numbers of foreigners are written may be set; what is set must hold."""

import pytest

from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity import api as identity
from pishkhan.kernel.identity.errors import BadIdentifierPattern, ExampleDoesNotFit
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.identity.terms import IdentifierKind


pytestmark = pytest.mark.django_db
BY = Actor.system()
FIDA = IdentifierKind.FIDA


def test_a_pattern_replaces_the_one_in_code_and_leaves_a_trace():
    identity.set_pattern(kind=FIDA, pattern="[0-9]{9}", example="123-456 789", by=BY)
    identity.set_pattern(kind=FIDA, pattern="[0-9]{10}", example="1234567890", by=BY)
    assert identity.patterns()[FIDA] == "[0-9]{10}"
    assert identity.examples() == {FIDA: "1234567890"}
    first = lines(verb="identity.pattern_set")[0]
    assert (first.before["pattern"], first.after["pattern"]) == ("[0-9]{9}", "[0-9]{10}")


@pytest.mark.parametrize("pattern", ["[0-9", "(", "*"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern):
    with pytest.raises(BadIdentifierPattern):
        identity.set_pattern(kind=FIDA, pattern=pattern, example="1", by=BY)


def test_an_example_must_be_accepted():
    with pytest.raises(ExampleDoesNotFit):
        identity.set_pattern(kind=FIDA, pattern="[0-9]{9}", example="12", by=BY)
    assert identity.examples() == {}
