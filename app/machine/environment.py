"""The proxies that the environment names, as curl and most programs of Linux read them."""

import os
from collections.abc import Mapping

from app.domain.machine import Fact, FactName
from app.domain.proxies import WrongProxyError, of_environment_exceptions, read_proxy
from app.machine.platform import Inquiry, Told

ORIGIN = "environment"


def proxies_inquiry(environment: Mapping[str, str] | None = None) -> Inquiry:
    """Give the inquiry; it reads the environment of this process unless told another."""

    def ask() -> Told:
        return read_environment(os.environ if environment is None else environment)

    return Inquiry(origin=ORIGIN, ask=ask)


def read_environment(environment: Mapping[str, str]) -> Told:
    """Give the proxies with the exceptions; small letters count more. curl(1), ENVIRONMENT"""
    facts: list[Fact] = []
    troubles: list[str] = []
    for scheme in ("https", "http"):
        name, value = _first(environment, f"{scheme}_proxy", "all_proxy")
        if not value:
            continue
        try:
            proxy = read_proxy(value)
        except WrongProxyError as wrong:
            troubles.append(f"The variable {name} has no effect: {wrong}.")
            continue
        if "@" in value:
            troubles.append(
                f"The credentials in the variable {name} are not used: a proxy gets none unasked."
            )
        origin = f"{ORIGIN}, {name}"
        facts.append(Fact(name=FactName.PROXY, about=scheme, value=str(proxy), origin=origin))
    name, value = _first(environment, "no_proxy")
    patterns = of_environment_exceptions(value)
    if facts and patterns:
        listed = "; ".join(patterns)
        origin = f"{ORIGIN}, {name}"
        facts.append(Fact(name=FactName.PROXY_EXCEPTIONS, value=listed, origin=origin))
    return Told(facts=tuple(facts), troubles=tuple(dict.fromkeys(troubles)))


def _first(environment: Mapping[str, str], *names: str) -> tuple[str, str]:
    spellings = (spelling for name in names for spelling in (name, name.upper()))
    for name in spellings:
        if value := environment.get(name, "").strip():
            return name, value
    return "", ""
