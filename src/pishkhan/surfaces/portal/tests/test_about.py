"""The pages about the counter itself."""

import pytest


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("topic", ["help", "accessibility", "privacy"])
@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_each_page_is_there_in_each_language_and_linked_from_the_first(client, topic, language):
    said = {"lang": language}
    assert f'href="/about/{topic}/?lang={language}"' in client.get("/", said).content.decode()
    assert client.get(f"/about/{topic}/", said).status_code == 200


def test_another_topic_is_not_there(client):
    assert client.get("/about/anything/").status_code == 404
