"""What a run knows of proxies: its settings, its script, and the one sign-in to them."""

from app.domain.network import Terms
from app.domain.proxies import Because, ProxyAt, Route, choose
from app.domain.recorder import Reporter
from app.domain.sign_in import SignIn, Turn
from app.net.options import NetworkOptions
from app.net.proxy_script import ProxyScript
from app.net.target import Target


class Proxies:
    """Chooses the way of each HTTP connection of one run."""

    def __init__(self, options: NetworkOptions, script: ProxyScript) -> None:
        """Nothing is asked or fetched before the first choice."""
        self._options = options
        self._script = script
        self.sign_in = options.proxy_sign_in or SignIn(None)
        self.let_in: set[ProxyAt] = set()
        """Those that have taken the credentials in this run."""
        self._told: set[tuple[str, str]] = set()

    async def route(self, target: Target, terms: Terms, place: Reporter) -> Route | None:
        """Choose the way to a target; None where this run knows of no proxy at all."""
        settings = self._options.proxies
        if not settings.are_given:
            return None
        host, port = target.host, target.port
        if self._options.rule_for(host, port) is not None:
            place_of = str(ProxyAt(host=host, port=port))
            return Route(target=place_of, because=Because.CONNECT_OPTION, origin="--connect")
        fixed = choose(settings, host, port, tls=target.tls)
        if not settings.script and not settings.detects:
            return fixed
        return await self._script.choose(target, fixed, terms, place)

    def is_surely_direct(self, target: Target) -> bool:
        """Tell whether no proxy can be on the way, without asking a script for it."""
        settings = self._options.proxies
        if not settings.are_given or self._options.rule_for(target.host, target.port) is not None:
            return True
        if settings.script or settings.detects:
            return False
        return choose(settings, target.host, target.port, tls=target.tls).is_direct

    def miss(self, proxy: ProxyAt, turn: Turn) -> None:
        """Count a sign-in that may have been a wrong one; not where this proxy has taken it."""
        if proxy not in self.let_in:
            turn.miss()

    def is_news(self, host: str, product: str) -> bool:
        """Tell whether the run has not yet heard of an inspecting product at a host."""
        one = (host, product)
        is_news = one not in self._told
        self._told.add(one)
        return is_news
