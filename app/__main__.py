"""Starts the program: the window without arguments, else the command line."""

import gc
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn, TypeGuard

from app.cli.ending import take_for_ctrl_c
from app.cli.status import Exit
from app.wording.language import speak
from app.wording.system_language import system_language

COMMAND_LINE: Final = ("app.cli.commands", "app.cli.output", "app.cli.parse")
"""What reads the arguments, even where there are none."""

# All else is imported where it is wanted: the window's frame is painted before.
if TYPE_CHECKING:
    from app.cli.commands import Command, Practice, SelfTest, Window
    from app.gui.frame import Frame


def main() -> NoReturn:
    """Run, and end the program at once.

    By os._exit, since Python would wait for threads that sit in calls which cannot be
    interrupted (getaddrinfo); by then every session log is closed.
    """
    take_for_ctrl_c()
    try:
        status = _run(sys.argv[1:])
    except SystemExit as asked:
        status = asked.code if isinstance(asked.code, int) else Exit.WRONG_USE
    except KeyboardInterrupt:
        status = Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - where a defect becomes an exit status
        from app.cli.defect import tell_defect

        tell_defect(error)
        status = Exit.DEFECT
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            _flush(stream)
    os._exit(status)


def _flush(stream: object) -> None:
    try:
        stream.flush()  # type: ignore[attr-defined]
    except (OSError, ValueError):
        # Whoever read the output has gone, or it was closed: nobody is left to tell.
        return


def _run(arguments: list[str]) -> int:
    speak(system_language(os.environ))
    frame = None if arguments else _first_frame()
    if frame is not None and not _load_window(frame):
        return Exit.DONE
    from app.cli.commands import SelfTest, Window
    from app.cli.language import wished_language
    from app.cli.output import complain
    from app.cli.parse import parse
    from app.cli.system_form import system_form
    from app.domain.options import WrongUseError
    from app.wording.forms import write_as

    try:
        language, rest = wished_language(arguments)
        if language:
            speak(language)
        command = parse(rest)
    except WrongUseError as wrong:
        complain(str(wrong))
        return Exit.WRONG_USE
    if isinstance(command, Window) or wants_window(command):
        return _run_window(command, language, frame)
    write_as(system_form())
    if isinstance(command, SelfTest):
        return _run_self_test(command)
    # The libraries of the engine: a window need not wait for them.
    from app.cli.terminal import run_command
    from app.wiring import RealEngine

    return run_command(command, RealEngine(complain, keeps_logs=False))


def _first_frame() -> "Frame | None":
    """Have the window's frame painted; None where that is not possible, which is told later."""
    if not has_screen():
        return None
    # From here on the window looks for garbage, once it is there: Qt makes many objects when it is
    # loaded, and to look at them in between would take a twentieth of the start.
    gc.disable()
    try:
        from app.gui.frame import begin
    except ImportError:
        return None
    return begin()


def _load_window(frame: "Frame") -> bool:
    """Load what the window needs while the frame lives; False where somebody has closed it."""
    from app.gui import loading

    return loading.load((*loading.WINDOW, *COMMAND_LINE), frame.live)


def wants_window(command: "Command") -> "TypeGuard[Window | Practice]":
    """Tell whether a command opens the window; practice does, unless text is wished for."""
    from app.cli.commands import Practice, Window

    is_practice = isinstance(command, Practice) and not command.in_terminal and has_screen()
    return isinstance(command, Window) or is_practice


def has_screen() -> bool:
    """Tell whether a window can be shown; without a screen, Qt would end the program."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _run_self_test(command: "SelfTest") -> int:
    from app.cli.output import Output, complain
    from app.selftest import self_test
    from app.selftest.catalogue import checks
    from app.selftest.report import Report
    from app.wording.language import _
    from app.wording.system_reasons import reason_of

    try:
        report = Report(Output(sys.stdout).text, command.report)
        return self_test(report, checks(uses_key_store=command.uses_key_store))
    except OSError as error:
        complain(
            _("{file} cannot be written: {reason}.").format(
                file=command.report, reason=reason_of(error)
            )
        )
        return Exit.WRONG_USE


def _run_window(command: "Window | Practice", language: str, frame: "Frame | None") -> int:
    from app.cli.commands import Window
    from app.cli.output import complain
    from app.cli.password import read_password
    from app.domain.options import WrongUseError
    from app.wording.language import _

    if not has_screen():
        complain(
            _("There is no screen for a window; `autodiscope check ADDRESS` runs in a terminal.")
        )
        return Exit.WRONG_USE
    try:
        from app.gui.application import run_window
        from app.gui.defects import DefectWatch
        from app.gui.late_engine import LateEngine
    except ImportError as error:
        complain(
            _("The window cannot be shown, since Qt lacks a system library: {error}").format(
                error=error
            )
        )
        return Exit.WRONG_USE
    with DefectWatch() as watch:
        engine = LateEngine(note=watch.note)
        if isinstance(command, Window):
            return run_window(
                engine, file=command.file, language=language, watch=watch, frame=frame
            )
        try:
            password = read_password(command.password, sys.stdin)
        except WrongUseError as wrong:
            complain(str(wrong))
            return Exit.WRONG_USE
        return run_window(
            engine,
            practice=command.scenario,
            overrides=command.options,
            password=password,
            language=language,
            watch=watch,
        )


if __name__ == "__main__":
    main()
