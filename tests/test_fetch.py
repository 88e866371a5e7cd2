"""Claims about opening pages: only when asked, only the public web, once, under limits, with plain errors."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from credatlas.deadlines import trusted
from credatlas.errors import NetworkError
from credatlas.fetch import Limits, fetch, says_private
from credatlas.fetch.addresses import is_public, read_address
from credatlas.version import __version__

PAGE = b"<!doctype html><title>A page</title>"


@dataclass
class Site:
    """A web server of this test: what it serves by path, and what it was asked.

    Attributes:
        scheme: How it speaks: http or https.
        port: Where it listens.
        pages: Path to status, headers and body.
        asked: The path and headers of each request.
    """

    scheme: str = "http"
    port: int = 0
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def html(self, path: str, body: bytes = PAGE, **headers: str) -> str:
        """Serves a page, and says where."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (200, {"Content-Type": "text/html; charset=ISO-8859-1", **given}, body)
        return self.url(path)

    def leads(self, path: str, to: str, status: int = 302) -> str:
        """Serves a redirect, and says where."""
        self.pages[path] = (status, {"Location": to}, b"")
        return self.url(path)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running web server; it speaks https where it is given what that takes."""
    served = Site("https" if tls else "http")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, dict(self.headers.items())))
            status, headers, body = served.pages.get(self.path, (404, {"Content-Type": "text/html"}, b"nothing here"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server that speaks http."""
    with serving() as served:
        yield served


@contextmanager
def talking(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that sends whatever a test wants."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    say(connection)
                except OSError:
                    return  # the client has gone

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


def failure(url: str, **options: Any) -> NetworkError:
    """What opening an address of this machine fails with."""
    with pytest.raises(NetworkError) as caught:
        fetch(url, **{"online": True, "private": True, **options})
    assert caught.value.exit_code == 6
    assert caught.value.hint
    assert caught.value.place
    return caught.value


# What comes


def test_a_page_comes_with_its_hash_and_the_day(site: Site) -> None:
    url = site.html("/ai")
    before = date.today()
    page = fetch(url, online=True, private=True)
    assert (page.url, page.final_url) == (url, url)
    assert (page.charset, page.data) == ("iso-8859-1", PAGE)
    assert page.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert before <= page.retrieved <= date.today()


def test_the_request_says_who_asks_and_nothing_of_the_user(site: Site) -> None:
    fetch(site.html("/ai?x=1"), online=True, private=True)
    ((path, headers),) = site.asked
    assert path == "/ai?x=1"
    assert headers["User-Agent"].startswith(f"credatlas/{__version__} (+https://")
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_fragment_is_not_sent_and_other_signs_are_encoded(site: Site) -> None:
    site.html("/%C3%A4rzte%20a")
    fetch(site.url("/ärzte a#part"), online=True, private=True)
    assert [path for path, _ in site.asked] == ["/%C3%A4rzte%20a"]


def test_a_compressed_page_is_unpacked(site: Site) -> None:
    url = site.html("/packed", gzip.compress(PAGE, mtime=0), Content_Encoding="gzip")
    assert fetch(url, online=True, private=True).data == PAGE


def test_redirects_are_followed_to_the_address_that_answers(site: Site) -> None:
    target = site.html("/there")
    page = fetch(site.leads("/a", site.leads("/b", "/there", 308), 301), online=True, private=True)
    assert (page.url, page.final_url) == (site.url("/a"), target)


def test_a_page_is_asked_for_once_also_when_that_fails(site: Site) -> None:
    site.pages["/busy"] = (503, {"Content-Type": "text/html", "Retry-After": "1"}, b"")
    assert "503" in failure(site.url("/busy")).message
    assert len(site.asked) == 1


def test_no_cookie_is_kept_between_two_requests_or_hops(site: Site) -> None:
    site.html("/b", Set_Cookie="seen=1")
    site.pages["/a"] = (302, {"Location": "/b", "Set-Cookie": "hop=1"}, b"")
    for _ in range(2):
        fetch(site.url("/a"), online=True, private=True)
    assert [headers.get("Cookie") for _, headers in site.asked] == [None] * 4


# What is refused before anything is sent


def test_nothing_goes_out_unless_it_is_asked_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    error = failure(site.html("/ai"), online=False)
    assert "--online" in error.hint
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/x", "file:///etc/passwd", "javascript:alert(1)", "example.org", "", "http://", "https:///x"],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert "no http or https address" in failure(url or "x").message


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://example.org:99999/", "http://exa mple.org/", "https://..example/"]
)
def test_a_mangled_address_is_refused(url: str) -> None:
    failure(url)


