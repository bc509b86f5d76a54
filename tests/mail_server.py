"""A mail server for the tests: it answers as real ones do, badly too, and keeps what it took."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message


class HungUpError(Exception):
    """The conversation is over."""


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough of RFC 5321 for smtplib; each attribute makes it answer otherwise than with a yes."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 20

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[Message] = []
        self.recipients: dict[str, str] = {}  # address → what is answered to it
        self.greeting = "220 surat.contoh.example ESMTP"
        self.after_data = "250 2.0.0 Ok: queued"
        self.sender_answer = "250 2.1.0 Ok"
        self.connections = 0
        self.greeted = threading.Event()  # somebody was let in
        self.hang: Callable[[str], bool] = lambda _moment: False  # at which moments it falls silent
        self.close_at = ""  # the moment at which it hangs up
        self.letters_per_connection = 1_000
        self.stopping = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, *_args: object) -> None:
        """A client that goes away is no matter."""


class Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self.taken = 0
        with contextlib.suppress(ConnectionError, HungUpError):
            self.say("greeting", self.server.greeting)
            self.server.greeted.set()
            for line in self.rfile:
                self.answer(line.decode().strip())

    def answer(self, line: str) -> None:
        word = line.partition(":")[0].partition(" ")[0].upper()
        if word in {"EHLO", "HELO", "RSET", "NOOP"}:
            self.say(word, "250 surat.contoh.example")
        elif word == "MAIL":
            if self.taken >= self.server.letters_per_connection:
                self.say("MAIL", "421 4.7.0 Too many messages in this session")
                raise HungUpError
            self.say("MAIL", self.server.sender_answer)
        elif word == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            self.say("RCPT", self.server.recipients.get(address, "250 2.1.5 Ok"))
        elif word == "DATA":
            self.take()
        elif word == "QUIT":
            self.say("QUIT", "221 2.0.0 Bye")
            raise HungUpError
        else:
            self.say(word, "502 5.5.2 Command not recognized")

    def take(self) -> None:
        self.say("DATA", "354 End data with <CR><LF>.<CR><LF>")
        lines = iter(self.rfile.readline, b".\r\n")
        text = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
        if self.server.after_data.startswith("2"):
            self.taken += 1
            self.server.letters.append(message_from_bytes(text, policy=policy.default))
        self.say("taken", self.server.after_data)

    def say(self, moment: str, answer: str) -> None:
        if self.server.hang(moment):
            self.server.stopping.wait(30)
        if self.server.close_at == moment:
            self.request.shutdown(socket.SHUT_RDWR)
            raise HungUpError
        self.wfile.write(f"{answer}\r\n".encode())
        if answer.startswith("421"):
            raise HungUpError


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.stopping.set()
        server.shutdown()
        thread.join()
