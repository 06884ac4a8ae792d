"""What the form and art. 50 ask of a report beside its sums: sections, subjects, notice, fee, dates.

One function per rule, registered in order; each yields findings and cites what asks for it. These are
warnings: whether a sentence covers a subject is for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from gongkai.statute.annual.form import Form, Severity, forms
from gongkai.statute.annual.report import Finding, Report, Status

Check = Callable[[Report, Form], Iterator[Finding]]
CHECKS: dict[str, Check] = {}

_GOVERNMENT = re.compile(r"(?:人民政府|[省市县区旗州])(?:办公厅|办公室)?\Z")
_SUBJECTS = {
    "主动公开": r"主动公开|公开.{0,6}信息",
    "依申请公开": r"依申请公开|公开申请|申请人",
    "政府信息管理": r"信息管理|规范性文件|保密审查|审核|审查|信息发布",
    "政府信息公开平台建设": r"平台|网站|专栏|新媒体|公众号|公报",
    "监督保障": r"监督|考核|培训|领导小组|组织领导|评议|责任",
}


def rule(rule_id: str) -> Callable[[Check], Check]:
    """Register a check under its rule id."""

    def register(check: Check) -> Check:
        CHECKS[rule_id] = check
        return check

    return register


def check_formalities(report: Report, form: Form) -> list[Finding]:
    """All findings of the formal rules, in order."""
    return [finding for check in CHECKS.values() for finding in check(report, form)]


def _is_filled(report: Report) -> bool:
    """Whether this is a report at all and not a blank form: someone has written or filled in something."""
    return any(cell.value is not None for cell in report.cells.values())


@rule("TX-FORM")
def form_of_the_year(report: Report, form: Form) -> Iterator[Finding]:
    """The tables are those of the form in force for the report year, and the notice cited is its own.

    Source: 国办公开办函〔2019〕60号, 〔2021〕30号.
    """
    if report.year is None:
        return
    if report.form == "mixed":
        yield Finding("TX-FORM", "warning", "表格混用了不同年度的格式，请统一改用本年度格式。")
    elif not form.covers(report.year):
        yield Finding(
            "TX-FORM",
            "warning",
            f"{report.year} 年度报告用了 {form.id} 年格式的表格，请改用该年度适用的格式（{_notice(report.year)}）。",
        )
    prose = "".join(section.text for section in report.sections) + report.preface
    for other in forms().values():
        body, year, number = re.split(r"[〔〕]", other.notice)
        cited = re.search(rf"{body}\s*[〔\[（(【]\s*{year}\s*[〕\]）)】]\s*{number[:-1]}\s*号", prose)
        if cited and not other.covers(report.year):
            yield Finding(
                "TX-FORM",
                "warning",
                f"{report.year} 年度报告引用了“{cited[0]}”，该通知的格式不适用于本年度，应引用 {_notice(report.year)}。",
                quote=cited[0],
            )


def _notice(year: int) -> str:
    return next((form.notice for form in forms().values() if form.covers(year)), "该年度的通知")


@rule("TX-SECT")
def six_sections(report: Report, form: Form) -> Iterator[Finding]:
    """The report has the six sections of the form, each with its heading. Source: the form; 条例第五十条."""
    if not report.sections:
        return
    present = {section.number for section in report.sections}
    missing = [section for section in form.sections if section.number not in present]
    if missing:
        numerals = "一二三四五六七八九十"
        names = "、".join(f"“{numerals[section.number - 1]}、{section.title}”" for section in missing)
        yield Finding("TX-SECT", "warning", f"没有找到 {names}。年度报告应有六个部分，请补上（没有内容的写“无”）。")


@rule("TX-FEE")
def fee_is_stated(report: Report, form: Form) -> Iterator[Finding]:
    """Section six states what processing fees were collected, also when none. Source: 〔2021〕30号 form, section six."""
    section = report.section(6)
    if form.id == "2019" or not _is_filled(report) or (report.year is not None and report.year < 2021):
        return
    whole = section.text if section else "".join(part.text for part in report.sections)
    if not report.sections or "信息处理费" in whole:
        return
    if re.search(r"信息(?:公开)?费|收费情况", whole):
        yield Finding("TX-FEE", "warning", "第六部分写到收费，但用语不是“信息处理费”，请按规范名称表述。")
    else:
        yield Finding("TX-FEE", "warning", "第六部分没有写收取信息处理费的情况（没有收取的也应写明）。")


@rule("TX-5")
def five_subjects(report: Report, form: Form) -> Iterator[Finding]:
    """Section one covers five subjects. Source: 国办公开办函〔2021〕30号."""
    section = report.section(1)
    if section is None or len(section.text) < 30 or report.year is None or report.year < 2021 or not _is_filled(report):
        return
    missing = [name for name, words in _SUBJECTS.items() if not re.search(words, section.text)]
    if missing:
        yield Finding(
            "TX-5",
            "warning",
            f"总体情况没有写到：{'、'.join(missing)}。该部分应包括主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面。",
        )


@rule("TX-GOV")
def results_of_supervision(report: Report, form: Form) -> Iterator[Finding]:
    """A government's report states the results of assessment, public appraisal and accountability (art. 50(4))."""
    if report.organ is None or not _GOVERNMENT.search(report.organ) or not report.sections:
        return
    whole = "".join(section.text for section in report.sections)
    missing = [
        name
        for name, words in {
            "工作考核": r"考核",
            "社会评议": r"社会评议|社会评价|群众评议|满意度|民意调查",
            "责任追究": r"责任追究|追责|问责",
        }.items()
        if not re.search(words, whole)
    ]
    if missing:
        yield Finding(
            "TX-GOV",
            "warning",
            f"各级人民政府的年度报告还应写明工作考核、社会评议和责任追究结果（条例第五十条第四项），没有找到：{'、'.join(missing)}。",
        )