@pytest.mark.parametrize("url", ["http://anna:secret@127.0.0.1/", "https://anna@example.org/x", "http://:secret@h/"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    error = failure(url)
    assert "user name or password" in error.message
    assert "secret" not in str(error)
    assert "anna" not in str(error)


def test_an_address_without_end_is_refused() -> None:
    assert "4,096" in failure("https://example.org/" + "x" * 5000).message


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.4.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "nonsense",
    ],
)
def test_addresses_of_this_machine_and_its_network_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_opened_however_it_is_spelt(site: Site, host: str) -> None:
    site.html("/ai")
    error = failure(f"http://{host}:{site.port}/ai", private=False)
    assert "no address of the public internet" in error.message
    assert site.asked == []


def test_a_name_that_has_a_private_address_among_others_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    found = [(*entry, ("93.184.216.34", 80)), (*entry, ("10.0.0.8", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "10.0.0.8" in failure("http://two.example/", private=False).message


def test_a_redirect_into_the_private_network_is_not_followed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first name is let through, as if it were public; what it leads to is looked at again."""
    from credatlas.fetch import addresses

    site.html("/secret")
    site.leads("/start", f"http://localhost:{site.port}/secret")
    monkeypatch.setattr(addresses, "is_public", lambda _: not site.asked)
    error = failure(site.url("/start"), private=False)
    assert "localhost" in error.message
    assert [path for path, _ in site.asked] == ["/start"]


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://localhost:8000/x", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]:80/", True),
        ("http://192.168.0.4/x", True),
        ("https://localhost.example.org/", False),
        ("https://127.0.0.1.example.org/", False),
        ("https://93.184.216.34/", False),
        ("https://dead.beef/", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_an_address_that_says_so_itself_counts_as_one_of_this_network(url: str, *, private: bool) -> None:
    assert says_private(url) is private


# What fails on the way


def test_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert failure("https://nowhere.invalid/").message == "the host nowhere.invalid is not found"


def test_a_closed_port_is_a_failed_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert "connection failed" in failure(f"http://127.0.0.1:{port}/").message


@pytest.mark.parametrize(("status", "words"), [(404, "check the address"), (403, "save the page"), (500, "later")])
def test_a_page_that_is_not_there_says_so_with_a_way_on(site: Site, status: int, words: str) -> None:
    site.pages["/x"] = (status, {"Content-Type": "text/html"}, PAGE)
    error = failure(site.url("/x"))
    assert str(status) in error.message
    assert words in error.hint


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_what_is_no_page_is_not_read(site: Site, kind: str) -> None:
    error = failure(site.html("/x", Content_Type=kind))
    assert error.message == f"is of the type {kind}"


def test_a_page_without_a_type_is_not_read(site: Site) -> None:
    site.pages["/x"] = (200, {}, PAGE)
    assert "says of no type" in failure(site.url("/x")).message


def test_a_page_that_announces_too_much_is_not_read(site: Site) -> None:
    url = site.html("/x", b"x" * 2000)
    assert "more than 1,000 bytes" in failure(url, limits=Limits(most_bytes=1000)).message


def test_a_page_that_goes_on_and_on_is_cut_off() -> None:
    sent = []

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            sent.append(connection.send(b"x" * 65536))

    with talking(endless) as url:
        assert "more than 100,000 bytes" in failure(url, limits=Limits(most_bytes=100_000)).message
    assert sum(sent) < 20_000_000


def test_a_small_page_that_unpacks_to_a_large_one_is_cut_off(site: Site) -> None:
    bomb = gzip.compress(b"\0" * 30_000_000, mtime=0)
    assert len(bomb) < 100_000
    url = site.html("/bomb", bomb, Content_Encoding="gzip")
    assert "more than 20,000,000 bytes" in failure(url).message


def test_an_encoding_that_nobody_asked_for_is_refused(site: Site) -> None:
    assert "'br'" in failure(site.html("/x", Content_Encoding="br")).message


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(PAGE, mtime=0)[:-9]], ids=["no gzip", "cut off"])
def test_a_page_that_is_compressed_wrongly_is_refused(site: Site, body: bytes) -> None:
    assert "not what a web server sends" in failure(site.html("/x", body, Content_Encoding="gzip")).message


def test_a_page_that_breaks_off_is_refused() -> None:
    def breaking(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<title>Half")

    with talking(breaking) as url:
        assert "500" in failure(url).message


def test_what_is_no_http_is_refused() -> None:
    with talking(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")) as url:
        assert "not what a web server sends" in failure(url).message


def test_a_server_that_says_nothing_does_not_hold_us_up() -> None:
    started = time.monotonic()
    with talking(lambda _: time.sleep(5)) as url:
        assert "within 0.3 seconds" in failure(url, limits=Limits(seconds=0.3)).message
    assert time.monotonic() - started < 3


def test_a_server_that_drips_does_not_hold_us_up() -> None:
    """Each byte starts the timeout of a socket anew; the deadline is for the whole."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(50):
            connection.sendall(b"x")
            time.sleep(0.1)

    started = time.monotonic()
    with talking(drip) as url:
        assert "within 0.5 seconds" in failure(url, limits=Limits(seconds=0.5)).message
    assert time.monotonic() - started < 3


def test_redirects_end_after_five(site: Site) -> None:
    for number in range(6):
        site.leads(f"/{number}", f"/{number + 1}")
    site.html("/6")
    assert "more than 5 redirects" in failure(site.url("/0")).message
    assert fetch(site.url("/1"), online=True, private=True).final_url == site.url("/6")


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.leads("/b", site.leads("/a", "/b"))
    failure(site.url("/a"))
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/", "http://anna:secret@127.0.0.1/", "http://["]
)
def test_a_redirect_to_what_may_not_be_opened_is_refused(site: Site, to: str) -> None:
    failure(site.leads("/x", to))
    assert len(site.asked) == 1


def test_a_redirect_to_nowhere_is_refused(site: Site) -> None:
    site.pages["/x"] = (302, {}, b"")
    assert "does not say where" in failure(site.url("/x")).message


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[Site]:
    """A web server that speaks https, with a certificate for 127.0.0.1 alone that it has from nobody but itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(context) as served:
        yield served


@pytest.fixture
def vouched(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody told OpenSSL, in its own way, to trust that certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    trusted.cache_clear()
    yield
    trusted.cache_clear()  # whom the next test trusts is read anew


@pytest.mark.usefixtures("vouched")
def test_a_page_comes_over_https_from_a_site_that_proves_who_it_is(secure: Site) -> None:
    page = fetch(secure.html("/page"), online=True, private=True)
    assert (page.final_url, page.data) == (f"https://127.0.0.1:{secure.port}/page", PAGE)
    assert secure.asked[0][1]["Host"] == f"127.0.0.1:{secure.port}"


@pytest.mark.usefixtures("vouched")
def test_a_redirect_from_https_to_https_is_followed(secure: Site) -> None:
    secure.leads("/old", secure.html("/new"))
    assert fetch(secure.url("/old"), online=True, private=True).final_url == secure.url("/new")


@pytest.mark.usefixtures("vouched")
def test_a_redirect_from_https_to_http_is_refused(secure: Site, site: Site) -> None:
    error = failure(secure.leads("/page", site.html("/plain")))
    assert f"from https to http://127.0.0.1:{site.port}/plain" in error.message
    assert [path for path, _ in secure.asked] == ["/page"]
    assert site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Site) -> None:
    error = failure(secure.html("/page"))
    assert error.message.startswith("its certificate is not valid: self")  # self-signed, or self signed
    assert secure.asked == []


@pytest.mark.usefixtures("vouched")
def test_a_certificate_of_another_site_is_refused(secure: Site) -> None:
    secure.html("/page")
    error = failure(f"https://localhost:{secure.port}/page")
    assert error.message.startswith("its certificate is not valid: Hostname mismatch")
    assert secure.asked == []


def test_a_site_without_tls_is_not_read_without_encryption_instead(site: Site) -> None:
    error = failure(f"https://127.0.0.1:{site.port}/")
    assert "secure connection failed" in error.message
    assert site.asked == []


def test_parts_of_an_address_are_read_as_a_browser_reads_them() -> None:
    address = read_address("HTTPS://Münster.Example:8443/a b?q=ä&x=1%20#part")
    assert (address.scheme, address.host, address.port) == ("https", "xn--mnster-3ya.example", 8443)
    assert address.target == "/a%20b?q=%C3%A4&x=1%20"
    assert address.authority == "xn--mnster-3ya.example:8443"
