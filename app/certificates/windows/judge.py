"""Gives the verdict on Windows: trust, dates and name as CryptoAPI tells them."""

import threading
import time
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from app.certificates.assembling import Found, Presented, verdict_on, verdict_without_leaf
from app.certificates.judge import judge
from app.certificates.names import NameRules, a_labels, match_name
from app.certificates.path import Finding
from app.certificates.reading import Parsed, as_address, parse, quiet
from app.certificates.stores import SYSTEM, TrustStores
from app.certificates.windows.calls import Chain, CryptoApi, CryptoApiError, Request
from app.certificates.windows.layout import NAME_DOES_NOT_FIT, NAME_FITS
from app.certificates.windows.statuses import (
    NOT_TIME_VALID,
    is_trusted,
    may_be_mended,
    objection_of,
)
from app.domain.verdict import Verdict

FETCH_S = 5.0
"""How long Windows may look on the network; its own limit is 15 s for each address."""


class _Answer(Struct, frozen=True, kw_only=True):
    chain: Chain
    from_files: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_trusted(self) -> bool:
        return is_trusted(self.chain.errors)


class WindowsJudge:
    """Asks Windows, and OpenSSL where Windows cannot be asked.

    First out of its cache alone. Only where that is not enough may Windows go to the network, in a
    thread that is abandoned when the time is up: the call cannot be cancelled.
    """

    def __init__(self, api: CryptoApi, fetch_s: float = FETCH_S) -> None:
        self._api = api
        self._fetch_s = fetch_s

    def judge(
        self,
        chain: Sequence[bytes],
        hostname: str,
        stores: TrustStores,
        *,
        at: datetime,
        rules: NameRules,
        extra: Sequence[bytes] = (),
    ) -> Verdict:
        """Judge as `app.certificates.judge` does; it may take `fetch_s` longer."""
        with quiet():
            presented = Presented.read(chain, hostname, at, extra)
        leaf = presented.leaf
        if leaf is None:
            return verdict_without_leaf(presented)
        if SYSTEM not in stores.names and not stores.besides(SYSTEM):
            # Nothing is trusted, and Windows cannot be asked with no anchors at all.
            return judge(chain, hostname, stores, at=at, rules=rules, extra=extra)
        try:
            answer = self._ask(presented, leaf, stores)
        except CryptoApiError as error:
            verdict = judge(chain, hostname, stores, at=at, rules=rules, extra=extra)
            note = f"Judged by OpenSSL, since Windows could not be asked: {error}"
            return replace(verdict, notes=(*verdict.notes, note))
        with quiet():
            found = self._found(presented, leaf, answer, stores, rules)
            return verdict_on(presented, leaf, found)

    def _ask(self, presented: Presented, leaf: Parsed, stores: TrustStores) -> _Answer:
        """Ask with the roots of Windows, then with those of the files that the user named."""
        request = Request(
            leaf=leaf.der,
            others=tuple(each.der for each in presented.others),
            host=_host_for_windows(presented.host),
            at=presented.at,
        )
        files = stores.besides(SYSTEM)
        # With further certificates at hand somebody has gone to the network already.
        may_fetch = not presented.fetched
        answer = (
            self._with_windows_roots(request, may_fetch=may_fetch)
            if SYSTEM in stores.names
            else None
        )
        if answer is not None and (answer.is_trusted or not files):
            return answer
        only = replace(request, only_anchors=files)
        from_files = _Answer(
            chain=self._api.chain(only),
            from_files=True,
            notes=answer.notes if answer is not None else (),
        )
        return from_files if answer is None or from_files.is_trusted else answer

    def _with_windows_roots(self, request: Request, *, may_fetch: bool) -> _Answer:
        cached = self._api.chain(request)
        if not may_fetch or is_trusted(cached.errors) or not may_be_mended(cached.errors):
            return _Answer(chain=cached)
        begun = time.monotonic()
        fetched = self._fetch(replace(request, fetch_ms=int(self._fetch_s * 1000)))
        took = f"{time.monotonic() - begun:.1f} s"
        if fetched is None:
            note = f"Windows looked for missing certificates on the network, in vain after {took}."
            return _Answer(chain=cached, notes=(note,))
        note = f"Windows looked for missing certificates on the network, which took {took}."
        return _Answer(chain=fetched, notes=(note,))

    def _fetch(self, request: Request) -> Chain | None:
        """Give the chain with what Windows fetched; None where it took too long, or failed."""
        found: list[Chain] = []

        def work() -> None:
            try:
                found.append(self._api.chain(request))
            except CryptoApiError:
                # The cache has answered already; it keeps its word.
                return

        thread = threading.Thread(target=work, name="CryptoAPI", daemon=True)
        thread.start()
        thread.join(self._fetch_s)
        return found[0] if found else None

    def _found(
        self,
        presented: Presented,
        leaf: Parsed,
        answer: _Answer,
        stores: TrustStores,
        rules: NameRules,
    ) -> Found:
        chain = answer.chain
        parsed = [parse(element.der) for element in chain.elements]
        path = tuple(each for each in parsed if each is not None) or (leaf,)
        match = match_name(leaf.names, presented.host, rules)
        objection = (
            None
            if answer.is_trusted
            else objection_of(chain.errors, path, [each.errors for each in chain.elements])
        )
        return Found(
            finding=Finding(path=path, objection=objection),
            in_date=not chain.errors & NOT_TIME_VALID,
            name_matches=_name_fits(chain, rules, ours=match.matches),
            match=match,
            anchor_stores=self._stores_of(path[-1], answer, stores),
            notes=answer.notes,
        )

    def _stores_of(self, top: Parsed, answer: _Answer, stores: TrustStores) -> tuple[str, ...]:
        files = tuple(name for name in stores.names_of(top.sha256) if name != SYSTEM)
        if not answer.is_trusted or answer.from_files:
            return files
        try:
            held = self._api.stores_of(top.der)
        except CryptoApiError:
            held = ()
        # Trusted, hence held: where not in one of those, then by the list of roots it fetches.
        return (*(held or ("Windows",)), *files)


def _name_fits(chain: Chain, rules: NameRules, *, ours: bool) -> bool:
    """Windows speaks for the clients of its own kind; where it does not tell, our rules do."""
    if rules is NameRules.OUTLOOK_2007 and chain.name_error in {NAME_FITS, NAME_DOES_NOT_FIT}:
        return chain.name_error == NAME_FITS
    return ours


def _host_for_windows(host: str) -> str:
    address = as_address(host)
    return str(address) if address is not None else a_labels(host)
