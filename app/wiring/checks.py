"""Checks options as typed, and converts them into what a run works with."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from msgspec.structs import replace

from app import profiles
from app.certificates import TrustStores, WrongTrustFileError
from app.certificates.objections import in_short
from app.certificates.stores import LARGEST_TRUST_FILE
from app.domain.address import EmailAddress, WrongAddressError
from app.domain.authentication import Authentication, Scheme
from app.domain.conditions import Conditions, conditions_of
from app.domain.machine import (
    NO,
    YES,
    Fact,
    FactName,
    machine_of,
    settled,
)
from app.domain.notes import NoteCode, Noted
from app.domain.options import RunOptions, WrongUseError
from app.domain.proxies import DIRECT, NONE, WrongProxyError, read_proxy
from app.domain.secret import Credentials
from app.domain.task import Mode, Task
from app.net import ConnectRule
from app.wiring.typed import (
    Consent,
    Joined,
    OldTls,
    PathCase,
    SecurityAlert,
    connect,
    day,
    directory,
    one_of,
    policy,
    resolver,
)

LONGEST_TIMEOUT = 600.0

MOST_NAMED = 5
"""Certificates of one file in a remark."""
SYSTEM = "system"
"""The name of what the PC itself trusts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Options that make sense."""

    task: Task
    """Its machine is what the options say; what the PC says of itself is asked as the run
    begins."""
    facts: tuple[Fact, ...]
    """The options about the machine."""
    asks_machine: bool
    stores: TrustStores
    at: datetime | None
    """None: certificates are judged for the moment at which they come."""
    resolvers: tuple[tuple[str, int], ...]
    connects: tuple[ConnectRule, ...]
    old_tls: bool
    revocation: bool
    username: str
    current_user: bool
    """Whether the signed-in user's own credentials may be used."""
    proxy_credentials: Credentials | None
    """For the proxy that --proxy names, and for nothing else."""
    proxy_current_user: bool
    conditions: Conditions
    """What the session keeps of the options."""
    allows_giver: bool
    """Where services are tried again: whether the host that gave the settings is trusted with
    the credentials, though it belongs to another domain."""


def check(options: RunOptions) -> Checked:
    """Check all options, or raise WrongUseError with one line about the first wrong one."""
    try:
        address = EmailAddress.parse(options.address)
        profile = profiles.load(options.profile or profiles.DEFAULT)
    except (WrongAddressError, profiles.UnknownProfileError) as wrong:
        raise WrongUseError(str(wrong)) from wrong
    one_of(Consent, options.consent, "--consent", Consent.ASK)
    one_of(SecurityAlert, options.security_alert, "--security-alert", SecurityAlert.SKIP)
    path_case = one_of(PathCase, options.path_case, "--path-case", PathCase.LOWER)
    limits = profile.limits
    if options.timeout is not None:
        if not 0 < options.timeout <= LONGEST_TIMEOUT:
            raise WrongUseError(
                f"--timeout is more than 0 and at most {LONGEST_TIMEOUT:g} seconds."
            )
        limits = replace(limits, connect_s=options.timeout, profile_connect_s=limits.connect_s)
    facts = _facts(options)
    task = Task(
        address=address,
        profile=profile,
        mode=one_of(Mode, options.mode, "--mode", Mode.OUTLOOK),
        machine=machine_of(settled(facts)),
        limits=limits,
        path=profile.path if path_case is PathCase.LOWER else profile.spec_path,
        authentication=_authentication(options),
        probes=options.probes,
    )
    return Checked(
        task=task,
        facts=facts,
        asks_machine=options.asks_machine,
        stores=_stores(options),
        at=day(options.at),
        resolvers=tuple(resolver(text) for text in options.resolvers),
        connects=tuple(connect(text) for text in options.connects),
        old_tls=one_of(OldTls, options.old_tls, "--old-tls", OldTls.ALLOW) is OldTls.ALLOW,
        revocation=options.revocation,
        username=options.username.strip() or str(address),
        current_user=options.current_user,
        proxy_credentials=_proxy_credentials(options),
        proxy_current_user=options.proxy_current_user,
        conditions=conditions_of(options),
        allows_giver=options.consent == Consent.ALLOW or bool(options.scenario),
    )