@rule("TX-DATE")
def published_in_time(report: Report, form: Form) -> Iterator[Finding]:
    """Departments publish by 31 January, governments by 31 March (art. 49). The day is not moved for holidays.

    A date printed in the document is not proof of publication: lateness by it is a warning, by a known
    publication date an error.
    """
    if report.year is None or not _is_filled(report):
        return
    government = report.organ is not None and bool(_GOVERNMENT.search(report.organ))
    last = date(report.year + 1, 3, 31) if government else date(report.year + 1, 1, 31)
    day = report.publication.published_on or report.publication.dated_on
    severity: Severity = "error" if report.publication.published_on else "warning"
    if day is None:
        yield Finding(
            "TX-DATE",
            "info",
            f"文中没有日期，无法核对是否在 {last.isoformat()} 前公布（条例第四十九条）。",
            assessable=False,
        )
    elif day > last:
        who = "县级以上人民政府应在 3 月 31 日前" if government else "行政机关应在 1 月 31 日前"
        yield Finding(
            "TX-DATE", severity, f"{who}公布年度报告（条例第四十九条），文中日期为 {day.isoformat()}，请说明逾期原因。"
        )


@rule("TX-UNIT")
def unit_of_the_form(report: Report, form: Form) -> Iterator[Finding]:
    """Amounts are in the unit of the column head (万元). Source: the form."""
    for key, cell in report.cells.items():
        spec = form.cells.get(key)
        if cell.unit and spec is not None and cell.status is Status.READ:
            yield Finding(
                "TX-UNIT",
                "warning",
                f"“{spec.says}”印作 {cell.value}{cell.unit}，本列单位为{spec.unit}。请按{spec.unit}填写。",
                (key,),
                found=cell.value,
            )


@rule("TX-ZERO")
def rules_need_the_power(report: Report, form: Form) -> Iterator[Finding]:
    """Only governments down to districted cities, and ministries, can make rules (规章制定程序条例; 立法法)."""
    made = [key for key in ("proactive.rules.issued", "proactive.rules.made") if report.value(key)]
    if (
        made
        and report.organ is not None
        and re.search(r"(?:局|委员会|[县区镇乡]人民政府|街道办事处|中心)\Z", report.organ)
    ):
        yield Finding(
            "TX-ZERO",
            "warning",
            f"“{report.organ}”一般没有规章制定权，规章制发却填了 {report.value(made[0])}，请核对是否把规范性文件填成规章。",
            tuple(made),
        )
