"""Held records in a browser without JavaScript: found, laid beside the register, decided by two."""

import csv
import io

import pytest
from django.test import Client

from pishkhan.foundation import clock
from pishkhan.kernel.audit.models import AuditLine
from pishkhan.kernel.identity import testing as cast
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations.terms import Role
from pishkhan.kernel.organisations.testing import a_tree, give
from pishkhan.kernel.records import api as records
from pishkhan.kernel.records.models import Document, Learner
from pishkhan.kernel.records.terms import Door
from pishkhan.kernel.records.testing import a_national_id, a_record


def page_of(held):
    return f"/registrar/{held.institution_id}/held/{held.id}/"


def html(answer):
    return answer.content.decode()


def decide(browser, held, do, **more):
    return browser.post(page_of(held), {"do": do, **more})


def together(browser, several, do, **more):
    ids = [str(one.id) for one in several]
    return browser.post("/registrar/held/", {"do": do, "record": ids, **more})


def test_from_the_page_of_the_institution_and_of_the_batch_one_comes_to_what_waits(
    expert, university, too_young
):
    address = page_of(too_young[0])
    assert address in html(expert.get(f"/registrar/{university.id}/"))
    [batch] = records.batches_of(university.id)
    assert address in html(expert.get(f"/registrar/{university.id}/batch/{batch.id}/"))
    shown = html(expert.get("/registrar/held/"))
    assert address in shown
    assert "سن در زمان پذیرش کمتر از اندازه است" in shown


def test_a_record_lies_beside_the_person_of_the_register_with_what_differs(
    expert, sender, university
):
    sender.send("b-1", [a_record(1)])
    sender.send("b-2", [a_record(2, person__identity=a_national_id(1))])
    [held] = records.held(university.id)
    shown = html(expert.get(page_of(held)))
    for words in ("آنچه رسیده", "آنچه در بانک سوابق است", "پیشینه", "متفاوت", "E-NAME-CIVIL",
                  "همین شناسه را دارد", "با آن شخص تازه ساخته نمی‌شود"):  # fmt: skip
        assert words in shown
    assert AuditLine.objects.filter(verb="audit.saw_person").exists()


def test_one_proposes_a_new_person_and_another_approves(expert, signer, university, too_young):
    first, second = too_young
    answer = decide(expert, first, "let_in", person="new", because="شناسنامه دیده شد")
    assert answer.url == page_of(second)  # to the next that waits
    assert not Document.objects.exists()
    shown = html(signer.get(page_of(first)))
    for words in ("شخص تازه‌ای ساخته می‌شود", "شناسنامه دیده شد", "تأیید"):
        assert words in shown
    assert decide(signer, first, "approve").url == "/registrar/held/"
    assert Document.objects.count() == 1
    assert "تأیید شد" in html(expert.get(page_of(first)))
    [batch] = records.batches_of(university.id)
    shown = html(expert.get(f"/registrar/{university.id}/batch/{batch.id}/"))
    assert "با تأیید دو نفر پذیرفته شد" in shown


def test_a_record_is_linked_to_the_person_who_was_chosen(expert, signer, sender, university):
    sender.send("b-1", [a_record(1)])
    known = Learner.objects.get()
    changed = {"person__family_name": "یگانه‌راد", "person__identity": a_national_id(1)}
    sender.send(
        "b-2", [a_record(7, **changed, award__level="associate", enrolment__level="associate")]
    )
    held = next(one for one in records.held(university.id) if one.source_id == "s-7")
    decide(expert, held, "let_in", person=str(known.id), because="نام پیشین اوست")
    decide(signer, held, "approve")
    assert {one.level.value for one in records.awards_of(known.id)} == {"bachelor", "associate"}


def test_what_was_refused_says_why_by_code_and_in_words(expert, signer, too_young, university):
    decide(expert, too_young[0], "refuse", refusal="R-NOT-OURS")
    decide(signer, too_young[0], "approve")
    assert not Document.objects.exists()
    shown = html(expert.get("/registrar/held/?standing=settled"))
    for words in ("R-NOT-OURS", "دانش‌آموختهٔ این مؤسسه نیست", "تأیید شد"):
        assert words in shown
    [batch] = records.batches_of(university.id)
    assert "R-NOT-OURS" in html(expert.get(f"/registrar/{university.id}/batch/{batch.id}/"))


def test_what_goes_back_stays_in_the_history(expert, signer, too_young):
    held = too_young[0]
    decide(expert, held, "refuse", refusal="R-OTHER", because="نمی‌دانم")
    decide(signer, held, "return", because="با دانشکده تماس بگیرید")
    shown = html(expert.get(page_of(held)))
    for words in ("برگردانده شد", "با دانشکده تماس بگیرید", "نمی‌دانم"):
        assert words in shown


