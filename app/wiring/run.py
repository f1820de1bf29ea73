"""One run from start to end: discover, try the services (of an earlier run: those alone), tell."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import anyio
from msgspec.structs import replace

from app import __version__
from app.certificates import Examiner, NameRules, judge_here
from app.discovery.runner import Discovery, discover
from app.domain.events import (
    MachineDetected,
    Outcome,
    Recorded,
    RunFinished,
    RunStarted,
    SettingsChosen,
)
from app.domain.machine import settled
from app.domain.notes import NoteCode, Noted
from app.domain.prompts import Answers
from app.domain.recorder import Recorder, Reporter
from app.domain.repeat import Repeat, giver_elsewhere
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn, Tally
from app.domain.steps import Found
from app.domain.task import Machine, Mode, Task
from app.domain.verdict import Verdict
from app.machine import Platform, Told, detect
from app.net import NetworkOptions, RealNetwork
from app.net.crowd import Crowd
from app.probes.services import Signing, probe, probe_services
from app.wiring.checks import Checked, idle_trust
from app.wiring.clock_watch import clocks_watched
from app.wiring.sni import Seen, SeenHosts, compare_without_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What runs that go on at the same time have in common."""

    sign_in: SignIn
    """What was refused in one run is sent in none of the others."""
    proxy_sign_in: SignIn
    crowd: Crowd | None = None


def alone(checked: Checked, password: Secret | None) -> Shared:
    """Give a run what it shares with no other."""
    tally = Tally()
    return Shared(
        sign_in=SignIn(
            Credentials(checked.username, password) if password else None,
            current_user=checked.current_user,
            tally=tally,
        ),
        proxy_sign_in=for_proxies(checked, tally),
    )


def for_proxies(checked: Checked, tally: Tally | None = None) -> SignIn:
    """Lend what proxies may have; `tally` counts bad sign-ins together with others."""
    return SignIn(checked.proxy_credentials, current_user=checked.proxy_current_user, tally=tally)


async def run(
    checked: Checked,
    password: Secret | None,
    answers: Answers,
    sink: Callable[[Recorded], None],
    platform: Platform,
    repeat: Repeat | None = None,
    shared: Shared | None = None,
) -> Outcome:
    """Run; each event goes to `sink`. Cancelling reports the end, and goes on as it came.

    `repeat`: nothing is looked for; what an earlier run found is tried again. `shared`: what
    this run has in common with others, its credentials among it.
    """
    task, shared = checked.task, shared or alone(checked, password)
    sign_in = shared.sign_in
    hosts = SeenHosts()

    def note_and_tell(recorded: Recorded) -> None:
        hosts.note(recorded)
        sink(recorded)

    report = Recorder(note_and_tell, time.perf_counter).reporter
    report(_started(checked, sign_in, repeat))
    if not checked.stores.anchors:
        report(Noted(code=NoteCode.NOTHING_TRUSTED, subject=""))
    for noted in idle_trust(checked.stores):
        report(noted)
    try:
        with clocks_watched(report):
            task = await on_this_machine(checked, platform, report)
            network = RealNetwork(network_options(checked, machine=task.machine, shared=shared))
            if repeat is None:
                finished = await _discover_and_probe(task, network, hosts, answers, sign_in, report)
            else:
                allows_giver = checked.allows_giver or not giver_elsewhere(repeat)
                finished = await _probe_again(
                    repeat, task, network, sign_in, report, allows_giver=allows_giver
                )
    except anyio.get_cancelled_exc_class():
        report(RunFinished(outcome=Outcome.CANCELLED))
        raise
    report(finished)
    return finished.outcome


def _started(checked: Checked, sign_in: SignIn, repeat: Repeat | None) -> RunStarted:
    task = checked.task
    return RunStarted(
        program_version=__version__,
        started_at=datetime.now(UTC),
        address=str(task.address),
        profile=task.profile.name,
        mode=task.mode,
        with_credentials=sign_in.was_given or sign_in.may_be_current_user,
        conditions=checked.conditions,
        continues=repeat.continues if repeat else None,
        limits=task.limits,
    )


