"""The virus scanner: asked over its socket, believed when it speaks, waited for when it does not."""

import io
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from accounts import clock, ledger
from submissions import scanning
from submissions.attachments.actions import add_attachment, scan_attachment, scan_waiting
from submissions.models import Attachment, Scan
from submissions.scanning import Address, ScannerError, ScanVerdict, scan, scanner_address
from tests.factories import MembershipFactory
from tests.submissions import samples

FOUND = "stream: Eicar-Test-Signature FOUND"
NOWHERE = Address(host="127.0.0.1", port=9)


class Clamd:
    """Answers like clamd: it reads the command and the blocks, and says what it was told to say."""

    def __init__(self, listening, says, most):
        self.listening, self.says, self.most, self.heard = listening, says, most, []
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with suppress(OSError):
            while True:
                line, _address = self.listening.accept()
                with line, suppress(OSError, struct.error):
                    line.settimeout(5)
                    self.answer(line)

    def answer(self, line):
        command = b""
        while not command.endswith(b"\0"):
            command += line.recv(1)
        content = b""
        while size := struct.unpack("!I", self.exactly(line, 4))[0]:
            content += self.exactly(line, size)
            if self.most and len(content) > self.most:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.heard.append(content)
        if self.says is not None:
            line.sendall(self.says.encode())

    @staticmethod
    def exactly(line, size):
        content = b""
        while len(content) < size:
            block = line.recv(size - len(content))
            if not block:
                raise OSError
            content += block
        return content


@contextmanager
def clamd(says="stream: OK\0", *, path=None, most=0):
    family = socket.AF_UNIX if path else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.bind(str(path) if path else ("127.0.0.1", 0))
        listening.listen()
        server = Clamd(listening, says, most)
        server.address = Address(path=str(path)) if path else Address(host="127.0.0.1", port=listening.getsockname()[1])
        yield server


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", None),
        ("unix:/run/clamav/clamd.ctl", Address(path="/run/clamav/clamd.ctl")),
        ("unix:///run/clamav/clamd.ctl", Address(path="/run/clamav/clamd.ctl")),
        ("tcp://pemindai:3310", Address(host="pemindai", port=3310)),
    ],
)
def test_an_address_is_read_from_its_setting(text, address):
    assert scanner_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "ya",
        "/run/clamd.ctl",
        "unix:clamd.ctl",
        "unix:",
        "tcp://",
        "tcp://x",
        "tcp://x:0",
        "tcp://x:99999",
        "http://x:1",
        "tcp://x:3310/y",
        "tcp://nama:sandi@x:3310",
        "tcp://x:abc",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        scanner_address(text)


@pytest.mark.parametrize("unix", [False, True], ids=["tcp", "unix"])
def test_a_file_goes_over_whole_and_the_verdict_comes_back(tmp_path, unix):
    content = bytes(range(256)) * 1000
    path = tmp_path / "clamd.ctl" if unix else None

    with clamd(path=path) as server:
        assert scan(io.BytesIO(content), server.address) == ScanVerdict()
        assert server.heard == [content]
        server.says = FOUND + "\0"
        assert scan(io.BytesIO(b"x"), server.address) == ScanVerdict("Eicar-Test-Signature")


@pytest.mark.parametrize(
    "says",
    ["INSTREAM size limit exceeded. ERROR\0", "\0", "stream: halo\0", "", None, "stream: OK", "x" * 9000],
    ids=["error", "empty", "nonsense", "closed", "cut", "unended", "endless"],
)
def test_what_is_no_verdict_is_an_error_that_is_tried_again(says):
    with clamd(says) as server, pytest.raises(ScannerError) as raised:
        scan(io.BytesIO(b"x"), server.address)

    assert isinstance(raised.value, scan_attachment.autoretry_for)


def test_a_scanner_that_has_enough_is_heard_out():
    with clamd(most=1000) as server, pytest.raises(ScannerError):
        scan(io.BytesIO(b"\0" * 50_000_000), server.address)


def test_a_scanner_that_is_not_there_is_an_error(tmp_path):
    for address in (NOWHERE, Address(path=str(tmp_path / "nothing"))):
        with pytest.raises(ScannerError):
            scan(io.BytesIO(b"x"), address)


def test_a_scanner_that_falls_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS_TO_ANSWER", 0.2)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        with pytest.raises(ScannerError):
            scan(io.BytesIO(b"x"), Address(host="127.0.0.1", port=listening.getsockname()[1]))


