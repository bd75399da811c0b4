"""One's agenda: the private calendar, the way to a place, a second choice while one waits."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import CourseAt, EndFeed, Feed, MyCourse, MyCourses, MyDates, NewFeed, SecondChoices, TopicAt
from bot.i18n import _, words
from bot.models import Course, Enrollment
from bot.screen import Button, File, Pin, Screen
from bot.screens import rows, topics
from bot.screens.lines import CALENDAR, PLACE, beside, blocks, bold, lines, name
from bot.services.facts import Facts


def on_the_map(course: Course, pin: Pin) -> Screen:
    """The place as Telegram shows places, with the way back to the course."""
    return Screen(
        beside(PLACE, lines(pin.title, pin.address)),
        (*rows.alone(Button(_("See the course"), CourseAt(course.id or 0))), *rows.footer()),
        pin=pin,
        kept=True,
    )


def feed(address: str, *, public: bool) -> Screen:
    """The private calendar's address, if there is one. `public`: whether this bot has pages at all."""
    title = bold(_("Calendar on your phone"))
    file = Button(_("Just a file"), MyDates())
    if not public:
        said = _(
            "This bot has no public address, so it can't keep a calendar on your phone up to date. "
            "I can send you a file with all your dates instead; if they change, ask me for it again."
        )
        return Screen(blocks(title, said), (*rows.alone(file), *rows.footer(MyCourses())))
    if not address:
        said = _(
            "I can give you a private address for your phone's calendar: your dates appear there and follow every "
            "change on their own. Whoever knows the address sees your dates, and you can take it back at any time."
        )
        return Screen(
            blocks(title, said),
            (*rows.alone(Button(_("Give me an address"), NewFeed())), *rows.alone(file), *rows.footer(MyCourses())),
        )
    return Screen(
        blocks(
            title,
            lines(_("This is your private address; tap it to copy it:"), Markup("<code>{}</code>").format(address)),
            lines(
                _("iPhone: Settings, Calendar, Accounts, Add Subscribed Calendar."),
                _("Google: at calendar.google.com, Other calendars, From URL."),
            ),
            _("Don't share it: whoever knows it sees your dates. With a new address this one stops at once."),
        ),
        (
            *rows.in_twos([Button(_("New address"), NewFeed()), Button(_("Remove"), EndFeed()), file]),
            *rows.footer(MyCourses()),
        ),
    )


def feed_ended() -> Screen:
    """The address is nobody's any more."""
    return Screen(
        blocks(
            bold(_("Calendar on your phone")),
            _("Done, that address shows nothing any more. You can delete the calendar from your phone."),
        ),
        (*rows.alone(Button(_("Give me an address"), NewFeed())), *rows.footer(MyCourses())),
    )


def my_dates(content: bytes) -> Screen:
    """All dates as a document to open."""
    return Screen(
        beside(CALENDAR, _("All your dates: open this file to put them in your calendar.")),
        file=File("mis-fechas.ics", content),
    )


def feed_button() -> Button:
    return Button(_("Calendar on your phone"), Feed())


def second_choice_button(waiting: Enrollment) -> Button:
    return Button(_("Choose a second option"), SecondChoices(waiting.id or 0))


def second_choices(
    waiting: Enrollment, course: Course, found: Sequence[Course], *, facts: Facts, now: datetime
) -> Screen:
    """Courses with room for somebody who waits; a tap shows the course first."""
    at = SecondChoices(waiting.id or 0)
    said = (
        _(
            "While you wait for {course} you can take a place in another course. If your place opens up and you take "
            "it, the other one goes to somebody else.",
            course=name(course),
        )
        if found
        else _("At the moment there is no other course with places that fits you. You keep your place in line.")
    )
    others = () if found else rows.alone(Button(_("Other courses"), TopicAt(course.topic, 1)))
    return Screen(
        blocks(bold(_("Second choice")), said),
        (
            *topics.listed(topics.Offer(found, ()), 1, lambda _page: at, came=at.came, facts=facts, now=now),
            *others,
            *rows.footer(MyCourse(waiting.id or 0)),
        ),
    )


def has_second_choice(waiting: Enrollment, course: Course, second: Enrollment, instead: Course) -> Screen:
    """One second choice a line; another one takes leaving the first."""
    return Screen(
        blocks(
            bold(_("Second choice")),
            _(
                "While you wait for {course} you have a place in {other}. If you take the place you are waiting for, "
                "this one goes to somebody else.",
                course=name(course),
                other=name(instead),
            ),
        ),
        (
            *rows.alone(Button(rows.short(words(instead.short_title), rows.WIDE), MyCourse(second.id or 0))),
            *rows.footer(MyCourse(waiting.id or 0)),
        ),
    )
