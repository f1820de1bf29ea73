"""Checks of what turns bytes into values: XML, session logs, proxy scripts, tokens of sign-ins."""

import importlib
import importlib.util
import sys
import tempfile
from pathlib import Path

from app.domain.authentication import Mechanism
from app.domain.events import Recorded
from app.domain.failures import Failure
from app.domain.notes import NoteCode, Noted
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.settings import Service, Settings
from app.net.contexts import Wanted, make_context
from app.net.pac import Circumstances, run_script
from app.protocol.pox import RESPONSE_SCHEMA, read_answer, request_body
from app.selftest.check import NotWholeError, Seen, need
from app.sessionlog import SUFFIX, SessionWriter, read_session

URL = "https://mail.contoso.example/ews/exchange.asmx"
ANSWER = f"""<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="{RESPONSE_SCHEMA}">
    <User><DisplayName>Zoë Müller</DisplayName></User>
    <Account><AccountType>email</AccountType><Action>settings</Action>
      <Protocol><Type>EXCH</Type><ASUrl>{URL}</ASUrl></Protocol>
    </Account>
  </Response>
</Autodiscover>
"""
SCRIPT = "function FindProxyForURL(url, host) { return 'PROXY ' + host + ':8080'; }"
NTLM = b"NTLMSSP\x00"
ON_WINDOWS = sys.platform == "win32"


def look_at_xml() -> Seen:
    """Write a request, and read an answer."""
    sent_back = read_answer(request_body("zoë@contoso.example").encode())
    is_request = isinstance(sent_back, Failure) and "request" in sent_back.detail
    need(is_request, f"The request that was written is not read as one: {sent_back}.")
    answer = read_answer(ANSWER.encode())
    if not isinstance(answer, Settings):
        raise NotWholeError(f"An Autodiscover answer is not read: {answer}.")
    need(answer.user.display_name == "Zoë Müller", "Letters beyond ASCII are read wrongly.")
    urls = {one.url for one in answer.services if one.service is Service.AVAILABILITY}
    need(urls == {URL}, f"The services of an answer are read wrongly: {urls}.")
    return Seen(text="a request written, an answer read")


def look_at_session_log() -> Seen:
    """Write a session log, and open it again."""
    written: list[Recorded] = []
    with tempfile.TemporaryDirectory(prefix="autodiscope-") as folder:
        path = Path(folder) / f"self-test{SUFFIX}"
        with SessionWriter(path) as writer:

            def keep(recorded: Recorded) -> None:
                written.append(recorded)
                writer.write(recorded)

            Recorder(keep, lambda: 0.0).reporter(Noted(code=NoteCode.NOTHING_TRUSTED, subject="é"))
        need(not writer.trouble, writer.trouble)
        read = list(read_session(path))
    need(read == written, "A session log does not come back as it was written.")
    return Seen(text="written, and read again")


def look_at_proxy_scripts() -> Seen:
    """Run a script as a proxy auto-configuration file has it."""
    about = Circumstances(
        url="https://contoso.example/", host="contoso.example", known={}, own_address="", now=0.0
    )
    ran = run_script(SCRIPT, about)
    answer = ran.answer or f"{ran.trouble} {ran.origin}".strip()
    need(answer == "PROXY contoso.example:8080", f"A proxy script gave {answer!r}.")
    return Seen(text=f"a script answered {answer}")


def look_at_sign_in() -> Seen:
    """Make the first token of an NTLM sign-in, and see whether there is Kerberos."""
    wanted = Wanted(
        mechanism=Mechanism.NTLM,
        host="mail.contoso.example",
        credentials=Credentials("CONTOSO\\ann", Secret("not a password")),
        binding=None,
        bare=True,
    )
    token = make_context(wanted).step() or b""
    need(token.startswith(NTLM), "The first token of an NTLM sign-in is none.")
    if ON_WINDOWS:
        need(
            importlib.util.find_spec("sspilib"), "The part that asks Windows to sign in is missing."
        )
        return Seen(text="NTLM, and Kerberos by Windows")
    lacking = [name for name in ("gssapi", "krb5") if not importlib.util.find_spec(name)]
    if lacking:
        return Seen(text="NTLM; no Kerberos in this copy", is_remark=True)
    return _kerberos_by_the_system()


def _kerberos_by_the_system() -> Seen:
    try:
        for name in ("gssapi", "krb5"):
            importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise NotWholeError(f"A part of Kerberos is missing: {error}.") from error
    except ImportError as error:
        return Seen(text=f"NTLM; no Kerberos, since the system lacks it: {error}", is_remark=True)
    return Seen(text="NTLM and Kerberos")