@pytest.mark.parametrize(
    ("do", "more", "words"),
    [
        ("let_in", {"because": "دلیل من"}, "کدام شخص"),
        ("let_in", {"because": "دلیل من", "person": "٣x"}, "کدام شخص"),
        ("let_in", {"because": "دلیل من", "person": "99999999999999999999"}, "کدام شخص"),
        ("let_in", {"because": "دلیل من", "person": "7"}, "چنین سابقه‌ای نیست"),
        ("let_in", {"because": " ", "person": "new"}, "دلیل آن را بنویسید"),
        ("refuse", {"because": "دلیل من"}, "سبب نپذیرفتن"),
        ("refuse", {"because": "دلیل من", "refusal": "R-NONE"}, "سبب نپذیرفتن"),
        ("refuse", {"refusal": "R-OTHER"}, "دلیل آن را بنویسید"),
        ("", {}, "دکمه‌ای از این صفحه"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_nothing_typed_is_lost(
    expert, too_young, do, more, words
):
    answer = decide(expert, too_young[0], do, **more)
    assert answer.status_code == 400
    assert words in html(answer)
    assert more.get("because", "").strip() in html(answer)
    assert not records.settlements_of(too_young[0].id)


def test_nobody_decides_alone_and_nobody_without_the_post(expert, signer, too_young):
    held = too_young[0]
    assert decide(signer, held, "refuse", refusal="R-NOT-OURS").status_code == 403
    decide(expert, held, "refuse", refusal="R-NOT-OURS")
    for do in ("approve", "return"):
        assert decide(expert, held, do, because="x").status_code == 403
    give(cast.the_expert(), a_tree().university, Role.SIGNER)
    answer = decide(expert, held, "approve")
    assert answer.status_code == 400
    assert "نفر دوم" in html(answer)
    assert "تأیید پیشنهادها" in html(signer.get("/registrar/held/"))


def test_several_are_decided_together_each_with_its_own_answer(expert, signer, too_young, sender):
    first, second = too_young
    decide(expert, first, "refuse", refusal="R-NOT-OURS")
    answer = together(expert, too_young, "refuse", refusal="R-RECORDED")
    assert answer.status_code == 302  # one's own proposal is made anew
    sender.send("b-2", [a_record(9, person__identity="", document__serial="د/9")])
    several = records.held(first.institution_id)
    decide(signer, second, "return", because="x")
    answer = together(expert, several, "let_in", because="دفتر دیده شد")
    assert answer.status_code == 400
    shown = html(answer)
    assert (shown.count("انجام شد</span>"), shown.count("نشد</span>")) == (2, 1)  # without a number
    assert "کدام شخص" in shown
    assert "دفتر دیده شد" in shown
    assert shown.count(" checked") == 3 + 1  # ticks stay; and the switch of keys
    assert together(signer, [first, second], "approve").status_code == 302
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("do", "more", "words"),
    [
        ("refuse", {}, "سبب نپذیرفتن را برگزینید"),
        ("refuse", {"refusal": "R-OTHER"}, "دلیل آن را بنویسید"),
        ("let_in", {}, "دلیل آن را بنویسید"),
        ("nothing", {}, "دکمه‌ای"),
    ],
)
def test_a_decision_about_several_wants_the_same_and_says_it_at_its_field(
    expert, too_young, do, more, words
):
    answer = together(expert, too_young, do, **more)
    assert answer.status_code == 400
    assert words in html(answer)
    place = {"سبب": "f-refusal-error", "دلیل": "f-because-error"}.get(words.split()[0])
    assert place is None or f'id="{place}"' in html(answer)


STRANGE = ["\x00", "a\x00b", "\u202e", "=1+1", "٩" * 9000, "<script>", "\r\n\t"]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
@pytest.mark.parametrize("name", ["person", "because", "refusal", "do", "record", "key"])
def test_whatever_is_sent_is_answered(expert, signer, too_young, name, text):
    """What is refused changes nothing; what is text is kept as text."""
    held = too_young[0]
    body = {"do": "let_in", "person": "new", "because": "x", "record": str(held.id)} | {name: text}
    place = held.institution_id
    for browser in (expert, signer):
        for address in (page_of(held), "/registrar/held/", f"/registrar/{place}/keys/"):
            for do in (body["do"], "refuse", "return", "confirm"):
                answer = browser.post(address, body | {"do": do})
                assert answer.status_code in {302, 400, 403, 404}
    for where in ("finding", "institution", "batch", "standing", "after"):
        assert expert.get("/registrar/held/", {where: text}).status_code == 200


def test_the_page_of_the_institution_counts_what_waits_for_the_second(
    expert, signer, university, too_young
):
    decide(expert, too_young[0], "refuse", refusal="R-NOT-OURS")
    assert "۱ پیشنهاد در انتظار نفر دوم" in html(signer.get(f"/registrar/{university.id}/"))


def test_without_a_tick_and_with_what_is_not_ours_nothing_is_done(expert, too_young):
    answer = together(expert, [], "refuse", refusal="R-NOT-OURS")
    assert "علامت نزده‌اید" in html(answer)
    body = {"do": "refuse", "refusal": "R-NOT-OURS", "record": ["1", "x", "٩" * 30]}
    assert expert.post("/registrar/held/", body).status_code == 400
    assert not any(records.settlements_of(one.id) for one in too_young)


def test_filters_narrow_and_what_names_nothing_is_left_out(expert, university, too_young, sender):
    sender.send(
        "b-2", [a_record(5, enrolment__began_on="1403/07/01", admission__admitted_on="1403/07/01")]
    )
    [*_, fast] = records.held(university.id)
    shown = html(expert.get("/registrar/held/?finding=E-TOO-FAST"))
    assert page_of(fast) in shown
    assert page_of(too_young[0]) not in shown
    assert page_of(fast) not in html(expert.get(f"/registrar/held/?batch={too_young[0].batch_id}"))
    nonsense = "?institution=x&batch=٩٩٩&finding=E-NONE&standing=odd&after=-1"
    assert page_of(fast) in html(expert.get(f"/registrar/held/{nonsense}"))


def test_a_long_list_has_pages(expert, sender, university):
    young = {"person__birth_date": "1392/01/01"}
    sender.send("b-1", [a_record(number, **young) for number in range(1, 53)])
    every = records.held(university.id, limit=60)
    first = html(expert.get("/registrar/held/"))
    assert page_of(every[49]) in first
    assert page_of(every[50]) not in first
    second = html(expert.get(f"/registrar/held/?after={every[49].id}"))
    assert page_of(every[51]) in second
    assert page_of(every[0]) not in second


def test_the_list_goes_along_as_a_table_and_that_is_written_down(expert, too_young):
    decide(expert, too_young[0], "refuse", refusal="R-NOT-OURS")
    answer = expert.get("/registrar/held.csv?standing=proposed")
    [_titles, row] = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert row[1] == "'s-1"
    assert row[5] == f"'{a_national_id(1)}"
    assert row[6] == "E-AGE"
    assert "دانش‌آموختهٔ این مؤسسه نیست" in row[8]
    assert AuditLine.objects.filter(verb="audit.saw_export").exists()


def test_of_another_institution_there_is_nothing(expert, too_young):
    other = a_tree().other_university
    assert expert.get(f"/registrar/{other.id}/held/{too_young[0].id}/").status_code == 404
    assert expert.get(f"/registrar/{too_young[0].institution_id}/held/1/").status_code == 404
    assert Client().get(page_of(too_young[0])).url.startswith("/staff/login/")
    give(cast.the_expert(), other, Role.EXPERT)
    both = expert.get("/registrar/held/")
    assert "دانشگاه آزمون" in html(both)
    only = expert.get(f"/registrar/held/?institution={other.id}")
    assert page_of(too_young[0]) not in html(only)
    assert "رکورد در انتظار" in html(expert.get("/registrar/"))


def test_a_document_with_a_code_is_not_let_in_this_way_and_the_page_says_so(
    expert, sender, university
):
    sender.send("b-1", [a_record(1)])
    Document.objects.update(has_code=True)
    sender.send("b-2", [a_record(1, version="2", award__average="20")])
    [held] = records.held(university.id)
    shown = html(expert.get(page_of(held)))
    assert "تغییر آن با درخواست اصلاح است" in shown
    assert "پیشنهاد پذیرفتن" not in shown
    answer = decide(expert, held, "let_in", person=str(Learner.objects.get().id), because="x")
    assert answer.status_code == 400


def test_the_page_says_when_access_ends_opens_or_has_ended(expert, university):
    today = clock.today()

    def shown():
        return html(expert.get(f"/registrar/{university.id}/"))

    assert "همیشه باز" in shown()
    window = records.set_window(Door.FILE, role="expert", opens_on=today, closes_on=today,
                                because="x", by=Actor.system())  # fmt: skip
    assert "تا پایان" in shown()
    records.end_window(window, because="پایان", by=Actor.system())
    assert "پایان یافت" in shown()
    records.set_window(Door.API, role="signer", opens_on=today, because="x", by=Actor.system())
    assert "زمانی برای نقش شما" in shown()
