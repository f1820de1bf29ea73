"""Finds, fetches and asks the proxy auto-configuration script of a run."""

import re
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

import anyio
import anyio.to_thread
import msgspec

from app.domain.address import registrable_domain
from app.domain.attempts import Exchange
from app.domain.network import Terms
from app.domain.proxies import (
    Because,
    ProxySettings,
    Route,
    WrongProxyError,
    read_directives,
    wpad_hosts,
)
from app.domain.questions import HttpQuestion
from app.domain.recorder import Reporter
from app.net.pac import LARGEST_SOURCE, Circumstances, Ran, run_script
from app.net.resolve import Names
from app.net.target import Target

MOST_NAMES: Final = 8
"""That one script may have looked up for one URL."""
PATIENCE_S: Final = 3.0
"""For one run of the script, whatever the engine makes of its own limit."""
_NAME = re.compile(r"[a-z0-9_.-]{1,253}")
NO_SCRIPT: Final = "No script for the choice of proxies was found by DNS (WPAD)."

Fetch = Callable[[HttpQuestion, Terms, Reporter], Awaitable[Exchange]]
"""Fetches over HTTP, directly: the way to the script cannot be chosen by the script."""


class _OverstayedError(Exception):
    """A script has been left alone in its thread; the message is a part of a sentence."""


class ProxyScript:
    """The script of a run, fetched once; its answers are kept for each scheme and host."""

    def __init__(
        self, settings: ProxySettings, dns_domain: str, names: Names, fetch: Fetch
    ) -> None:
        """`dns_domain`: the PC's own, below which a script is looked for."""
        self._settings = settings
        self._dns_domain = dns_domain
        self._names = names
        self._fetch = fetch
        self._lock = anyio.Lock()
        self._is_loaded = False
        self._source = ""
        self._url = ""
        self._trouble = ""
        self._answers: dict[tuple[str, bool], Ran] = {}

    async def choose(self, target: Target, fixed: Route, terms: Terms, place: Reporter) -> Route:
        """Choose by the script; where that does not work out `fixed` holds, with the reason."""
        async with self._lock:
            if not self._is_loaded:
                await self._load(terms, place)
                self._is_loaded = True
            if not self._source:
                return _fall_back(fixed, self._trouble)
            key = (target.host, target.tls)
            if key not in self._answers:
                try:
                    self._answers[key] = await self._ask(target, terms)
                except _OverstayedError as error:
                    # What the engine cannot interrupt goes on in its thread: never a second one.
                    self._source, self._trouble = "", f"The script {self._url} {error}."
                    return _fall_back(fixed, self._trouble)
            ran = self._answers[key]
        if ran.trouble:
            said = f" ({ran.origin})" if ran.origin else ""
            return _fall_back(fixed, f"The script {self._url} {ran.trouble}{said}.")
        try:
            proxies, then_direct = read_directives(ran.answer)
        except WrongProxyError as error:
            answer = ran.answer[:100]
            return _fall_back(fixed, f"The script {self._url} gave {answer!r}: {error}.")
        return Route(
            target=str(target),
            because=Because.SCRIPT,
            proxies=proxies,
            then_direct=then_direct,
            origin=self._url,
        )

    async def _load(self, terms: Terms, place: Reporter) -> None:
        troubles: list[str] = []
        if self._settings.detects:
            # Windows asks DHCP before, which this program does not: it would need another port.
            registrable = registrable_domain(self._dns_domain) if self._dns_domain else ""
            for host in wpad_hosts(self._dns_domain, registrable):
                if not await self._has(f"http://{host}/wpad.dat", terms, place):
                    continue
                return
            troubles.append(NO_SCRIPT)
        script = self._settings.script
        if script.lower().startswith("file:"):
            # [KB2332495]: Internet Explorer may still take it, WinHTTP does not.
            troubles.append(f"The script {script} is not read: WinHTTP takes none from a file.")
        elif script:
            if await self._has(script, terms, place):
                return
            troubles.append(f"The script {script} could not be had.")
        self._trouble = " ".join(troubles)

    async def _has(self, url: str, terms: Terms, place: Reporter) -> bool:
        question = HttpQuestion(method="GET", url=url)
        anonymous = replace(terms, sign_in=None)
        exchange = await self._fetch(question, anonymous, place.in_new_attempt())
        response = exchange.response
        if exchange.failure is not None or response is None or response.status != 200:
            return False
        if len(response.body) > LARGEST_SOURCE:
            return False
        self._source = _decoded(response.body)
        self._url = url
        return bool(self._source.strip())

    async def _ask(self, target: Target, terms: Terms) -> Ran:
        known: dict[str, str | None] = {}
        scheme = "https" if target.tls else "http"
        while True:
            about = Circumstances(
                # Neither path nor query: what is in them is no business of a script's.
                url=f"{scheme}://{target.host}/",
                host=target.host,
                known=dict(known),
                own_address=own_address(),
                now=time.time(),
            )
            ran = await _aside(self._source, about)
            new = [name for name in ran.wanted if name not in known]
            if not new:
                return ran
            if len(known) + len(new) > MOST_NAMES:
                return Ran(trouble=f"wants more than {MOST_NAMES} names looked up")
            for name in new:
                known[name] = await self._address(name, terms)

    async def _address(self, name: str, terms: Terms) -> str | None:
        if not _NAME.fullmatch(name):
            return None
        resolution = await self._names.resolve(name, 0, terms.limits)
        return next((one for one in resolution.addresses if ":" not in one), None)


async def _aside(source: str, about: Circumstances) -> Ran:
    """Run in a thread, which is left alone when it overstays or the run is cancelled."""
    try:
        with anyio.fail_after(PATIENCE_S):
            return await anyio.to_thread.run_sync(run_script, source, about, abandon_on_cancel=True)
    except TimeoutError as error:
        why = f"did not come to an end within {PATIENCE_S:g} s, and is not asked again in this run"
        raise _OverstayedError(why) from error


def own_address() -> str:
    """Give the IPv4 address by which this PC would go out; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # RFC 5737: no such host; connecting a datagram socket only chooses a route.
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _fall_back(fixed: Route, trouble: str) -> Route:
    return msgspec.structs.replace(fixed, because=Because.NO_SCRIPT, detail=trouble)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("latin-1")
