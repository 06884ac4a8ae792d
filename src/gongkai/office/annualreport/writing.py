"""Entering a report and changing it. Every save adds a version; the same words twice are one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongkai.office.actors import Actor
from gongkai.office.annualreport import footing, permissions
from gongkai.office.annualreport.contents import Original, Written, clean_report, form_for, written_of
from gongkai.office.annualreport.editing import edited, retold
from gongkai.office.annualreport.models import AnnualReport, Origin, ReportVersion
from gongkai.office.annualreport.selectors import open_review, subject_of
from gongkai.office.audit.services import audited, record
from gongkai.office.clearance import services as clearance
from gongkai.office.errors import NotAllowed, Overtaken, Refused
from gongkai.office.units.models import Section, Unit
from gongkai.office.units.selectors import name_on
from gongkai.statute.annual.form import form_for_year, forms
from gongkai.statute.annual.report import Report, blank_report

TITLE_MOST = CORRECTION_MOST = 300


class SavedInBetween(Overtaken):
    """Somebody saved another version since this one was opened. ``latest`` is what stands now."""

    def __init__(self, latest: ReportVersion, base: int) -> None:
        super().__init__(
            f"您打开的是第{base}稿，{latest.saved_by}已于{latest.saved_at:%H:%M}保存了第{latest.number}稿。"
            "您填写的内容还在本页，请对照最新稿后再保存。"
        )
        self.latest = latest


class AlreadyEntered(Refused):
    """The unit has a report of that year of which the caller did not know. ``annual`` is that report, ``latest`` the number of its latest version."""

    def __init__(self, annual: AnnualReport, latest: int) -> None:
        self.annual, self.latest = annual, latest
        super().__init__({"year": f"{annual.unit.called}{annual.year}年度报告已经录入（第{latest}稿）。"})


def start(unit: Unit, section: Section | None, year: int, *, by: Actor, at: datetime) -> AnnualReport:
    """A blank report on the form of its year, to be filled in by hand.

    Raises:
        NotAllowed, Refused: as for :func:`enter`.
        AlreadyEntered: there is one: a blank one never covers what is written.
    """
    first = min(form.first_year for form in forms().values())
    if not first <= year <= at.year:
        raise Refused({"year": f"{year}年度没有可以填报的格式，请填{first}至{at.year}之间的年度。"})
    report = blank_report(form_for_year(year), organ=name_on(unit, date(year, 12, 31)), year=year)
    return enter(unit, section, report, origin=Origin.ENTERED, onto=0, by=by, at=at)


def enter(
    unit: Unit,
    section: Section | None,
    report: Report,
    *,
    year: int | None = None,
    origin: str = Origin.ENTERED,
    original: Original | None = None,
    onto: int | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> AnnualReport:
    """Enter a report for a unit and its year; ``year`` says it where the report itself does not.

    Where the unit has a report of that year already, this is its next version (an open round of review ends). ``onto`` is the
    number of the version the caller knows to be the latest, 0 for none; without it, whatever stands there.

    Raises:
        NotAllowed: no post that writes for this unit (and section).
        Refused: no form or no year is known, the year contradicts the report or its form, or the unit did not exist then.
        AlreadyEntered: another version than ``onto`` is the latest.
    """
    if not permissions.may_write_in(by, unit, section):
        raise NotAllowed(f"您没有为{unit.name}{section.name if section else ''}编制年度报告的岗位。")
    if section is not None and section.unit_id != unit.pk:
        raise Refused({"section": f"{section.name}不是{unit.called}的内设机构，请重新选择。"})
    told = _fitting(unit, report, year, at)
    written = Written(told, form_for(told), {}, origin, original)
    with audited():
        annual, new = _claimed(unit, section, told.year or 0, by=by, at=at)
        if not new and not permissions.may_write(by, annual):
            raise NotAllowed(f"{annual.year}年度报告由{annual.section}编制，您没有该科室的岗位。")
        if not new and onto is not None and (last := _last(annual)) != onto:
            raise AlreadyEntered(annual, last)
        version = _add(annual, written, note=note, by=by, at=at)
        record(
            "report.entered",
            by=by,
            at=at,
            subject=annual,
            unit_id=unit.pk,
            detail={"year": annual.year, "number": version.number, "origin": origin, "digest": version.digest},
        )
    return annual


def _fitting(unit: Unit, report: Report, year: int | None, at: datetime) -> Report:
    if report.year is not None and year is not None and report.year != year:
        raise Refused({"year": f"文件写明是{report.year}年度的报告，您选的是{year}年度，请核对后重新选择。"})
    told = clean_report(report, organ=unit.name, year=year)
    if told.year is None:
        raise Refused({"year": "没有认出报告的年度，请填写年度。"})
    if not 2008 <= told.year <= at.year:
        raise Refused({"year": f"年度{told.year}不在2008至{at.year}之间，请核对。"})
    if (form := form_for(told)).first_year > told.year:
        raise Refused({"year": f"表格是{form.id}年格式，{told.year}年度还没有这种格式，请核对年度。"})
    if unit.valid_from.year > told.year:
        raise Refused({"unit": f"{unit.name}于{unit.valid_from}设立，没有{told.year}年度的报告，请核对单位和年度。"})
    if unit.valid_to is not None and unit.valid_to.year < told.year:
        heir = f"，由{unit.successor.called}承继" if unit.successor else ""
        raise Refused(
            {"unit": f"{unit.name}于{unit.valid_to}撤销{heir}，没有{told.year}年度的报告，请核对单位和年度。"}
        )
    return told


def _claimed(unit: Unit, section: Section | None, year: int, *, by: Actor, at: datetime) -> tuple[AnnualReport, bool]:
    """The report's row, held until the transaction ends; made where there is none."""
    found = AnnualReport.objects.select_for_update(of=("self",)).select_related("unit", "section")
    known = found.filter(unit=unit, year=year).first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            made = AnnualReport.objects.create(
                unit=unit, section=section, year=year, created_by_id=_person(by), created_at=at
            )
    except IntegrityError as error:
        raise Overtaken(f"{unit.called}{year}年度报告刚刚已被录入，请刷新后在其上修改。") from error
    return made, True


