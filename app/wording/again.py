"""Services that are tried again, in words: what that continues, what holds again, the outcome."""

from app.domain.conditions import Conditions, Continued, options_again
from app.domain.events import ProbeResult
from app.domain.options import RunOptions
from app.domain.rows import ServiceState
from app.domain.session import Session
from app.wording.forms import moment_text
from app.wording.language import _, ngettext
from app.wording.lines import Line, Mark, line


def continued_text(continued: Continued) -> str:
    """Name the earlier run in a few words."""
    when = moment_text(continued.started_at, seconds=True)
    if not continued.log:
        return _("the run of {when}").format(when=when)
    return _("the run of {when} ({file})").format(when=when, file=continued.log)


def continued_line(continued: Continued) -> Line:
    """Say what a run rests on that looks for nothing itself."""
    what = _("Continues {run}").format(run=continued_text(continued))
    return line(what, _("its settings, with services tried again"), Mark.INFORMATION)


def again_name(name: str, continued: Continued) -> str:
    """Name a session that continues another one."""
    return _("{name}, continues {run}").format(name=name, run=continued_text(continued))


def conditions_lines(conditions: Conditions) -> tuple[str, ...]:
    """Say how a run was made, where that differs from what this PC does by itself."""
    parts = (
        *_of_the_account(conditions),
        *_of_the_network(conditions),
        *_of_certificates(conditions),
    )
    return tuple(text for given, text in parts if given)


_Part = tuple[object, str]


def _of_the_account(one: Conditions) -> tuple[_Part, ...]:
    schemes = ", ".join(one.authentication)
    return (
        (one.scenario, _("On the practice organisation: {name}").format(name=one.scenario)),
        (one.outside, _("Seen from outside")),
        (one.username, _("User name: {name}").format(name=one.username)),
        (one.current_user, _("As the signed-in user of the PC")),
        (schemes, _("Signs in by: {schemes}").format(schemes=schemes)),
        (one.joined == "yes", _("As on a PC of a domain")),
        (one.joined == "no", _("As on a PC of no domain")),
    )


def _of_the_network(one: Conditions) -> tuple[_Part, ...]:
    servers = ", ".join(one.resolvers)
    reached = (rule.partition("=") for rule in one.connects)
    return (
        (servers, _("Asks the DNS servers: {servers}").format(servers=servers)),
        *(
            (host, _("Reaches {host} at {place}").format(host=host, place=place))
            for host, _equals, place in reached
        ),
        (one.proxy, _("Proxy: {proxy}").format(proxy=one.proxy)),
        (one.no_proxy, _("No proxy")),
        (
            one.timeout,
            _("Waits {seconds} s for a connection").format(seconds=f"{one.timeout or 0:g}"),
        ),
    )


def _of_certificates(one: Conditions) -> tuple[_Part, ...]:
    files = ", ".join(one.trust_files)
    return (
        (files, _("Trusts also: {files}").format(files=files)),
        (not one.system_trust, _("Does not trust what this PC trusts")),
        (one.at, _("Certificates as of {day}").format(day=one.at)),
        (one.revocation, _("Asks whether certificates are revoked")),
        (one.old_tls == "look", _("Sends no credentials over TLS 1.0 and 1.1")),
    )


def again_lines(conditions: Conditions) -> tuple[str, ...]:
    """Say what is taken over from an earlier run, the account aside."""
    again = options_again(conditions)
    return conditions_lines(
        Conditions(
            scenario=conditions.scenario,
            outside=again.outside,
            authentication=again.authentication or (),
            joined=again.joined,
            resolvers=again.resolvers,
            connects=again.connects,
            proxy=again.proxy,
            no_proxy=again.no_proxy,
            system_trust=again.system_trust,
            revocation=again.revocation,
            old_tls=again.old_tls,
            timeout=again.timeout,
        )
    )


def not_again_lines(conditions: Conditions, given: RunOptions) -> tuple[str, ...]:
    """Say what is not taken over, since a file must not make more pass, and is not given anew."""
    if conditions.scenario:
        return ()
    files = ", ".join(conditions.trust_files)
    user = conditions.proxy.rpartition("@")[0].rpartition("//")[2]
    parts = (
        (
            files and not given.trust_files,
            _("The earlier run also trusted {files}: --trust-file has to name it again."),
        ),
        (
            conditions.joined == "yes" and not given.joined,
            _("The earlier run went as on a PC of a domain: --joined yes has to say so again."),
        ),
        (
            conditions.at and not given.at,
            _("The earlier run judged certificates as of {day}: --at has to say so again."),
        ),
        (
            "basic" in conditions.authentication and given.authentication is None,
            _("The earlier run named Basic: --authentication has to name it again."),
        ),
        (
            conditions.current_user and not given.current_user,
            _(
                "The earlier run could sign in as the user of the PC: --current-user allows it"
                " again."
            ),
        ),
        (
            user and not given.proxy,
            _("The earlier run signed in to the proxy: --proxy has to name {user} again."),
        ),
    )
    return tuple(
        text.format(files=files, day=conditions.at, user=user) for holds, text in parts if holds
    )


def again_outcome(session: Session) -> tuple[str, Mark]:
    """Count what the services came to that were tried."""
    tried = [
        (row.subject.probed.result, row.subject.from_outside)
        for row in session.rows
        if isinstance(row.subject, ServiceState) and row.subject.probed
    ]
    results = [result for result, _outside in tried]
    # Of these nothing is expected.
    inside = tried.count((ProbeResult.FAILS, True))
    works, reachable, fails, untried = map(
        results.count,
        (ProbeResult.WORKS, ProbeResult.REACHABLE, ProbeResult.FAILS, ProbeResult.NOT_TRIED),
    )
    fails -= inside
    parts = (
        (works, ngettext("{n} works", "{n} work", works)),
        (reachable, ngettext("{n} is reachable", "{n} are reachable", reachable)),
        (fails, ngettext("{n} fails", "{n} fail", fails)),
        (inside, ngettext("{n} is for clients inside", "{n} are for clients inside", inside)),
        (untried, ngettext("{n} was not tried", "{n} were not tried", untried)),
    )
    told = ", ".join(text.format(n=count) for count, text in parts if count)
    return told or _("None was tried"), Mark.WARNING if fails else Mark.GOOD
