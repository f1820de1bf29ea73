"""Looks at the certificate of one server, or at a file, with the judge that a run has."""

import time
from dataclasses import replace as with_fields
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
from msgspec.structs import replace

from app.certificates import NameRules, judge
from app.certificates.details import details_of
from app.certificates.files import (
    LARGEST_FILE,
    WrongCertificateFileError,
    chain_of_file,
    own_name,
)
from app.certificates.reasons import of_a_file
from app.domain.acceptance import CertificatePolicy, accepts
from app.domain.address import ascii_host
from app.domain.connections import Judged
from app.domain.events import Recorded
from app.domain.failures import FailureKind
from app.domain.inspection import Inspection, InspectionWish
from app.domain.network import Terms
from app.domain.options import RunOptions, WrongUseError
from app.domain.questions import HttpQuestion
from app.domain.recorder import Recorder
from app.machine import Platform
from app.net import ConnectRule, RealNetwork
from app.net.target import is_address
from app.wiring.checks import Checked, check, idle_trust
from app.wiring.run import network_options, on_this_machine
from app.wiring.sni import look_again
from app.wording import note_text

NOBODY = "nobody@example.com"
"""A certificate belongs to no mailbox: nothing is sent to this address, or about it."""

HTTPS_PORT = 443
FILE_SUFFIXES = {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"}


async def inspect(
    wish: InspectionWish, options: RunOptions, platform: Platform | None = None
) -> Inspection:
    """Look; raises WrongUseError, before anything is sent, for what cannot be looked at.

    `platform` tells the proxies of this PC; without it only the options do.
    """
    checked = check(replace(options, address=NOBODY))
    text = wish.target.strip()
    if not text:
        raise WrongUseError("certificate needs a host, such as mail.contoso.com, or a file.")
    name = _name(wish.name)
    if _is_file(text):
        return await _inspect_file(Path(text), name, checked)
    host, port = _host_and_port(text)
    if platform is not None:
        recorder = Recorder(_forget, time.perf_counter)
        task = await on_this_machine(checked, platform, recorder.reporter)
        checked = with_fields(checked, task=task)
    return await _inspect_host(host, port, name, checked)


# --- a server -------------------------------------------------------------------------------


async def _inspect_host(host: str, port: int, name: str, checked: Checked) -> Inspection:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = network_options(checked, name)
    asked = host
    if name and is_address(host):
        # Ask as a client of that name would: with the name in the handshake (SNI).
        rule = ConnectRule(host=name, port=port, address=host, to_port=port)
        options, asked = with_fields(options, connect=(rule, *options.connect)), name
    url = f"https://[{asked}]:{port}/" if ":" in asked else f"https://{asked}:{port}/"
    terms = Terms(
        limits=checked.task.limits,
        policy=CertificatePolicy(),
        authentication=checked.task.authentication,
        sign_in=None,
    )
    report = Recorder(_forget, time.perf_counter).reporter.in_new_attempt()
    # The method goes nowhere: the attempt ends before HTTP begins.
    network = RealNetwork(options)
    looked = await network.look(HttpQuestion(method="", url=url), terms, report)
    failure = looked.failure
    if failure is not None and failure.kind is FailureKind.CERTIFICATE_REJECTED:
        # That is the verdict, and stands there.
        failure = None
    without_name = None
    if looked.judged is not None and not is_address(asked):
        shown = looked.judged.verdict.leaf_sha256
        without_name = await look_again(asked, port, shown, network, checked.task.limits)
    return _with_details(
        Inspection(
            target=place,
            is_file=False,
            without_name=without_name,
            judged=looked.judged,
            failure=failure,
            connections=looked.connections,
        ),
        checked,
    )


def _forget(recorded: Recorded) -> None:
    """A look is no session: its attempt holds all that was reported."""


# --- a file ---------------------------------------------------------------------------------


async def _inspect_file(path: Path, name: str, checked: Checked) -> Inspection:
    return await anyio.to_thread.run_sync(_file_judged, path, name, checked, abandon_on_cancel=True)


def _file_judged(path: Path, name: str, checked: Checked) -> Inspection:
    """Judge without the network: nothing is fetched for a file."""
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
        chain = chain_of_file(path.name, content)
    except OSError as error:
        raise WrongUseError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, WrongCertificateFileError) as wrong:
        raise WrongUseError(str(wrong)) from wrong
    host = name or own_name(chain)
    verdict = judge(
        [one.der for one in chain],
        host,
        checked.stores,
        at=checked.at or datetime.now(UTC),
        rules=NameRules(checked.task.profile.name_rules),
    )
    verdict = replace(verdict, reasons=tuple(map(of_a_file, verdict.reasons)))
    judged = Judged(
        host=host,
        port=0,
        verdict=verdict,
        acceptance=accepts(verdict, host, 0, CertificatePolicy()),
        tls_version="",
        cipher="",
    )
    return _with_details(Inspection(target=str(path), is_file=True, judged=judged), checked)


# --- what was typed -------------------------------------------------------------------------


def _is_file(text: str) -> bool:
    path = Path(text)
    try:
        return path.is_file() or path.suffix.lower() in FILE_SUFFIXES
    except (OSError, ValueError):
        return False


def _name(text: str) -> str:
    name = ascii_host(text.strip().rstrip("."))
    if text.strip() and (not name or set(name) & set(" /:@[]")) and not is_address(text.strip()):
        raise WrongUseError(f"--name is a host name, not {text!r}.")
    return name


def _host_and_port(text: str) -> tuple[str, int]:
    wrong = WrongUseError(f"{text!r} is neither HOST[:PORT] nor a file.")
    if is_address(text):
        return text.lower(), HTTPS_PORT
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"", "https"} or "@" in parts.netloc or port == 0:
        raise wrong
    ascii_name = host if is_address(host) else ascii_host(host.rstrip("."))
    if not ascii_name or any(mark.isspace() for mark in ascii_name):
        raise wrong
    return ascii_name, port or HTTPS_PORT


def _with_details(inspection: Inspection, checked: Checked) -> Inspection:
    judged = inspection.judged
    told = tuple(f"{note_text(one)}." for one in idle_trust(checked.stores))
    if judged is not None and told:
        verdict = replace(judged.verdict, notes=(*judged.verdict.notes, *told))
        inspection = replace(inspection, judged=replace(judged, verdict=verdict))
    details = tuple((one.sha256, details_of(one.der)) for one in inspection.chain if one.der)
    return replace(inspection, details=details)
