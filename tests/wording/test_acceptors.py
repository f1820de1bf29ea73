import pytest

from app.domain.acceptors import AlertShown, Client, Doubt, Opinion, SecurityAlert, Welcome
from app.wording import alert_lines, alert_title, opinion_lines, opinion_text
from app.wording.acceptors import client_title, doubt_text, welcome_title


def test_everything_has_its_own_words() -> None:
    texts = (
        [doubt_text(one) for one in Doubt],
        [client_title(one) for one in Client],
        [welcome_title(one) for one in Welcome],
    )

    assert all(len(set(each)) == len(each) and all(each) for each in texts)


def test_an_opinion_names_its_reasons() -> None:
    opinion = Opinion(
        client=Client.PHONE, welcome=Welcome.NO, doubts=(Doubt.OUT_OF_DATE, Doubt.NAME)
    )

    assert opinion_text(opinion) == "no: it is out of date; its name does not match"


def test_clients_of_one_mind_take_one_line() -> None:
    glad = [Opinion(client=one, welcome=Welcome.YES) for one in Client]
    tolerant = Opinion(client=Client.BROWSER, welcome=Welcome.YES, doubts=(Doubt.TOLERATED,))

    assert len(opinion_lines(glad)) == 1
    assert opinion_lines([*glad[:-1], tolerant])[-1].startswith("A browser: yes: a domain-joined")


@pytest.mark.parametrize("fault", range(3))
def test_each_line_of_the_alert_has_its_mark(fault: int) -> None:
    answers = [place != fault for place in range(3)]
    alert = SecurityAlert(
        shown=AlertShown.ALWAYS, trusted=answers[0], in_date=answers[1], name_matches=answers[2]
    )

    lines = alert_lines(alert)

    assert [good for good, _ in lines] == answers
    assert ("not match", "expired", "not chosen")[2 - fault] in lines[fault][1]


def test_the_titles_tell_the_alert_that_is_only_shown_to_who_watches() -> None:
    titles = {
        alert_title(SecurityAlert(shown=one, trusted=True, in_date=True, name_matches=False))
        for one in AlertShown
    }

    assert sum("in the background" in one for one in titles) == 1
