"""Making annual reports in tests: a report that foots, entering it, passing all reviewers, publishing."""

from decimal import Decimal

from gongkai.office.actors import DutyKind
from gongkai.office.annualreport import services
from gongkai.office.clearance.services import accept_finding
from gongkai.statute.annual.form import form_for_year
from gongkai.statute.annual.report import Cell, Report, Section, Status
from rounds_of_review import pass_all

PARTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_organisation")
TEXTS = {
    1: "（一）主动公开。全年主动公开政府信息（演示）。\n（二）依申请公开。依法办理公开申请（演示）。\n"
    "（三）政府信息管理。规范性文件清理（演示）。\n（四）平台建设。网站运行平稳（演示）。\n（五）监督保障。开展培训考核（演示）。",
    5: "存在的问题：解读形式不够丰富（演示）。改进情况：增加图解（演示）。",
    6: "本年度没有收取信息处理费（演示）。",
}


def report(organ="青石市科学技术局", year=2024, *, received=12, carried=1, **figures):
    """A report that foots: ``received`` new and ``carried`` over, all granted but one, which goes on to the next year."""
    form = form_for_year(year)
    values = {key: Decimal(0) if spec.kind == "amount" else 0 for key, spec in form.cells.items()}
    done = received + carried - 1
    for row, number in {"new_received": received, "carried_in": carried, "granted": done, "total": done}.items():
        for part in ("natural_person", "total"):
            values[f"requests.{row}.{part}"] = number
    for part in ("natural_person", "total"):
        values[f"requests.carried_out.{part}"] = 1
    values |= figures
    return Report(
        organ,
        year,
        form.id,
        {key: Cell(value, Status.READ if value is not None else Status.BLANK) for key, value in values.items()},
        sections=tuple(Section(number, form.sections[number - 1].title, text) for number, text in TEXTS.items()),
        title=f"{organ}{year}年政府信息公开工作年度报告",
    )


def drafter(world, slug="science"):
    return world.actor(slug, DutyKind.DRAFTER)


def entered(world, told=None, *, slug="science", at=None, by=None, **more):
    told = told or report(world.unit(slug).name)
    by = by or drafter(world, slug)
    return services.enter(world.unit(slug), world.section(slug), told, by=by, at=at or world.now, **more)


def settled(world, annual, *, at=None):
    """The gates have looked, and whatever they say is accepted with a reason."""
    by, at = drafter(world, annual.unit.slug), at or world.now
    for finding in services.check(annual, by=by, at=at):
        if finding.state == "open":
            accept_finding(finding, "演示报告，按原文保留", by=by, at=at)


def submitted(world, annual, *, at=None):
    settled(world, annual, at=at)
    return services.submit(annual, by=drafter(world, annual.unit.slug), at=at or world.now)


def cleared(world, annual, *, at=None):
    return pass_all(world, submitted(world, annual, at=at), slug=annual.unit.slug, at=at)


def published(world, annual=None, *, at=None, **more):
    annual = annual or entered(world, at=at, **more)
    cleared(world, annual, at=at)
    services.publish(annual, by=world.actor(annual.unit.slug, DutyKind.FINAL_REVIEWER), at=at or world.now)
    return annual