pytestmark_db = pytest.mark.django_db


@pytest.fixture
def scanned(settings, proposal, template, operator, registration):
    """Attach a file while a scanner is set, and let it say something."""

    def attach(says="stream: OK\0"):
        settings.CLAMAV_ADDRESS = NOWHERE
        file = ContentFile(samples.pdf(), name="bukti.pdf")
        attachment = add_attachment(proposal=proposal, section=template, file=file, by=operator)
        if says:
            with clamd(says) as server:
                settings.CLAMAV_ADDRESS = server.address
                scan_attachment(attachment.pk)
        attachment.refresh_from_db()
        return attachment

    return attach


def open_file(client, attachment):
    return client.get(reverse("submissions:attachment-detail", args=[attachment.pk]))


@pytestmark_db
def test_without_a_scanner_nothing_waits(proposal, template, operator, registration):
    file = ContentFile(samples.pdf(), name="bukti.pdf")

    attachment = add_attachment(proposal=proposal, section=template, file=file, by=operator)

    assert attachment.scan == Scan.UNASKED


@pytestmark_db
def test_a_new_file_is_enqueued_for_the_scanner(scanned, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(scan_attachment, "delay", lambda *args: asked.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        attachment = scanned(says="")

    assert (attachment.scan, attachment.scanned_at) == (Scan.WAITING, None)
    assert asked == [(attachment.pk,)]


@pytestmark_db
def test_until_it_is_clean_only_its_sender_opens_a_file(client, scanned, proposal, operator):
    attachment = scanned(says="")
    page = client.get(proposal.get_absolute_url()).text
    own = b"".join(open_file(client, attachment))
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    refused = open_file(client, attachment)
    fragment = client.get(proposal.get_absolute_url()).text

    assert "Sedang dipindai" in page
    assert own.startswith(b"%PDF-")
    assert refused.status_code == 403
    assert "sedang dipindai" in refused.text
    assert f'href="{reverse("submissions:attachment-detail", args=[attachment.pk])}"' not in fragment


@pytestmark_db
def test_a_clean_file_opens_for_all_who_may_read(client, scanned, proposal, operator):
    attachment = scanned()
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    answer = open_file(client, attachment)

    assert b"".join(answer)
    assert (attachment.scan, attachment.threat, answer.status_code) == (Scan.CLEAN, "", 200)
    assert attachment.scanned_at is not None
    entry = ledger.head(proposal.ledger_chain)
    assert (entry.action, entry.actor, entry.after["scan"]) == ("attachment.scan", None, "clean")


@pytestmark_db
def test_an_infected_file_opens_for_nobody_and_says_what_was_found(client, scanned, proposal, operator):
    attachment = scanned(FOUND + "\0")

    refused = open_file(client, attachment)
    page = client.get(proposal.get_absolute_url()).text
    removed = client.post(reverse("submissions:attachment-delete", args=[attachment.pk]))

    assert (attachment.scan, attachment.threat) == (Scan.INFECTED, "Eicar-Test-Signature")
    assert refused.status_code == 403
    assert "Pemindai virus menemukan Eicar-Test-Signature" in page
    assert removed.status_code == 302
    assert not Attachment.objects.exists()


@pytestmark_db
def test_the_scan_of_a_file_that_is_gone_or_was_done_changes_nothing(scanned, settings):
    attachment = scanned()
    scanned_at = attachment.scanned_at
    settings.CLAMAV_ADDRESS = NOWHERE  # whoever asked it would raise

    scan_attachment(attachment.pk)
    scan_attachment(0)

    attachment.refresh_from_db()
    assert attachment.scanned_at == scanned_at


@pytestmark_db
def test_a_file_whose_task_was_lost_is_asked_about_again(
    scanned, monkeypatch, settings, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(scan_attachment, "delay", lambda *args: asked.append(args))
    attachment = scanned(says="")

    with django_capture_on_commit_callbacks(execute=True):
        scan_waiting()
    assert asked == []
    with clock.at(clock.now() + timedelta(minutes=10)), django_capture_on_commit_callbacks(execute=True):
        scan_waiting()

    assert asked == [(attachment.pk,)]


@pytestmark_db
def test_when_the_scanner_is_given_up_nothing_waits_for_it(scanned, settings):
    attachment = scanned(says="")
    settings.CLAMAV_ADDRESS = None

    scan_waiting()

    attachment.refresh_from_db()
    assert attachment.scan == Scan.UNASKED
