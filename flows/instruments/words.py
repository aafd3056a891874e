"""What an instrument calls things: titles, values of the forms, dates, periods, citations."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from models.acts.choices import Competence, Consequence, Interviewee, Method, TechnicalMode, TechnicalObject
from models.law import article, cite
from models.periods import Unit
from models.vocabulary import Evidence, Instrument, Name
from models.wording import phrase, say

TITLES = {
    Instrument.INSPECTION_NOTICE: Name("Notice of Inspection", "检查通知书"),
    Instrument.TECHNICAL_NOTICE: Name("Notice of Technical Inspection and Testing", "技术防范检查检测通知书"),
    Instrument.RECTIFICATION_ORDER: Name("Order to Rectify within a Time Limit", "责令限期整改通知书"),
    Instrument.REINSPECTION_OPINION: Name("Opinion on the Re-inspection", "复查意见书"),
    Instrument.INTERVIEW_NOTICE: Name("Notice of Interview", "约谈通知书"),
    Instrument.SUPERIOR_NOTICE: Name("Notice to the Superior Department", "通报函"),
    Instrument.TRANSFER_LETTER: Name("Letter of Transfer of Clues", "线索移送函"),
    Instrument.KEY_UNIT_NOTICE: Name("Notice of Listing as a Key Unit", "反间谍安全防范重点单位告知书"),
    Instrument.KEY_UNIT_REMOVAL: Name("Notice of Removal from the List of Key Units", "移出重点单位名录告知书"),
    Instrument.SERVICE_RECEIPT: Name("Receipt of Service", "送达回证"),
}

_SHORT = {
    Instrument.INSPECTION_NOTICE: "检通",
    Instrument.TECHNICAL_NOTICE: "技检",
    Instrument.RECTIFICATION_ORDER: "责整",
    Instrument.REINSPECTION_OPINION: "复查",
    Instrument.INTERVIEW_NOTICE: "约谈",
    Instrument.SUPERIOR_NOTICE: "通报",
    Instrument.TRANSFER_LETTER: "移送",
    Instrument.KEY_UNIT_NOTICE: "重点",
    Instrument.KEY_UNIT_REMOVAL: "移出",
    Instrument.SERVICE_RECEIPT: "送达",
}

_VALUES: Mapping[StrEnum, Name] = {
    Method.INTERVIEWING: Name("asking the unit and its staff", "向有关单位和人员了解情况"),
    Method.DOCUMENTS: Name("consulting material", "查阅有关资料"),
    Method.EXPLANATION: Name("hearing explanations", "听取有关说明"),
    Method.ENTRY: Name("entering the places and looking", "进入有关场所查看"),
    Method.EQUIPMENT: Name("looking at the unit's own equipment", "查看单位的设备"),
    TechnicalObject.PARTS: Name("relevant parts", "有关部位"),
    TechnicalObject.PLACES: Name("places and buildings", "场所和建筑物"),
    TechnicalObject.EQUIPMENT: Name("internal equipment", "内部设备设施"),
    TechnicalObject.CURRENT: Name("strong and weak current systems", "强弱电系统"),
    TechnicalObject.NETWORKS: Name("computer networks and information systems", "计算机网络及信息系统"),
    TechnicalObject.CII: Name("critical information infrastructure", "关键信息基础设施"),
    TechnicalMode.ON_SITE: Name("on site", "现场检查检测"),
    TechnicalMode.REMOTE: Name("remote testing", "远程检测"),
    Interviewee.LEGAL_REPRESENTATIVE: Name("legal representative", "法定代表人"),
    Interviewee.PRINCIPAL: Name("principal", "主要负责人"),
    Interviewee.PERSON_IN_CHARGE: Name("person in charge of prevention", "防范工作负责人"),
    Consequence.ADVERSE_CONSEQUENCE: Name("an adverse consequence", "不良后果"),
    Consequence.ADVERSE_INFLUENCE: Name("an adverse influence", "不良影响"),
    Competence.SUPERVISES_OFFICIALS: Name("it supervises public officials", "对公职人员负有监督职责"),
    Competence.MANAGES_UNIT: Name("it has managing authority over the unit", "对该单位具有管理权限"),
    Competence.INDUSTRY: Name("it supervises the unit's industry", "对该单位所属行业负有主管监督职责"),
    Evidence.REPORT: Name("report of the unit", "单位报告"),
    Evidence.STATEMENT: Name("statement of the unit", "单位陈述"),
    Evidence.INSPECTION_RECORD: Name("inspection record", "检查笔录"),
    Evidence.PHOTOGRAPH: Name("photograph", "照片"),
    Evidence.RECORDING: Name("recording", "录音录像"),
    Evidence.SERVICE_PROOF: Name("proof of service", "送达凭证"),
    Evidence.CONSENT: Name("consent of the unit", "单位同意书"),
    Evidence.DECISION: Name("decision of another body", "其他机关的决定"),
    Evidence.OTHER: Name("other", "其他"),
}
_BY_VALUE = {(type(value), value.value): name for value, name in _VALUES.items()}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def title(instrument: Instrument, locale: str) -> str:
    return say(TITLES[instrument], locale)


def printed(instrument: Instrument, number: str) -> str:
    """The number in the form Chinese documents print: `〔2026〕责整0001号`; empty for none."""
    if not number:
        return ""
    _, year, count = number.rsplit("-", 2)
    return f"〔{year}〕{_SHORT[instrument]}{count}号"


def called(kind: type[StrEnum], value: str, locale: str) -> str:
    """What a value of a form, as the record holds it, is called."""
    return say(_BY_VALUE[kind, value], locale)


def listed(kind: type[StrEnum], values: Iterable[str], locale: str) -> str:
    """Several values in one line."""
    return phrase("list_comma", locale).join(called(kind, value, locale) for value in values)


def file_kind(kind: str, locale: str) -> str:
    """What a stored file is called: an instrument by its title, anything else by its kind of evidence."""
    if kind in TITLES:
        return title(Instrument(kind), locale)
    return called(Evidence, kind, locale)


def day(on: date | str, locale: str) -> str:
    """`2026年3月10日`, `10 March 2026`; an ISO date is read."""
    on = date.fromisoformat(on) if isinstance(on, str) else on
    return say(Name(f"{on.day} {_MONTHS[on.month - 1]} {on.year}", f"{on.year}年{on.month}月{on.day}日"), locale)


def span(since: str, until: str, locale: str) -> str:
    """From a day to a day, both included; one day by itself."""
    if since == until:
        return day(since, locale)
    first, last = day(since, locale), day(until, locale)
    return say(Name(f"{first} to {last}", f"{first}至{last}"), locale)


def limit(length: int, unit: str, locale: str) -> str:
    """A time limit that starts with service, written out; the day of service never counts."""
    workdays = unit == Unit.WORKDAY
    days = ("working day" if workdays else "day") + ("" if length == 1 else "s")
    en = f"within {length} {days}, counted from the day after service"
    return say(Name(en, f"自送达之日起{length}{'个工作日' if workdays else '日'}内"), locale)


def basis(articles: Iterable[str], locale: str) -> str:
    """The citations in one line; articles of neighbouring laws last, marked as borrowed."""
    named = list(articles)
    # A text without numbers is cited only where there is nothing else: its words would fill the line.
    numbered = [id for id in named if article(id).number is not None]
    cited = {id: cite(id, locale) for id in numbered or named}
    comma = phrase("list_comma", locale)
    own = comma.join(text for id, text in cited.items() if not article(id).law.analogy)
    borrowed = comma.join(text for id, text in cited.items() if article(id).law.analogy)
    if not borrowed:
        return own
    if not own:
        return say(Name(f"by analogy, {borrowed}", f"参照{borrowed}"), locale)
    return say(Name(f"{own} and, by analogy, {borrowed}", f"{own}，并参照{borrowed}"), locale)
