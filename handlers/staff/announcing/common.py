"""One's own draft, shown as it is now."""

from bot.errors import CantAnnounce, NotApprovable, NotThere
from bot.models import Stage
from bot.screens.announcing import desk as screens
from bot.screens.announcing.telling import Named
from bot.services import rights
from bot.services.broadcasts import approving, drafts
from bot.services.broadcasts.drafts import Draft
from bot.services.rights import Act
from bot.turn import Turn
from handlers.staff import progressing


async def to_change(turn: Turn, broadcast: int) -> Draft:
    """One's own, locked, and open to changes. Raises NotThere, CantAnnounce."""
    return await drafts.to_change(turn.session, broadcast, turn.me, now=turn.now)


async def own(turn: Turn, broadcast: int) -> Draft:
    """Raises NotThere."""
    return await drafts.own(turn.session, broadcast, turn.me)


async def named(turn: Turn, draft: Draft) -> Named:
    """What the audience and the buttons name."""
    rule = draft.rule
    courses = [{"kind": "course", "id": one} for one in rule.courses]
    calls = [{"kind": "call", "id": one} for one in (*rule.calls, *rule.checked)]
    return Named(turn.pack, await drafts.linked(turn.session, [*draft.row.buttons, *courses, *calls]))


async def show(turn: Turn, draft: Draft, trouble: CantAnnounce | None = None) -> None:
    """The draft with everything that can be changed."""
    await turn.session.flush()
    found = await approving.size(turn.session, draft, facts=turn.facts, now=turn.now)
    names = await named(turn, draft)
    turn.said.show(screens.one(draft, names, found, facts=turn.facts, now=turn.now, trouble=trouble))


async def show_any(turn: Turn, broadcast: int) -> None:
    """One's own with its buttons; another one that left the drafts, to read. Raises NotThere, also for somebody else's
    draft."""
    draft = await drafts.look(turn.session, broadcast)
    mine = draft.row.author_id == turn.me
    if mine and draft.row.stage in drafts.OPEN:
        await show(turn, draft)
        return
    if draft.row.stage in (Stage.DRAFT, Stage.DISCARDED):
        raise NotApprovable("over") if mine else NotThere
    if draft.row.stage not in drafts.OPEN:
        await progressing.show(turn, draft)
        return
    writes = rights.may(await rights.roles_of(turn.session, turn.me), Act.ANNOUNCE)
    names = await named(turn, draft)
    turn.said.show(screens.others(draft, names, facts=turn.facts, now=turn.now, may_copy=writes))
