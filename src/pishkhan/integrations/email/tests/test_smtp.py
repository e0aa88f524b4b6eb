"""The adapter against a small SMTP server."""

import datetime as dt
import ipaddress
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pishkhan.foundation import clock
from pishkhan.integrations.email.choice import email_carriers
from pishkhan.integrations.email.letter import page, written
from pishkhan.integrations.email.smtp import SmtpEmail
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Outcome
from simulators.smtp_server.server import Fault, Server


SENDER = "پیشخوان <no-reply@pishkhan.example>"


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.post.released.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def smtp(server):
    return SmtpEmail(host="127.0.0.1", port=server.port, sender=SENDER)


def out(key=7, to="a@example.org", **more):
    text = more.pop("text", "پاسخ آماده است.\nببینید: https://a.example/track/?a=1&b=2.")
    return SmsOut(key=key, to=to, title="پاسخ آماده است", text=text, **more)


def test_a_message_is_text_and_html_in_the_direction_of_its_language(smtp, server):
    [result] = smtp.send([out()])
    assert (result.outcome, result.cost) == (Outcome.ACCEPTED, 0)
    [mail] = server.post.taken
    assert mail["Subject"] == "پاسخ آماده است"
    assert mail["From"].addresses[0].addr_spec == "no-reply@pishkhan.example"
    assert mail["From"].addresses[0].display_name == "پیشخوان"
    assert (mail["Message-ID"], mail["Content-Language"]) == ("<7@pishkhan.example>", "fa")
    assert "پاسخ آماده است." in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert '<html lang="fa" dir="rtl">' in html
    assert 'href="https://a.example/track/?a=1&amp;b=2" dir="ltr"' in html


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("en", "ltr")])
def test_direction_follows_the_language(language, direction):
    assert f'<body dir="{direction}"' in page("x", language)


def test_what_a_person_wrote_is_not_html():
    assert "<script>" not in page('<script>"x"</script>', "fa")


def test_a_title_cannot_add_headers(smtp, server):
    smtp.send([SmsOut(key=1, to="a@example.org", title="سلام\r\nBcc: b@example.org", text="x")])
    assert server.post.taken[0]["Bcc"] is None


def test_the_same_key_has_the_same_message_id(smtp, server):
    smtp.send([out()])
    smtp.send([out(is_again=True)])
    assert len({mail["Message-ID"] for mail in server.post.taken}) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"), [("550 nobody", Outcome.REFUSED), ("451 busy", Outcome.LATER)]
)
def test_one_bad_address_does_not_spoil_the_others(smtp, server, answer, outcome):
    server.post.refused["b@example.org"] = answer
    bad, good = smtp.send([out(to="b@example.org"), out(key=8)])
    assert (bad.outcome, good.outcome) == (outcome, Outcome.ACCEPTED)
    assert "example" not in bad.reason
    assert bad.is_no_address == answer.startswith("550")


def test_a_server_that_hangs_up_leaves_the_message_in_doubt(smtp, server):
    server.post.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable) as outage:
        smtp.send([out(), out(key=8)])
    assert outage.value.maybe_sent


def test_nobody_listening_took_nothing():
    with pytest.raises(ProviderUnavailable) as away:
        SmtpEmail(host="127.0.0.1", port=9, sender=SENDER).send([out()])
    assert not away.value.maybe_sent
    assert "a@" not in str(away.value)


def test_e_mail_has_no_receipts(smtp):
    assert smtp.reports(["7"]) == []


def test_the_setting_says_which_server():
    [carrier] = email_carriers("smtp+starttls://me:p%40ss@mail.example", "a@b.example")
    server = carrier.provider
    assert (server.host, server.port, server.is_starttls) == ("mail.example", 587, True)
    assert (server.user, server.password) == ("me", "p@ss")
    assert "p@ss" not in repr(server)
    assert email_carriers("smtps://mail.example", "a@b.example")[0].provider.is_tls
    assert email_carriers("", "") == ()


