"""Organisers outside the institution: being referred to them."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class ReferMe(Address, code="ipr"):
    """Ask that whoever offers this get in touch. `kind`: `c` for a course, `k` for a call."""

    kind: str
    thing: int


@dataclass(frozen=True)
class ReachBy(Address, code="iph"):
    """`telegram`, through the institution, or `phone`."""

    referral: int
    how: str


@dataclass(frozen=True)
class UseNameForReferral(Address, code="ipn"):
    """The name that Telegram shows."""

    referral: int


@dataclass(frozen=True)
class SendReferral(Address, code="ipy"):
    """The yes to what was shown."""

    referral: int


@dataclass(frozen=True)
class ReferralAt(Address, code="ipo"):
    referral: int


@dataclass(frozen=True)
class MyReferrals(Address, code="ipl"):
    """What one asked to be passed on."""


@dataclass(frozen=True)
class EndReferral(Address, code="ipw"):
    """Take it back; asks first, unless `sure` (1)."""

    referral: int
    sure: int = 0


@dataclass(frozen=True)
class HowItWent(Address, code="ipg"):
    """`yes`, `later`, `silent` or `changed`."""

    referral: int
    said: str


@dataclass(frozen=True)
class NewReferralLink(Address, code="ipk"):
    """A new single-use link for a guardian; the earlier one is over."""

    referral: int


@dataclass(frozen=True)
class PermitReferral(Address, code="ipd"):
    """A guardian's answer: what they are (`mother`, `father`, `guardian`) is a yes, `no` is a no."""

    referral: int
    answer: str


@dataclass(frozen=True)
class ConfirmReferrer(Address, code="ipc"):
    """The young person says that this is their guardian (1), or isn't (0)."""

    referral: int
    yes: int


@dataclass(frozen=True)
class ReferralsToPass(Address, code="ips"):
    """For staff: what is to be passed on."""

    page: int = 1


@dataclass(frozen=True)
class ReferralOf(Address, code="ipt"):
    """For staff: one of them, whole."""

    referral: int


@dataclass(frozen=True)
class PassOn(Address, code="ipp"):
    referral: int


@dataclass(frozen=True)
class WriteAboutReferral(Address, code="ipm"):
    referral: int


@dataclass(frozen=True)
class CheckFirm(Address, code="ipf"):
    """Whether a financing call may be for one's firm. `again` (1): from the beginning."""

    call: int
    again: int = 0


@dataclass(frozen=True)
class SayOfFirm(Address, code="ipv"):
    call: int
    what: str
    value: str


@dataclass(frozen=True)
class FirmPapers(Address, code="ipi"):
    """The checklist of papers."""

    call: int


@dataclass(frozen=True)
class TickPaper(Address, code="ipe"):
    call: int
    paper: str


@dataclass(frozen=True)
class FirmDates(Address, code="ipz"):
    """The ladder of dates; with `on` (1 or 0) reminders are turned on or off."""

    call: int
    on: int = -1


@dataclass(frozen=True)
class MyDual(Address, code="iqm"):
    """One's places in firms."""


@dataclass(frozen=True)
class BeginDual(Address, code="iqb"):
    """Begin the log of an accepted application."""

    application: int


@dataclass(frozen=True)
class DualAt(Address, code="iqa"):
    """One of them, with its weeks."""

    placement: int
    page: int = 1


@dataclass(frozen=True)
class AgreeDays(Address, code="iqv"):
    """The days a week in the firm."""

    placement: int
    days: int


@dataclass(frozen=True)
class LogWeekOf(Address, code="iqw"):
    """Note a week; `week` is its Monday as a number (`date.toordinal`), here and below."""

    placement: int
    week: int


@dataclass(frozen=True)
class LogHours(Address, code="iqh"):
    placement: int
    week: int
    hours: int


@dataclass(frozen=True)
class LogSame(Address, code="iqs"):
    """The same was done as in another week (its number)."""

    placement: int
    week: int
    same: int


@dataclass(frozen=True)
class DualSummary(Address, code="iqp"):
    """All weeks with their signatures, as PDF."""

    placement: int


@dataclass(frozen=True)
class DualTutor(Address, code="iqt"):
    """Who signs; `act`: `link` makes a new link, `drop` ends it."""

    placement: int
    act: str = ""


@dataclass(frozen=True)
class ConfirmTutor(Address, code="iqc"):
    """The young person says that this is their tutor (1), or isn't (0)."""

    placement: int
    yes: int


@dataclass(frozen=True)
class BeTutor(Address, code="iqy"):
    """Whoever opened the link says that they are the tutor (1), or aren't (0)."""

    placement: int
    yes: int


@dataclass(frozen=True)
class EndDual(Address, code="iqe"):
    """One isn't in the firm any more; asks first, unless `sure` (1)."""

    placement: int
    sure: int = 0


@dataclass(frozen=True)
class ToSign(Address, code="iqg"):
    """The weeks that wait for a tutor's signature."""


@dataclass(frozen=True)
class SignWeek(Address, code="iqn"):
    """`seen`: since when it has said what was read (seconds)."""

    week: int
    seen: int


@dataclass(frozen=True)
class RemarkOn(Address, code="iqr"):
    """Ask for a change of a week."""

    week: int


@dataclass(frozen=True)
class DualPlaces(Address, code="iqd"):
    """For staff: places in firms, and the weeks without a signature."""

    page: int = 1


@dataclass(frozen=True)
class DualOf(Address, code="iqo"):
    """For staff: one of them."""

    placement: int
