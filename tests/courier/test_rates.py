"""The arithmetic of the pace, without a clock."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.courier.pace import AHEAD, weight
from bot.courier.rates import BURST, CHAT, GROUP, INTERVAL, Window, bot_opens, chat_opens, opens, quota, taken

costs = st.lists(st.integers(1, 10), min_size=1, max_size=80)
pauses = st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.2, 1.5]), min_size=80, max_size=80)


@given(costs, pauses)
@example([*[1] * 7, 3, *[10] * 7, 1, 10], [0.0] * 17)
def test_no_second_holds_more_than_thirty_whatever_is_sent_and_when(costs: list[int], pauses: list[float]) -> None:
    now, next_at, left = 1000.0, 0.0, list[float]()
    for cost, pause in zip(costs, pauses, strict=False):
        now += pause
        # A slot is taken only shortly before it comes; whoever is too early asks again.
        ahead = AHEAD + max(0, cost - BURST) * INTERVAL
        now = max(now, bot_opens(next_at, cost, now) - ahead)
        at = bot_opens(next_at, cost, now)
        next_at = taken(next_at, [], at, cost, cost).next_at
        left += [at] * cost
    jitter = 0.03
    assert max(sum(1 for one in left if start <= one <= start + 1 + jitter) for start in left) <= 30


def test_a_quiet_bot_says_two_things_at_once_and_then_one_an_interval() -> None:
    next_at, left = 0.0, list[float]()
    for _ in range(5):
        left.append(bot_opens(next_at, 1, 100.0))
        next_at = taken(next_at, [], left[-1], 1, 1).next_at
    assert left[:BURST] == [100.0, 100.0]
    assert [round(one - 100, 6) for one in left[BURST:]] == [round(n * INTERVAL, 6) for n in (1, 2, 3)]


@given(st.lists(st.tuples(st.integers(1, 10), st.floats(0, 3)), max_size=40), st.sampled_from([CHAT, GROUP]))
def test_a_chat_never_gets_more_than_its_quota(wishes: list[tuple[int, float]], rule: tuple[int, float]) -> None:
    most, seconds = rule
    now, recent, left = 1000.0, list[float](), list[float]()
    for cost, pause in wishes:
        now += pause
        at = chat_opens(recent, cost, most, seconds, now)
        now = max(now, at)
        recent = taken(0.0, recent, now, cost, most).recent
        left += [now] * min(cost, most)
    slack = 0.001
    assert all(sum(1 for one in left if start <= one < start + seconds - slack) <= most for start in left)


def test_five_may_come_at_once_and_the_sixth_waits() -> None:
    recent: list[float] = []
    for _ in range(5):
        assert chat_opens(recent, 1, *CHAT, 50.0) == 50.0
        recent = taken(0.0, recent, 50.0, 1, CHAT[0]).recent
    assert chat_opens(recent, 1, *CHAT, 50.1) == 50.0 + CHAT[1]


def test_groups_and_channels_have_their_own_quota() -> None:
    assert quota(-100123) == quota("@canal") == GROUP
    assert quota(7000000001) == CHAT


def test_a_clock_that_was_set_back_doesnt_silence_the_bot() -> None:
    assert bot_opens(5000.0, 1, 1000.0) == 1000.0
    assert taken(5000.0, [4999.0], 1000.0, 1, 5).next_at == 1000.0 + INTERVAL
    assert chat_opens([4999.0] * 5, 1, *CHAT, 1000.0) == 1000.0


def test_what_is_under_way_counts_until_a_second_after_its_answer() -> None:
    window = Window(3, 1.0)
    for _ in range(3):
        assert window.opens(1, 10.0) == 10.0
        window.leave(1)
    assert window.opens(1, 10.0) > 10.0
    window.answered(1, 10.5)
    assert 11.5 < window.opens(1, 10.9) < 11.6
    assert window.opens(1, 11.6) == 11.6


def test_what_counts_as_a_message() -> None:
    assert weight("sendMessage", {}) == weight("copyMessage", {}) == weight("editMessageReplyMarkup", {}) == 1
    assert weight("sendMediaGroup", {"media": [1, 2, 3]}) == weight("copyMessages", {"message_ids": [1, 2, 3]}) == 3
    free = ["sendChatAction", "answerCallbackQuery", "deleteMessage", "getMe", "setMyCommands", "editForumTopic"]
    assert {weight(method, {}) for method in free} == {0}


def test_a_group_is_given_no_more_at_once_than_any_chat() -> None:
    recent = [100.0 + n / 10 for n in range(CHAT[0])]
    assert opens(-100123, recent, 1, 101.0) == opens(7000000001, recent, 1, 101.0) == 100.0 + CHAT[1]
    spread = [100.0 + 2 * n for n in range(GROUP[0])]
    assert opens(-100123, spread, 1, 141.0) == 100.0 + GROUP[1] and opens(7000000001, spread, 1, 141.0) <= 141.0
