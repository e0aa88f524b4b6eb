"""The tree grows, moves without becoming a ring, and closes from below."""

import pytest

from pishkhan.kernel.audit.api import lines
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations, errors
from pishkhan.kernel.organisations.terms import OrganisationKind, Role
from pishkhan.kernel.organisations.testing import a_tree, an_organisation


pytestmark = pytest.mark.django_db
BY = Actor.system()


@pytest.fixture
def tree():
    return a_tree()


def move(what, where):
    organisations.move_organisation(
        organisation_id=what.id, parent_id=where.id, because="بازسازمان‌دهی", by=BY
    )


def close(what):
    organisations.close_organisation(organisation_id=what.id, because="ادغام", by=BY)


def test_the_path_leads_from_the_root_to_the_organisation(tree):
    assert tree.headquarters.path == f"{tree.headquarters.id}/"
    assert tree.office.path == f"{tree.university.path}{tree.office.id}/"
    assert [tree.headquarters.depth, tree.office.depth] == [0, 2]
    assert organisations.ancestors(tree.office.id) == [
        tree.headquarters,
        tree.university,
        tree.office,
    ]
    assert organisations.ancestors(1) == []


def test_all_that_is_below_moves_along(tree):
    move(tree.university, tree.other_university)
    moved = organisations.organisation(tree.office.id)
    assert moved.path == (
        f"{tree.headquarters.id}/{tree.other_university.id}/{tree.university.id}/{tree.office.id}/"
    )
    assert organisations.organisation(tree.university.id).parent_id == tree.other_university.id
    assert set(organisations.ids_inside(tree.other_university.path)) == {
        tree.other_university.id,
        tree.university.id,
        tree.office.id,
    }


def test_an_organisation_does_not_move_into_itself_or_below(tree):
    for target in (tree.university, tree.office):
        with pytest.raises(errors.IntoItself):
            move(tree.university, target)


@pytest.mark.usefixtures("tree")
def test_a_code_is_used_once():
    with pytest.raises(errors.CodeTaken):
        organisations.create_organisation(
            kind=OrganisationKind.OFFICE, code="hq", name="دوباره", by=BY
        )


def test_organisations_close_from_below(tree):
    with pytest.raises(errors.HasOpenChildren) as refusal:
        close(tree.university)
    assert refusal.value.data == {"count": 1}
    close(tree.office)
    close(tree.university)
    assert not organisations.organisation(tree.university.id).is_active


def test_a_closed_organisation_takes_nothing_more(tree):
    close(tree.office)
    with pytest.raises(errors.OrganisationClosed):
        an_organisation("late", parent=tree.office)
    with pytest.raises(errors.OrganisationClosed):
        move(tree.other_university, tree.office)
    with pytest.raises(errors.OrganisationClosed):
        organisations.create_post(organisation_id=tree.office.id, role=Role.EXPERT, by=BY)
    with pytest.raises(errors.OrganisationClosed):
        close(tree.office)


def test_an_organisation_is_found_by_folded_name_by_code_and_by_parent(tree):
    find = organisations.organisations
    assert find(text="ستاد اموزش") == [tree.headquarters]
    assert find(text=" u2 ") == [tree.other_university]
    assert find() == [tree.headquarters]
    assert {one.code for one in find(parent_id=tree.headquarters.id)} == {"u1", "u2"}
    assert organisations.organisation_by_code("none") is None
    assert organisations.organisation(1) is None
    assert organisations.organisation_names([tree.office.id]) == {tree.office.id: tree.office.name}


def test_a_new_name_is_found_and_leaves_a_line(tree):
    organisations.rename_organisation(
        organisation_id=tree.office.id, name="دفتر  تازه", because="نامهٔ رسمی", by=BY
    )
    assert organisations.organisations(text="دفتر تازه")[0].name == "دفتر تازه"
    line = lines(verb="organisations.organisation_renamed")[0]
    assert (line.before, line.after) == ({"name": tree.office.name}, {"name": "دفتر تازه"})


@pytest.fixture
def named(tree):
    organisations.rename_organisation(
        organisation_id=tree.university.id, name="دانشگاه نمونه", name_en="Sample University",
        name_ar="جامعة المثال الكبير", because="زبان‌ها", by=BY,
    )  # fmt: skip
    return organisations.organisation(tree.university.id)


def test_an_organisation_is_called_by_its_name_in_each_language_or_the_persian_one(tree, named):
    assert [named.named(language) for language in ("fa", "en", "ar")] == [
        "دانشگاه نمونه",
        "Sample University",
        "جامعة المثال الكبير",
    ]
    assert tree.office.named("en") == tree.office.name
    both = [named.id, tree.office.id]
    for language in ("fa", "en", "ar"):
        assert organisations.organisation_names(both, language) == {
            named.id: named.named(language),
            tree.office.id: tree.office.name,
        }


@pytest.mark.parametrize("text", ["sample univ", "المثال الکبیر", "المثال الكبير", "دانشگاه نمونه"])
def test_it_is_found_by_any_of_its_names_on_any_keyboard(named, text):
    assert named in organisations.organisations(text=text)


def test_what_keeps_a_persian_name_finds_the_others_by_it(tree, named):
    names = [named.name, tree.office.name, "سازمانی که نیست"]
    assert organisations.names_in("en", names) == {named.name: "Sample University"}
    assert organisations.names_in("fa", names) == {}


def test_a_new_persian_name_leaves_the_other_names_alone_and_the_trail_has_all(named):
    organisations.rename_organisation(
        organisation_id=named.id, name="دانشگاه نمونهٔ بزرگ", because="قانون", by=BY
    )
    assert organisations.organisation(named.id).name_en == "Sample University"
    organisations.rename_organisation(
        organisation_id=named.id, name="دانشگاه نمونه", name_en="", because="اشتباه", by=BY
    )
    assert organisations.organisation(named.id).named("en") == "دانشگاه نمونه"
    last = next(one for one in lines() if one.verb == "organisations.organisation_renamed")
    assert last.before["name_en"] == "Sample University"
    assert "name_en" not in last.after


def test_a_post_has_a_title_of_its_own_in_each_language_or_none(tree):
    organisations.create_post(
        organisation_id=tree.university.id, role=Role.CHAIR, title="رئیس ویژه",
        title_en="Special Head", by=BY,
    )  # fmt: skip
    assert organisations.post_title(tree.university.id, "رئیس ویژه", "en") == "Special Head"
    assert organisations.post_title(tree.university.id, "رئیس ویژه", "ar") == ""
    assert organisations.post_title(tree.office.id, "رئیس ویژه", "en") == ""
