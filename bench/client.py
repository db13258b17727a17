"""A small keep-alive HTTP client: what it costs, it costs ours and the baseline alike."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TIMEOUT = 60


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One keep-alive connection with its cookies; redirects are the caller's."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _left: bytes = b""

    def get(self, path: str) -> Reply:
        return self._send("GET", path, b"")

    def post(self, path: str, form: dict[str, str] | Sequence[tuple[str, str]]) -> Reply:
        return self._send("POST", path, urlencode(form).encode())

    def follow(self, reply: Reply) -> Reply:
        """GET where a redirect points, on this server."""
        path = reply.location.split(f":{self.port}", 1)[-1]
        return self.get(path)

    def _send(self, method: str, path: str, body: bytes) -> Reply:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Sec-Fetch-Site: same-origin",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if method == "POST":
            lines += [
                f"Origin: http://127.0.0.1:{self.port}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        packet = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
        try:
            return self._exchange(packet)
        except (ConnectionError, EOFError):
            if method != "GET" and self._socket is None:
                raise
            self.close()
            return self._exchange(packet)

    def _exchange(self, packet: bytes) -> Reply:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(packet)
        head = self._until(b"\r\n\r\n")
        status, headers = self._head(head)
        body = self._exactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        return Reply(status, headers, body)

    def _head(self, head: bytes) -> tuple[int, dict[str, str]]:
        first, *rest = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in rest:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self._keep(value)
            headers[name.lower()] = value
        return int(first.split()[1]), headers

    def _keep(self, value: str) -> None:
        for name, morsel in SimpleCookie(value).items():
            if morsel.value:
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._left:
            self._read()
        head, _, self._left = self._left.partition(mark)
        return head

    def _exactly(self, size: int) -> bytes:
        while len(self._left) < size:
            self._read()
        body, self._left = self._left[:size], self._left[size:]
        return body

    def _read(self) -> None:
        assert self._socket is not None
        chunk = self._socket.recv(65536)
        if not chunk:
            raise EOFError("the server closed the connection")
        self._left += chunk

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._left = None, b""


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def together(count: int, work: Callable[[int], list[float]]) -> list[float]:
    """Run `work(i)` in `count` threads at once; all their milliseconds."""
    found: list[list[float]] = [[] for _ in range(count)]
    faults: list[BaseException] = []

    def run(index: int) -> None:
        try:
            found[index] = work(index)
        except BaseException as fault:  # noqa: BLE001 - handed on below
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [value for part in found for value in part]
