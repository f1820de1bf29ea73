"""Proxies in the environment."""

from app.domain.machine import FactName, machine_of, settled
from app.domain.proxies import ProxyAt
from app.machine.environment import proxies_inquiry, read_environment


def test_small_letters_count_more_and_all_proxy_stands_in() -> None:
    told = read_environment(
        {
            "https_proxy": "http://small:1",
            "HTTPS_PROXY": "http://large:1",
            "ALL_PROXY": "http://all:2",
            "NO_PROXY": "contoso.local,10.0.0.0/8",
        }
    )

    proxies = machine_of(settled(told.facts)).proxies
    assert proxies.https == ProxyAt(host="small", port=1)
    assert proxies.http == ProxyAt(host="all", port=2)
    assert proxies.origin == "environment, https_proxy"
    assert proxies.exceptions == ("contoso.local", "*.contoso.local", "10.0.0.0/8")
    assert proxies.exceptions_origin == "environment, NO_PROXY"
    assert told.troubles == ()


def test_credentials_of_the_environment_become_no_fact_and_are_not_used() -> None:
    told = read_environment({"http_proxy": "http://ann:hunter2@proxy:3128"})

    assert "hunter2" not in repr(told)
    assert [fact.value for fact in told.facts] == ["proxy:3128"]
    assert told.troubles == (
        "The credentials in the variable http_proxy are not used: a proxy gets none unasked.",
    )


def test_what_is_no_proxy_is_told_without_its_text() -> None:
    told = read_environment({"https_proxy": "socks5://ann:hunter2@p:1", "no_proxy": "x"})

    assert told.facts == ()
    assert told.troubles == (
        "The variable https_proxy has no effect: proxies are asked over http only, not socks5.",
    )


def test_without_variables_there_is_nothing() -> None:
    assert proxies_inquiry({}).ask().facts == ()
    assert proxies_inquiry({"http_proxy": "p:1"}).ask().facts[0].name is FactName.PROXY