@pytest.mark.parametrize(
    ("address", "sender"), [("http://a", "a@b"), ("smtp:", "a@b"), ("smtp://a", "")]
)
def test_a_wrong_setting_stops_the_start(address, sender):
    with pytest.raises(ValueError, match="PISHKHAN_EMAIL"):
        email_carriers(address, sender)


@pytest.mark.parametrize("language", ["fa", "en", "ar"])
def test_every_byte_of_a_letter_is_ascii_and_no_line_is_long(language):
    letter = written(out(language=language, text="پاسخ ✓ " * 200), sender=SENDER)
    raw = letter.as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 78 + 20
    encodings = {part["Content-Transfer-Encoding"] for part in letter.iter_parts()}
    assert encodings == {"base64"}
    assert all(part.get_content_charset() == "utf-8" for part in letter.iter_parts())


def test_what_can_be_declined_says_how_to_people_and_to_programs(smtp, server):
    way = "https://a.example/unsubscribe/x/"
    smtp.send([out(values={"unsubscribe": way, "footer": f"اگر نمی‌خواهید: {way}"})])
    [mail] = server.post.taken
    assert mail["List-Unsubscribe"] == f"<{way}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_body(("plain",)).get_content().rstrip().endswith(way)
    assert f'href="{way}"' in mail.get_body(("html",)).get_content()
    smtp.send([out(key=8)])
    assert server.post.taken[1]["List-Unsubscribe"] is None


def test_a_server_that_greylists_takes_it_the_second_time(smtp, server):
    server.post.fault = Fault.GREYLISTING
    [first] = smtp.send([out()])
    assert (first.outcome, first.reason, first.maybe_sent) == (Outcome.LATER, "smtp 451", False)
    [second] = smtp.send([out(is_again=True)])
    assert second.outcome is Outcome.ACCEPTED
    assert len(server.post.boxes("a@example.org")) == 1


def test_a_message_that_was_refused_says_nothing_about_its_address(smtp, server):
    server.post.fault = Fault.SPAM
    [result] = smtp.send([out()])
    assert (result.outcome, result.is_no_address) == (Outcome.REFUSED, False)


def test_a_server_that_hangs_is_left_in_time(server):
    server.post.fault = Fault.HANGING
    slow = SmtpEmail(host="127.0.0.1", port=server.port, sender=SENDER, timeout_seconds=0.2)
    with pytest.raises(ProviderUnavailable) as hung:
        slow.send([out()])
    assert not hung.value.maybe_sent


def test_a_busy_server_took_nothing(smtp, server):
    server.post.fault = Fault.BUSY
    with pytest.raises(ProviderUnavailable) as busy:
        smtp.send([out(), out(key=8)])
    assert not busy.value.maybe_sent


def test_after_an_answer_was_lost_the_mailbox_shows_the_message_once(smtp, server):
    server.post.fault = Fault.LOST_REPLY
    with pytest.raises(ProviderUnavailable):
        smtp.send([out()])
    server.post.fault = Fault.NONE
    smtp.send([out(is_again=True)])
    assert len(server.post.taken) == 2
    assert len(server.post.boxes("a@example.org")) == 1


@pytest.fixture
def encrypted(tmp_path):
    """A server with a certificate of this test; `trusted` is where that lies."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(clock.now() - dt.timedelta(days=1))
        .not_valid_after(clock.now() + dt.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    with Server(context=context) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server, str(trusted)
        server.shutdown()
        thread.join()


def test_with_starttls_everything_goes_encrypted_to_a_server_that_is_trusted(encrypted):
    server, trusted = encrypted
    where = {"host": "127.0.0.1", "port": server.port, "sender": SENDER, "is_starttls": True}
    [result] = SmtpEmail(**where, trusted=trusted).send([out()])
    assert result.outcome is Outcome.ACCEPTED
    assert server.post.was_encrypted == [True]
    with pytest.raises(ProviderUnavailable, match="SSLCertVerificationError"):
        SmtpEmail(**where).send([out()])
    assert len(server.post.taken) == 1


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_asked_for(server):
    with pytest.raises(ProviderUnavailable):
        SmtpEmail(host="127.0.0.1", port=server.port, sender=SENDER, is_starttls=True).send([out()])
    assert server.post.taken == []
