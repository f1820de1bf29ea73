"""Carries out the commands that end in the terminal, and gives the exit status."""

import asyncio
import sys
from typing import assert_never

from app.cli.batch import run_list
from app.cli.certificate import look
from app.cli.commands import (
    Batch,
    Check,
    Compare,
    Export,
    ListProfiles,
    ListScenarios,
    ListSessions,
    LookAtCertificate,
    Practice,
    ServeDomains,
    ServePractice,
    Show,
    ShowPlan,
    TerminalCommand,
)
from app.cli.defect import tell_defect
from app.cli.engine import Engine
from app.cli.output import Output, complain
from app.cli.run import run_discovery
from app.cli.saved import run_on_saved
from app.cli.status import Exit
from app.domain.defect import RecentEvents
from app.domain.options import WrongUseError
from app.sessionlog import WrongLogError
from app.wording.language import said


def run_command(command: TerminalCommand, engine: Engine) -> int:
    """Carry out a command; complaints are one line on standard error, and nothing is raised."""
    recent = RecentEvents()
    try:
        return _run(command, engine, recent)
    except (WrongUseError, WrongLogError) as error:
        complain(str(error))
        return Exit.WRONG_USE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - where a defect becomes an exit status
        tell_defect(error, recent)
        return Exit.DEFECT


def _run(command: TerminalCommand, engine: Engine, recent: RecentEvents) -> Exit:
    match command:
        case Check() | Practice():
            return run_discovery(command, engine, recent)
        case ServePractice(scenario=scenario):
            asyncio.run(engine.serve(scenario, lambda told: Output(sys.stdout).text(told + "\n")))
            return Exit.DONE
        case ServeDomains(count=count):
            tell = Output(sys.stdout).text
            asyncio.run(engine.serve_domains(count, lambda told: tell(f"{told}\n")))
            return Exit.DONE
        case Batch():
            return run_list(command, engine)
        case LookAtCertificate():
            return look(command, engine)
        case ListScenarios():
            return _list([(one.name, said(one.lesson)) for one in engine.scenarios()])
        case ListProfiles():
            return _list([(one.name, said(one.title)) for one in engine.profiles()])
        case Show() | ShowPlan() | Export() | Compare() | ListSessions():
            return run_on_saved(command)
        case _:
            assert_never(command)


def _list(names: list[tuple[str, str]]) -> Exit:
    width = max((len(name) for name, _title in names), default=0)
    Output(sys.stdout).text("".join(f"{name:<{width}}  {title}\n" for name, title in names))
    return Exit.DONE