async def on_this_machine(checked: Checked, platform: Platform, report: Reporter) -> Task:
    """Ask the PC what it knows, and let the options win over it."""
    task, told = checked.task, Told()
    if checked.asks_machine:
        told = await detect(platform, task.profile.office, task.limits.directory_s)
    detected = MachineDetected(facts=settled((*checked.facts, *told.facts)), troubles=told.troubles)
    report(detected)
    return replace(task, machine=detected.machine)


async def _discover_and_probe(
    task: Task,
    network: RealNetwork,
    hosts: SeenHosts,
    answers: Answers,
    sign_in: SignIn,
    report: Reporter,
) -> RunFinished:
    discovery = await discover(task, network, answers, sign_in, report)
    result = discovery.result
    if task.probes:
        async with anyio.create_task_group() as tasks:
            compared = _compared(hosts, task, discovery)
            tasks.start_soon(compare_without_name, compared, network, task.limits, report)
            if isinstance(result, Found):
                signing = Signing(
                    sign_in=sign_in,
                    url=result.url,
                    address=discovery.address,
                    day=datetime.now(UTC).date(),
                )
                await probe_services(result.settings, task, network, report, signing)
    return RunFinished(
        outcome=_outcome(discovery, sign_in),
        found_by=discovery.step if isinstance(result, Found) else None,
        autodiscover_url=result.url if isinstance(result, Found) else "",
        round=discovery.round,
    )


async def _probe_again(
    repeat: Repeat,
    task: Task,
    network: RealNetwork,
    sign_in: SignIn,
    report: Reporter,
    *,
    allows_giver: bool,
) -> RunFinished:
    """Try services on the same terms as in a run; the log that comes of it is whole by itself."""
    report(SettingsChosen(url=repeat.url, settings=repeat.settings))
    signing = Signing(
        sign_in=sign_in,
        # Without leave its host is one like any other: a file is no proof that it may be trusted.
        url=repeat.url if allows_giver else "",
        address=repeat.address,
        day=datetime.now(UTC).date(),
    )
    await probe(repeat.services, task, network, report, signing)
    return RunFinished(outcome=Outcome.FOUND, found_by=repeat.found_by, autodiscover_url=repeat.url)


def _compared(hosts: SeenHosts, task: Task, discovery: Discovery) -> tuple[Seen, ...]:
    """Say whose certificate is looked at once more, without the host's name."""
    if task.mode is Mode.SURVEY:
        return hosts.all()
    if isinstance(discovery.result, Found):
        return hosts.of(discovery.result.url)
    return hosts.accepted()


def _outcome(discovery: Discovery, sign_in: SignIn) -> Outcome:
    if isinstance(discovery.result, Found):
        return Outcome.FOUND
    if discovery.sign_in_needed and not sign_in.was_used:
        return Outcome.SIGN_IN_NEEDED
    return Outcome.NOT_FOUND


def network_options(
    checked: Checked,
    judged_for: str = "",
    machine: Machine | None = None,
    shared: Shared | None = None,
) -> NetworkOptions:
    """Set the network up; `judged_for`: the name to judge for, where it is not the host asked.

    `machine`: what the PC is known to be by now; without it, what the options say.
    `shared`: the sign-in to proxies, and the crowd that this run is one of.
    """
    machine = machine or checked.task.machine
    profile = checked.task.profile
    rules = NameRules(profile.name_rules)
    judge = judge_here()

    def judge_chain(chain: Sequence[bytes], host: str, extra: Sequence[bytes] = ()) -> Verdict:
        at = checked.at or datetime.now(UTC)
        return judge(chain, judged_for or host, checked.stores, at=at, rules=rules, extra=extra)

    return NetworkOptions(
        judge=judge_chain,
        examine=Examiner(
            judge_chain,
            fetches_intermediates=profile.fetches_intermediates,
            checks_revocation=checked.revocation,
        ),
        wants_staple=checked.revocation,
        # Honest about who asks; a server that filters by client is not deceived. protocol.md 3.3
        user_agent=f"Autodiscope/{__version__} ({profile.user_agent})",
        resolvers=checked.resolvers,
        connect=checked.connects,
        old_tls=checked.old_tls,
        proxies=machine.proxies,
        proxy_sign_in=shared.proxy_sign_in if shared else for_proxies(checked),
        dns_domain=machine.dns_domain,
        crowd=shared.crowd if shared else None,
    )
