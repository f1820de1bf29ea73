"""Checks that talk: DNS, LDAP and TLS with the servers of the practice organisation."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import replace

from app.domain.acceptance import CertificatePolicy
from app.domain.events import Recorded
from app.domain.inspection import Inspection, InspectionWish
from app.domain.network import Terms
from app.domain.options import RunOptions
from app.domain.questions import DnsQuestion, LdapQuestion
from app.domain.recorder import Recorder, Reporter
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.net import RealNetwork
from app.practice.organisation import Organisation, open_organisation
from app.practice.scenario import Scenario
from app.practice.scenarios import load_scenarios
from app.protocol import scp
from app.selftest.check import Seen, need
from app.wiring.checks import check
from app.wiring.inspect import inspect
from app.wiring.run import network_options

T = TypeVar("T")

SRV_NAME = "_autodiscover._tcp.contoso.example"
SRV_TARGET = ("mail.contoso.example", 443)
HOST = "mail.contoso.example"


def look_at_dns() -> Seen:
    """Ask for an SRV record."""

    async def ask(organisation: Organisation, _: Scenario) -> Seen:
        network, terms = _network(organisation.options)
        found = await network.lookup(DnsQuestion(name=SRV_NAME), terms, _nobody())
        need(not found.failure, f"DNS does not answer: {found.failure}.")
        targets = [(one.target, one.port) for one in found.records]
        need(targets == [SRV_TARGET], f"An SRV record came back as {targets}.")
        return Seen(text="asked for an SRV record, and read it")

    return _with("srv-record", ask)


def look_at_ldap() -> Seen:
    """Search a directory for its service connection point."""

    async def ask(organisation: Organisation, scenario: Scenario) -> Seen:
        network, terms = _network(organisation.options, Secret(scenario.client.password))
        question = LdapQuestion(
            url=organisation.directory, filter=scp.FILTER, attributes=scp.ATTRIBUTES
        )
        found = await network.search(question, terms, _nobody())
        need(not found.failure, f"The directory does not answer: {found.failure}.")
        urls = [url for one in found.entries for url in one.values("serviceBindingInformation")]
        need(len(urls) == 1, f"A service connection point came back as {urls}.")
        return Seen(text="signed in to a directory, searched it, and read an object")

    return _with("fresh-install", ask)


def look_at_tls() -> Seen:
    """Shake hands, and have the certificate judged: with its root, and without."""

    async def ask(organisation: Organisation, _: Scenario) -> Seen:
        options = organisation.options
        trusted = await inspect(InspectionWish(target=HOST), options)
        strange = await inspect(InspectionWish(target=HOST), replace(options, trust_files=()))
        judged = trusted.judged
        need(judged is not None, f"The handshake failed: {trusted.failure}.")
        need(_is_trusted(trusted), "A certificate of a trusted root is not trusted.")
        need(not _is_trusted(strange), "A certificate of an unknown root is trusted.")
        assert judged is not None
        # The judge of Windows steps back with such a note where Windows cannot be asked.
        notes = " ".join(judged.verdict.notes)
        need("could not be asked" not in notes, notes)
        return Seen(text=f"{judged.tls_version} with {judged.cipher}, certificates judged")

    return _with("srv-record", ask)


def _is_trusted(inspection: Inspection) -> bool:
    return inspection.judged is not None and inspection.judged.verdict.trusted


def _with(scenario_name: str, ask: Callable[[Organisation, Scenario], Awaitable[T]]) -> T:
    scenario = next(one for one in load_scenarios() if one.name == scenario_name)

    async def run() -> T:
        async with open_organisation(scenario) as organisation:
            return await ask(organisation, scenario)

    return asyncio.run(run())


def _network(options: RunOptions, password: Secret | None = None) -> tuple[RealNetwork, Terms]:
    checked = check(options)
    terms = Terms(
        limits=checked.task.limits,
        policy=CertificatePolicy(),
        authentication=checked.task.authentication,
        sign_in=SignIn(_credentials(checked.username, password)),
    )
    return RealNetwork(network_options(checked)), terms


def _credentials(username: str, password: Secret | None) -> Credentials | None:
    return Credentials(username, password) if password else None


def _nobody() -> Reporter:
    return Recorder(_forget, time.perf_counter).reporter.in_new_attempt()


def _forget(recorded: Recorded) -> None:
    """What an attempt reports stands in the attempt, too."""
