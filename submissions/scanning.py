"""ClamAV over its socket: a file goes in by INSTREAM, what was found comes out. The protocol is that of clamd 1.4.

A scanner that does not answer, or not in its own words, raises ScannerError, an OSError: what passes by itself is
tried again.
"""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

BLOCK = 64 * 1024
SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 120
LONGEST_ANSWER = 4096
LONGEST_THREAT = 200


class ScannerError(OSError):
    """The scanner is out of reach, or said something that is no verdict."""


@dataclass(frozen=True)
class ScanVerdict:
    """What was found in a file; an empty threat means nothing."""

    threat: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.threat


@dataclass(frozen=True)
class Address:
    """Where clamd listens: a socket of this machine, or a host and its port."""

    path: str = ""
    host: str = ""
    port: int = 0


def scanner_address(text: str) -> Address | None:
    """Where the scanner is by its setting, None when it is empty; ValueError for what is no address."""
    if not text:
        return None
    if text.startswith("unix:"):
        path = text.removeprefix("unix:")
        path = path.removeprefix("//") if path.startswith("//") else path
        if not path.startswith("/"):
            raise ValueError("tulis unix: dan jalur penuhnya")
        return Address(path=path)
    parts = urlsplit(text)
    if parts.scheme != "tcp" or not parts.hostname or not parts.port or parts.path or parts.username:
        raise ValueError("tulis unix:/jalur/soket atau tcp://server:3310")
    return Address(host=parts.hostname, port=parts.port)


def scan(file: BinaryIO, address: Address) -> ScanVerdict:
    """Stream an open file to the scanner from its start, block by block, and read the verdict."""
    file.seek(0)
    try:
        with _connected(address) as line:
            # A scanner that has enough says so and hangs up while the rest is still being sent: hear it out.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(file, line)
            answer = _answer(line)
    except ScannerError:
        raise
    except OSError as error:
        raise ScannerError(f"The scanner is out of reach: {error}") from error
    return _verdict(answer)


def _connected(address: Address) -> socket.socket:
    if not address.path:
        line = socket.create_connection((address.host, address.port), SECONDS_TO_CONNECT)
        line.settimeout(SECONDS_TO_ANSWER)
        return line
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(SECONDS_TO_CONNECT)
        line.connect(address.path)
        line.settimeout(SECONDS_TO_ANSWER)
    except BaseException:
        line.close()
        raise
    return line


def _send(file: BinaryIO, line: socket.socket) -> None:
    line.sendall(b"zINSTREAM\0")
    while block := file.read(BLOCK):
        line.sendall(struct.pack("!I", len(block)) + block)
    line.sendall(struct.pack("!I", 0))


def _answer(line: socket.socket) -> str:
    """Up to the closing null; a line that is cut before it is no answer."""
    heard = b""
    while not heard.endswith(b"\0"):
        block = line.recv(1024)
        if not block or len(heard) > LONGEST_ANSWER:
            raise ScannerError("The scanner hung up before it answered.")
        heard += block
    return heard[:-1].decode("utf-8", "replace")


def _verdict(answer: str) -> ScanVerdict:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ScanVerdict()
    if said.endswith(" FOUND"):
        return ScanVerdict(said.removesuffix(" FOUND").strip()[:LONGEST_THREAT] or "?")
    raise ScannerError(f"The scanner did not decide: {answer[:200]}")