def _authentication(options: RunOptions) -> Authentication:
    if options.authentication is None:
        return Authentication()
    named = [
        one_of(Scheme, name.lower() or "(nothing)", "--authentication", Scheme.BASIC)
        for name in options.authentication
    ]
    if not named:
        raise WrongUseError(f"--authentication names at least one of {', '.join(Scheme)}.")
    return Authentication(schemes=tuple(one for one in Scheme if one in named), named=True)


def _facts(options: RunOptions) -> tuple[Fact, ...]:
    """Give what the options say in place of the PC."""
    joined = one_of(Joined, options.joined, "--joined", Joined.AUTO)
    given = (
        (FactName.JOINED, {Joined.YES: YES, Joined.NO: NO}.get(joined, ""), "--joined"),
        (FactName.DIRECTORY, directory(options.directory), "--directory"),
        (FactName.SITE, options.site.strip(), "--site"),
        (FactName.LOCAL_XML, options.local_xml, "--local-xml"),
    )
    facts = [Fact(name=name, value=value, origin=origin) for name, value, origin in given if value]
    return (*facts, *(policy(text) for text in options.policies), *_proxy_facts(options))


def _proxy_facts(options: RunOptions) -> tuple[Fact, ...]:
    """Give the proxy of the options in place of all that the PC says of proxies."""
    if not options.proxy and not options.no_proxy:
        return ()
    if options.proxy and options.no_proxy:
        raise WrongUseError("Either --proxy or --no-proxy.")
    try:
        place = str(read_proxy(options.proxy)) if options.proxy else DIRECT
    except WrongProxyError as wrong:
        # The URL may hold a password, and is not shown again.
        raise WrongUseError(f"--proxy is http://[USER@]HOST[:PORT]: {wrong}.") from None
    origin = "--proxy" if options.proxy else "--no-proxy"
    return (
        Fact(name=FactName.PROXY, about="https", value=place, origin=origin),
        Fact(name=FactName.PROXY, about="http", value=place, origin=origin),
        Fact(name=FactName.PROXY_EXCEPTIONS, value=NONE, origin=origin),
        Fact(name=FactName.PROXY_SCRIPT, value=NONE, origin=origin),
        Fact(name=FactName.PROXY_DETECTION, value=NO, origin=origin),
    )


def _proxy_credentials(options: RunOptions) -> Credentials | None:
    userinfo, at, _ = options.proxy.strip().rpartition("://")[2].rpartition("@")
    username, colon, _ = userinfo.partition(":")
    if colon:
        raise WrongUseError(
            "--proxy takes no password, which others could see: --proxy-password-stdin and"
            " --ask-proxy-password do."
        )
    if options.proxy_password is None:
        if at:
            raise WrongUseError("--proxy names a user: his password is missing.")
        return None
    if not username:
        raise WrongUseError("A password for the proxy wants its user: --proxy http://USER@HOST.")
    return Credentials(unquote(username), options.proxy_password)


def _stores(options: RunOptions) -> TrustStores:
    stores = TrustStores.system() if options.system_trust else TrustStores.of({})
    for file, name in _store_names(options.trust_files).items():
        try:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST_TRUST_FILE + 1)
            stores = stores.with_file(name, content)
        except OSError as error:
            raise WrongUseError(f"{file} cannot be read: {error.strerror or error}.") from error
        except (ValueError, WrongTrustFileError) as wrong:
            raise WrongUseError(str(wrong)) from wrong
    return stores


def idle_trust(stores: TrustStores) -> tuple[Noted, ...]:
    """Say of each file what of it is no trust anchor, and so makes nothing trusted."""
    return tuple(
        Noted(
            code=NoteCode.NOT_AN_ANCHOR,
            subject=name,
            detail=", ".join(in_short(one.subject) for one in idle[:MOST_NAMED])
            + (f" and {len(idle) - MOST_NAMED} more" if len(idle) > MOST_NAMED else ""),
        )
        for name in stores.names
        if name != SYSTEM and (idle := stores.idle(name))
    )


def _store_names(files: tuple[str, ...]) -> dict[str, str]:
    """Name each file's store by its file name; where that is taken, by the whole path."""
    taken = Counter(Path(file).name for file in dict.fromkeys(files))
    taken[SYSTEM] += 1
    return {file: name if taken[name := Path(file).name] == 1 else file for file in files}
