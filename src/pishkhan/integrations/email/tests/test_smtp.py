"""The adapter against a small SMTP server."""

import email
import socketserver
import threading
from email import policy

import pytest

from pishkhan.integrations.email.choice import email_carriers
from pishkhan.integrations.email.smtp import SmtpEmail, page
from pishkhan.kernel.notifications.ports import ProviderUnavailable, SmsOut
from pishkhan.kernel.notifications.terms import Outcome


SENDER = "پیشخوان <no-reply@pishkhan.example>"


class Mailbox(socketserver.StreamRequestHandler):
    """Just enough of SMTP; `server.say` answers RCPT for an address, `server.breaks` hangs up."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            words = line.decode().strip()
            verb = words[:4].upper()
            if verb == "RCPT":
                to = words.partition("<")[2].partition(">")[0]
                self.say(self.server.say.get(to, "250 good"))
            elif verb == "DATA":
                self.say("354 go on")
                self.take()
                if self.server.breaks:
                    return
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mail.append(email.message_from_bytes(b"".join(lines), policy=policy.default))

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Mailbox) as server:
        server.mail, server.say, server.breaks = [], {}, False
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def smtp(server):
    return SmtpEmail(host="127.0.0.1", port=server.server_address[1], sender=SENDER)


def out(key=7, to="a@example.org", **more):
    text = "پاسخ آماده است.\nببینید: https://a.example/track/?a=1&b=2."
    return SmsOut(key=key, to=to, title="پاسخ آماده است", text=text, **more)


def test_a_message_is_text_and_html_in_the_direction_of_its_language(smtp, server):
    [result] = smtp.send([out()])
    assert (result.outcome, result.cost) == (Outcome.ACCEPTED, 0)
    [mail] = server.mail
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
    assert server.mail[0]["Bcc"] is None


def test_the_same_key_has_the_same_message_id(smtp, server):
    smtp.send([out()])
    smtp.send([out(is_again=True)])
    assert len({mail["Message-ID"] for mail in server.mail}) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"), [("550 nobody", Outcome.REFUSED), ("451 busy", Outcome.LATER)]
)
def test_one_bad_address_does_not_spoil_the_others(smtp, server, answer, outcome):
    server.say["b@example.org"] = answer
    bad, good = smtp.send([out(to="b@example.org"), out(key=8)])
    assert (bad.outcome, good.outcome) == (outcome, Outcome.ACCEPTED)
    assert "example" not in bad.reason


def test_a_server_that_hangs_up_leaves_the_message_in_doubt(smtp, server):
    server.breaks = True
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