def save(
    annual: AnnualReport,
    *,
    base: int,
    cells: Mapping[str, str] | None = None,
    confirmed: Collection[str] = (),
    sections: Mapping[int, str] | None = None,
    preface: str | None = None,
    title: str | None = None,
    organ: str | None = None,
    dated_on: date | None = None,
    notes: Mapping[str, str] | None = None,
    offers_original: bool | None = None,
    correction: str | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> ReportVersion:
    """Add a version with these changes; ``base`` is the number of the version that was edited.

    ``cells`` are as typed, by key; ``confirmed`` were compared with the original and are right; ``notes`` are the public
    explanations of rules that do not foot, by the key of the finding; ``correction`` (更正说明) is what the public is told about
    the change of a public report. What is not given stays; a correction ends with the version that went out.

    Raises:
        NotAllowed: no post that writes for this unit.
        Refused: by the key of the cell, section or "title", what is wrong.
        SavedInBetween: ``base`` is not the latest version.
    """
    if not permissions.may_write(by, annual):
        raise NotAllowed("您没有修改本报告的岗位。")
    with audited():
        locked = lock(annual)
        latest = locked.versions.select_related("saved_by", "original").latest("number")
        before = written_of(latest)
        report = edited(before.report, before.form, cells or {}, confirmed=confirmed, by=by.name)
        report = retold(report, before.form, sections=sections, preface=preface, title=title, organ=organ)
        if correction is None:
            correction = "" if latest.released_at else latest.correction
        told = replace(_changed(before, report, dated_on, notes, offers_original), correction=_told(correction))
        same = told == replace(before, report=told.report) and told.data() == before.data()
        if latest.number != base and not same:
            raise SavedInBetween(latest, base)
        if same:
            record("report.saved", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail={"unchanged": True})
            return latest
        version = _add(locked, told, note=note, by=by, at=at)
        said = {
            "number": version.number,
            "digest": version.digest,
            "cells": sorted(cells or {})[:200],
            "note": version.note,
        }
        record("report.saved", by=by, at=at, subject=locked, unit_id=locked.unit_id, detail=said)
    annual.latest = version
    return version


def _changed(
    before: Written,
    report: Report,
    dated_on: date | None,
    notes: Mapping[str, str] | None,
    offers_original: bool | None,
) -> Written:
    """What the version will say: the changed report, its date, its public notes, and whether the original goes with it."""
    if dated_on is not None:
        report = replace(report, publication=replace(report.publication, dated_on=dated_on))
    return replace(
        before,
        report=clean_report(report),
        notes=_notes(before.notes, notes),
        original=_offered(before, offers_original),
    )


def _told(correction: str) -> str:
    words = " ".join(correction.split())
    if len(words) > CORRECTION_MOST:
        raise Refused({"correction": f"更正说明有{len(words)}个字，最多{CORRECTION_MOST}个字，请缩短。"})
    return words


def _notes(before: Mapping[str, str], given: Mapping[str, str] | None) -> dict[str, str]:
    told = {**before, **{key: " ".join(text.split()) for key, text in (given or {}).items()}}
    for key, text in told.items():
        if len(text) > footing.NOTE_MOST:
            raise Refused({f"note-{key}": f"说明有{len(text)}个字，最多{footing.NOTE_MOST}个字，请缩短。"})
    return {key: text for key, text in told.items() if text}


def _offered(before: Written, offers: bool | None) -> Original | None:
    if before.original is None or offers is None:
        return before.original
    return replace(before.original, offered=offers)


def lock(annual: AnnualReport) -> AnnualReport:
    """The report's row as it stands, held until the transaction ends."""
    found = AnnualReport.objects.select_for_update(of=("self",)).select_related("unit", "section")
    return found.get(pk=annual.pk)


def new_version(annual: AnnualReport, number: int, written: Written, *, by_id: int, at: datetime) -> ReportVersion:
    """The row of a version, not yet written. Raises Refused for a title that is too long."""
    every, public = footing.of_written(written)
    current = {key for key, _finding in every}
    told = replace(written, notes={key: text for key, text in written.notes.items() if key in current})
    content = told.content(public)
    if len(content.title) > TITLE_MOST:
        raise Refused({"title": f"标题有{len(content.title)}个字，最多{TITLE_MOST}个字，请缩短。"})
    return ReportVersion(
        report=annual,
        number=number,
        origin=told.origin,
        form=told.form.id,
        organ=told.report.organ or "",
        title=content.title,
        data=told.data(),
        findings=footing.kept(every),
        notes=dict(told.notes),
        original=told.original.file if told.original else None,
        original_name=told.original.name if told.original else "",
        offers_original=bool(told.original and told.original.offered),
        digest=content.digest(),
        correction=told.correction,
        saved_by_id=by_id,
        saved_at=at,
    )


def _add(annual: AnnualReport, written: Written, *, note: str, by: Actor, at: datetime) -> ReportVersion:
    """The next version; an open round of review ends, as its content is no longer what is written."""
    review = open_review(annual)
    if review is not None and review.emergency:
        raise Refused("本报告已应急发布，正在补办审查，办结（通过或者退回）前不能修改；内容有误的，请先撤下。")
    version = new_version(annual, _last(annual) + 1, written, by_id=_person(by), at=at)
    version.note = " ".join(note.split())[:200]
    version.save(force_insert=True)
    annual.latest = version
    annual.save(update_fields=["latest"])
    if review is not None:
        clearance.overtake(subject_of(annual), by=by, at=at)
    return version


def _last(annual: AnnualReport) -> int:
    return annual.versions.order_by("-number").values_list("number", flat=True).first() or 0


def _person(by: Actor) -> int:
    if by.id is None:
        raise NotAllowed("年度报告须由人员录入和修改，系统不能代为书写。")
    return by.id
