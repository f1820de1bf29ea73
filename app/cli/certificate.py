"""A certificate looked at, in the terminal."""

import asyncio

from app.cli.commands import Format, LookAtCertificate
from app.cli.engine import Engine
from app.cli.results import show, speaking_to, standard_output, writing
from app.cli.status import Exit
from app.export import chain_pem, inspection_json, inspection_text


def look(command: LookAtCertificate, engine: Engine) -> Exit:
    """Look at a certificate, and say whether it is accepted by the exit status too."""
    inspection = asyncio.run(engine.inspect(command.wish, command.options))
    form = inspection_json if command.format is Format.JSON else inspection_text
    with speaking_to(command.format):
        text = form(inspection)
    with standard_output() as output:
        show(command.format, text, output)
        if command.pem is not None and inspection.chain:
            with writing(command.pem):
                command.pem.write_text(chain_pem(inspection), encoding="utf-8")
    return Exit.DONE if inspection.accepted else Exit.NOT_FOUND
