"""Which hosts a run asks, whatever its domain and whatever servers say: never one made up.

"Never remove labels from the domain": protocol.md 8.1 [GUARDICORE], 8.2 rules 2 and 10.
"""

import asyncio
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from app.discovery.runner import discover
from app.domain.address import EmailAddress, WrongAddressError
from app.domain.attempts import SrvRecord
from app.domain.events import AttemptStarted, Recorded
from app.domain.prompts import Answer
from app.domain.questions import DnsQuestion, HttpQuestion
from app.domain.recorder import Recorder
from app.domain.secret import Credentials, Secret
from app.domain.sign_in import SignIn
from app.domain.task import Mode
from app.profiles import load_all
from tests.support import builders
from tests.support.answers_xml import redirect_address_xml, redirect_url_xml
from tests.support.fake_network import FakeNetwork, Reply, Said

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?", fullmatch=True)
# More labels than one below suffixes of one and of two labels, some of them leaked in 2021.
DOMAINS = st.builds(
    lambda labels, suffix: ".".join([*labels, suffix]),
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(["com", "example", "com.br", "co.uk", "es", "xyz", "online", "com.cn"]),
)
PATH = "/autodiscover/autodiscover.xml"


class Yes:
    async def answer(self, _: object) -> Answer:
        return Answer.YES


def hosts_asked(domain: str, network: FakeNetwork, mode: Mode, profile: str) -> set[str]:
    records: list[Recorded] = []
    task = builders.task(f"ann@{domain}", profile=profile, mode=mode)
    sign_in = SignIn(Credentials("ann", Secret("x")))
    report = Recorder(records.append, lambda: 0.0).reporter
    asyncio.run(discover(task, network, Yes(), sign_in, report))
    questions = (one.event.question for one in records if isinstance(one.event, AttemptStarted))
    hosts = set()
    for question in questions:
        match question:
            case HttpQuestion(url=url):
                hosts.add(urlsplit(url).hostname or "")
            case DnsQuestion(name=name):
                hosts.add(name.removeprefix("_autodiscover._tcp."))
            case _:
                hosts.add(question.url)  # No directory: the PC is not joined.
    return hosts


@settings(max_examples=200)
@given(
    domain=DOMAINS,
    named=st.lists(DOMAINS, min_size=4, max_size=4),
    mode=st.sampled_from(Mode),
    profile=st.sampled_from([one.name for one in load_all()]),
    answers=st.sets(st.sampled_from(["srv", "redirect", "url", "address"])),
)
def test_only_the_domain_its_autodiscover_host_and_those_that_were_named_are_asked(
    domain: str, named: list[str], mode: Mode, profile: str, answers: set[str]
) -> None:
    try:
        EmailAddress.parse(f"ann@{domain}")
        EmailAddress.parse(f"ann@{named[3]}")
    except WrongAddressError:
        return
    http: dict[str, Said | list[Said]] = {}
    allowed = {domain, f"autodiscover.{domain}"}
    network = FakeNetwork(http=http)
    if "srv" in answers:
        record = SrvRecord(priority=0, weight=0, port=443, target=named[0])
        network.srv[f"_autodiscover._tcp.{domain}"] = (record,)
        allowed.add(named[0])
    if "redirect" in answers:
        target = f"https://{named[1]}{PATH}"
        http[f"http://autodiscover.{domain}{PATH}"] = Reply(status=302, location=target)
        allowed.add(named[1])
    if "url" in answers:
        body = redirect_url_xml(f"https://{named[2]}{PATH}")
        http[f"https://{domain}{PATH}"] = Reply(body=body)
        allowed.add(named[2])
    if "address" in answers:
        body = redirect_address_xml(f"ann@{named[3]}")
        http[f"https://autodiscover.{domain}{PATH}"] = Reply(body=body)
        allowed |= {named[3], f"autodiscover.{named[3]}"}

    assert hosts_asked(domain, network, mode, profile) <= allowed
